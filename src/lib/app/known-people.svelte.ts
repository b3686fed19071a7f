import * as z from 'zod/mini';
import { emailKey } from '../domain/email.ts';
import type { DeviceId, StaffId } from '../domain/ids.ts';
import type { Profile } from '../domain/staff.ts';
import { formats } from '../i18n/format.ts';
import type { Api } from './api.ts';
import type { Carnet } from './carnet.ts';

const names = z.object({
	staff: z.record(z.string(), z.string()),
	devices: z.record(z.string(), z.string()),
	/** The address that each colleague signs in with; an earlier version kept none. */
	emails: z._default(z.record(z.string(), z.string()), {}),
});
type Names = z.infer<typeof names>;

/** Kept like a draft: on this device alone, and erased with the book. */
const KEPT = 'people';

/**
 * The names of the firm's people and of the devices that this person may see. They are the relay's to tell: asked whenever the
 * connection is back, and kept for the time without it.
 */
export class KnownPeople {
	#names = $state.raw<Names>({ staff: {}, devices: {}, emails: {} });
	readonly #profile: Profile;

	constructor(profile: Profile) {
		this.#profile = profile;
	}

	/** null: not known on this device */
	staffName(id: StaffId): string | null {
		return this.#names.staff[id] ?? (id === this.#profile.staffId ? this.#profile.staffName : null);
	}

	/** Everybody whose name is known, by name. */
	get staffByName(): StaffId[] {
		const { staffId, staffName } = this.#profile;
		const known = Object.entries({ [staffId]: staffName, ...this.#names.staff }) as [StaffId, string][];
		return known.sort(([, a], [, b]) => formats().compare(a, b)).map(([id]) => id);
	}

	/** null: not known on this device */
	deviceName(id: DeviceId): string | null {
		return this.#names.devices[id] ?? (id === this.#profile.deviceId ? this.#profile.deviceName : null);
	}

	/** Whether an address is a colleague's, in any spelling. */
	isStaffEmail(email: string): boolean {
		const key = emailKey(email);
		return [this.#profile.email, ...Object.values(this.#names.emails)].some((known) => emailKey(known) === key);
	}

	/** Takes what was kept, as it is on the disk. */
	restore(kept: unknown): void {
		const parsed = names.safeParse(kept);
		if (parsed.success) this.#add(parsed.data);
	}

	/** Asks the relay. Somebody who left the firm keeps their name here: what they did stays theirs. */
	async ask(api: Pick<Api, 'staff' | 'devices'>): Promise<Names> {
		const [staff, devices] = await Promise.all([api.staff(), api.devices()]);
		this.#add({
			staff: staff.ok ? Object.fromEntries(staff.value.staff.map(({ id, name }) => [id, name])) : {},
			emails: staff.ok ? Object.fromEntries(staff.value.staff.map(({ id, email }) => [id, email])) : {},
			devices: devices.ok ? Object.fromEntries(devices.value.devices.map(({ id, name }) => [id, name])) : {},
		});
		return this.#names;
	}

	#add(more: Names): void {
		const { staff, devices, emails } = this.#names;
		this.#names = {
			staff: { ...staff, ...more.staff },
			devices: { ...devices, ...more.devices },
			emails: { ...emails, ...more.emails },
		};
	}
}

/** Keeps the names up to date for as long as the component that calls this is on screen. */
export function followPeople(
	carnet: Pick<Carnet, 'profile' | 'queries' | 'drafts'>,
	api: Pick<Api, 'staff' | 'devices'>,
): KnownPeople {
	const people = new KnownPeople(carnet.profile);
	// Refused by a book that is closed meanwhile: then nobody looks any more.
	const closed = (): void => {};
	carnet.queries.draft(KEPT).then((kept) => people.restore(kept), closed);
	let connected = false;
	$effect(() =>
		carnet.queries.status()(({ connection: { state } }) => {
			const back = !connected && state === 'current';
			connected = state === 'current';
			if (back)
				people
					.ask(api)
					.then((known) => carnet.drafts.save(KEPT, known))
					.catch(closed);
		}),
	);
	return people;
}
