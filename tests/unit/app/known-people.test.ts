import { expect, test } from 'vitest';
import { KnownPeople } from '../../../src/lib/app/known-people.svelte.ts';
import type { DeviceId, StaffId } from '../../../src/lib/domain/ids.ts';
import type { Profile } from '../../../src/lib/domain/staff.ts';

const [claire, paul] = ['01920000-0000-7000-8000-000000000001', '01920000-0000-7000-8000-000000000002'] as StaffId[] as [StaffId, StaffId];
const [desk, tablet] = ['01920000-0000-7000-8000-000000000011', '01920000-0000-7000-8000-000000000012'] as DeviceId[] as [DeviceId, DeviceId];
const profile = { staffId: claire, staffName: 'Claire Morel', deviceId: desk, deviceName: 'Desk' } as Profile;

type Answers = Parameters<KnownPeople['ask']>[0];
const offline: Answers = {
	staff: async () => ({ ok: false, problem: { kind: 'offline' } }),
	devices: async () => ({ ok: false, problem: { kind: 'offline' } }),
};
const answering = (staff: Record<string, string>, devices: Record<string, string>): Answers => ({
	staff: async () => ({
		ok: true,
		value: {
			staff: Object.entries(staff).map(([id, name]) => ({ id: id as StaffId, name, email: '', role: 'member' as const, createdAt: 0, secondFactor: false })),
			invitations: [],
		},
	}),
	devices: async () => ({
		ok: true,
		value: {
			devices: Object.entries(devices).map(([id, name]) => ({ id: id as DeviceId, staff: paul, staffName: '', name, createdAt: 0, lastContact: 0, current: false })),
		},
	}),
});

test('without the relay, one knows oneself and one’s device', async () => {
	const people = new KnownPeople(profile);
	await people.ask(offline);
	expect(people.staffName(claire)).toBe('Claire Morel');
	expect(people.deviceName(desk)).toBe('Desk');
	expect(people.staffName(paul)).toBeNull();
	expect(people.deviceName(tablet)).toBeNull();
});

test('what the relay said is kept for the time without it, and whoever left keeps their name', async () => {
	const first = new KnownPeople(profile);
	const kept = await first.ask(answering({ [claire]: 'Claire Morel', [paul]: 'Paul Girard' }, { [tablet]: 'Paul’s tablet' }));
	const people = new KnownPeople(profile);
	people.restore(JSON.parse(JSON.stringify(kept)));
	expect(people.staffName(paul)).toBe('Paul Girard');
	expect(people.deviceName(tablet)).toBe('Paul’s tablet');
	await people.ask(answering({ [claire]: 'Claire Morel-Petit' }, {}));
	expect(people.staffName(claire)).toBe('Claire Morel-Petit');
	expect(people.staffName(paul)).toBe('Paul Girard');
});

test('what can’t be read from the disk counts as not known', () => {
	const people = new KnownPeople(profile);
	for (const strange of [undefined, null, 'people', { staff: [] }, { staff: { a: 1 }, devices: {} }]) people.restore(strange);
	expect(people.staffName(paul)).toBeNull();
});
