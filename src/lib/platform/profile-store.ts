import * as z from 'zod/mini';
import { emailKey } from '../domain/email.ts';
import { deviceId, type DeviceId } from '../domain/ids.ts';
import { profile, type Profile } from '../domain/staff.ts';
import type { KeyValueStorage } from './preference-store.ts';

/** Where the profile is kept; other tabs hear of a change under this name. */
export const PROFILE_KEY = 'carnet.profile';

/** Who is signed in on this browser profile; read before anything else, so that the book opens without asking anybody. */
export function readProfile(storage: KeyValueStorage): Profile | null {
	const text = storage.getItem(PROFILE_KEY);
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
	storage.setItem(PROFILE_KEY, JSON.stringify(signedIn));
}

/** Signs this browser profile out. The book itself stays on the device. */
export function clearProfile(storage: KeyValueStorage): void {
	storage.removeItem(PROFILE_KEY);
}

const DEVICES_KEY = 'carnet.devices';
const devices = z.record(z.string(), deviceId);

/** The id that the relay gave this browser profile when this person last signed in here, so that signing in again is no new device. */
export function readDeviceId(storage: KeyValueStorage, email: string): DeviceId | null {
	return readDevices(storage)[emailKey(email)] ?? null;
}

/** Keeps a person's device id across signing out. */
export function rememberDeviceId(storage: KeyValueStorage, signedIn: Profile): void {
	const all = { ...readDevices(storage), [emailKey(signedIn.email)]: signedIn.deviceId };
	storage.setItem(DEVICES_KEY, JSON.stringify(all));
}

/** Forgets it, with the person's data. */
export function forgetDeviceId(storage: KeyValueStorage, email: string): void {
	const { [emailKey(email)]: _, ...others } = readDevices(storage);
	storage.setItem(DEVICES_KEY, JSON.stringify(others));
}

function readDevices(storage: KeyValueStorage): Record<string, DeviceId> {
	try {
		const parsed = devices.safeParse(JSON.parse(storage.getItem(DEVICES_KEY) ?? '{}'));
		return parsed.success ? parsed.data : {};
	} catch {
		return {};
	}
}
