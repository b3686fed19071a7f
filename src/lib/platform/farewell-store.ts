import * as z from 'zod/mini';
import { profile } from '../domain/staff.ts';
import type { KeyValueStorage } from './preference-store.ts';

const KEY = 'carnet.farewell';

const farewell = z.object({
	/** The relay does not know yet that this device signed out. */
	tellRelay: z.boolean(),
	/** Whose books are still to be erased here: another tab held them. */
	erase: z.array(profile),
});

/** What signing out could not finish at once, to be finished at the next start. */
export type Farewell = z.infer<typeof farewell>;

const NOTHING: Farewell = { tellRelay: false, erase: [] };

/** What is left of an earlier signing out. */
export function readFarewell(storage: KeyValueStorage): Farewell {
	try {
		const parsed = farewell.safeParse(JSON.parse(storage.getItem(KEY) ?? 'null'));
		return parsed.success ? parsed.data : NOTHING;
	} catch {
		return NOTHING;
	}
}

/** Keeps what is left, or forgets it when nothing is. */
export function writeFarewell(storage: KeyValueStorage, left: Farewell): void {
	if (left.tellRelay || left.erase.length > 0) storage.setItem(KEY, JSON.stringify(left));
	else storage.removeItem(KEY);
}
