import * as z from 'zod/mini';
import { locale } from '../domain/staff.ts';

const KEY = 'carnet.preferences';

export const theme = z.enum(['light', 'dark', 'system']);
export type Theme = z.infer<typeof theme>;

const preferences = z.object({
	locale: z.catch(z.nullable(locale), null),
	theme: z.catch(theme, 'system'),
	shortcuts: z.catch(z.boolean(), true),
});

/** How this browser profile shows the app, signed in or not. */
export type Preferences = z.infer<typeof preferences>;

/** The part of `Storage` that is needed here. */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const NONE: Preferences = { locale: null, theme: 'system', shortcuts: true };

/** Reads what was chosen on this browser profile; anything unreadable counts as not chosen. */
export function readPreferences(storage: KeyValueStorage): Preferences {
	const parsed = preferences.safeParse(parseJson(storage.getItem(KEY)));
	return parsed.success ? parsed.data : NONE;
}

/** Keeps a choice. A browser that refuses to store it (full, private) shows it until the tab closes, which is harm enough. */
export function writePreferences(storage: KeyValueStorage, changes: Partial<Preferences>): void {
	try {
		storage.setItem(KEY, JSON.stringify({ ...readPreferences(storage), ...changes }));
	} catch {
		return;
	}
}

function parseJson(text: string | null): unknown {
	try {
		return text === null ? null : JSON.parse(text);
	} catch {
		return null;
	}
}
