import { getContext, hasContext, setContext } from 'svelte';
import { getCarnet } from '$lib/app/session-context.ts';
import { emailKey } from '$lib/domain/email.ts';
import type { DeviceId, StaffId } from '$lib/domain/ids.ts';

/** The names of colleagues and their devices, as far as this device knows them. */
export interface People {
	/** null: not known on this device */
	staffName(id: StaffId): string | null;
	/** Everybody whose name is known, by name. */
	readonly staffByName: readonly StaffId[];
	deviceName(id: DeviceId): string | null;
	/** Whether an address is a colleague's, in any spelling. */
	isStaffEmail(email: string): boolean;
}

const KEY = Symbol('people');

/** Names more than the signed-in person and their device. */
export function providePeople(people: People): void {
	setContext(KEY, people);
}

/** Where nobody provides names, those of the signed-in person and of this device are known. */
export function getPeople(): People {
	if (hasContext(KEY)) return getContext<People>(KEY);
	const { profile } = getCarnet();
	return {
		staffName: (id) => (id === profile.staffId ? profile.staffName : null),
		staffByName: [profile.staffId],
		deviceName: (id) => (id === profile.deviceId ? profile.deviceName : null),
		isStaffEmail: (email) => emailKey(email) === emailKey(profile.email),
	};
}
