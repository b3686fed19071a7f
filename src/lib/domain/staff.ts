import * as z from 'zod/mini';
import { deviceId, firmId, staffId } from './ids.ts';

/** What a staff member may do: everybody works on all accounts; roles limit settings, staff and erasure. */
export const role = z.enum(['owner', 'admin', 'member']);
export type Role = z.infer<typeof role>;

/** The app's languages. */
export const locale = z.enum(['en', 'fr']);
export type Locale = z.infer<typeof locale>;

/** Who is signed in on this browser profile: what the app needs to open its book with no connection. */
export const profile = z.object({
	firmId,
	firmName: z.string(),
	/** ISO 3166-1 alpha-2 */
	firmCountry: z.string(),
	/** The language that the firm chose at set-up. */
	firmLocale: locale,
	staffId,
	staffName: z.string(),
	email: z.string(),
	role,
	deviceId,
	deviceName: z.string(),
});
export type Profile = z.infer<typeof profile>;

/** Whether a role may write a firm's document or change its staff. */
export function mayAdminister(role: Role): boolean {
	return role !== 'member';
}

/** The letters that stand for a person where their name has no room: of the first and the last word of it; '' for a name without letters. */
export function initials(name: string): string {
	const words = name.split(/[\s-]+/u).filter((word) => /^\p{L}/u.test(word));
	const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
	return picked
		.map((word) => Array.from(word ?? '')[0] ?? '')
		.join('')
		.toUpperCase();
}
