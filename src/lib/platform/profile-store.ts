import { profile, type Profile } from '../domain/staff.ts';
import type { KeyValueStorage } from './preference-store.ts';

const KEY = 'carnet.profile';

/** Who is signed in on this browser profile; read before anything else, so that the book opens without asking anybody. */
export function readProfile(storage: KeyValueStorage): Profile | null {
	const text = storage.getItem(KEY);
	if (text === null) return null;
	try {
		const parsed = profile.safeParse(JSON.parse(text));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}

/** @throws DOMException when the browser refuses to store it: signing in has then failed, since the next opening would not know. */
export function writeProfile(storage: KeyValueStorage, signedIn: Profile): void {
	storage.setItem(KEY, JSON.stringify(signedIn));
}

/** Signs this browser profile out. The book itself stays on the device. */
export function clearProfile(storage: KeyValueStorage): void {
	storage.removeItem(KEY);
}
