import { afterEach, describe, expect, it } from 'vitest';
import type { CommandResult } from '../../src/lib/commands/command-input.ts';
import { commit, type CommandDeps } from '../../src/lib/commands/commit.ts';
import { mergeContacts } from '../../src/lib/commands/merge-records.ts';
import { editContact } from '../../src/lib/commands/edit-records.ts';
import { createContact } from '../../src/lib/commands/new-records.ts';
import { undo } from '../../src/lib/commands/undo.ts';
import { contactDocument, FIRM_SETTINGS } from '../../src/lib/domain/document-name.ts';
import type { ContactId, GroupId } from '../../src/lib/domain/ids.ts';
import { heardInRoom } from '../../src/lib/replication/heard-in-room.ts';
import type { ContactRow } from '../../src/lib/storage/rows.ts';
import { answerOf } from '../support/device.ts';
import type { Device } from './device.ts';
import { allQuiet, openScene, part, tab, type Scene } from './scene.ts';

const MINUTE = 60_000;
let scene: Scene;

afterEach(() => scene.stage.close());

async function newContact(deps: CommandDeps, lastName: string): Promise<ContactId> {
	return answerOf(await createContact(deps, { firstName: '', lastName, email: '', phones: [] }));
}

function groupOf(result: CommandResult<unknown>): GroupId {
	if (!result.ok || result.group === null) throw new Error('nothing was written');
	return result.group;
}

function rowOf(device: Device, id: ContactId): ContactRow | undefined {
	return device.disk.rows<ContactRow>('contacts').find((contact) => contact.id === id);
}

function shown(device: Device, id: ContactId): { lastName: string | undefined; also: unknown[] | undefined; merged: unknown } {
	const row = rowOf(device, id);
	return { lastName: row?.lastName, also: row?.alsoWritten.map(({ value }) => value), merged: row?.merged };
}

/** Two contacts of one person, whom everybody has; `low` is the one that stands once they are merged. */
async function twoContacts(devices: number): Promise<{ low: ContactId; high: ContactId }> {
	scene = await openScene(devices);
	const deps = tab(scene.all[0] as Device);
	const low = await newContact(deps, 'Dupré');
	await scene.stage.pass(10);
	const high = await newContact(deps, 'Dupre');
	await allQuiet(scene.stage);
	expect(low < high).toBe(true);
	return { low, high };
}

describe('what a merge had put aside, when what waits is written anew', () => {
	it('REP-7 stays aside where a slow clock is corrected', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const one = all[0] as Device;
		part(stage, one);
		one.skew = -10 * MINUTE;
		await editContact(tab(one), high, { lastName: 'Durand' });
		await mergeContacts(tab(one), low, high);
		expect(shown(one, low)).toEqual({ lastName: 'Dupré', also: [], merged: [high] });
		one.partition = 'none';
		await allQuiet(stage);
		for (const device of all) expect(shown(device, low)).toEqual({ lastName: 'Dupré', also: [], merged: [high] });
	});

	it('REP-7 stays aside where the browser became another device', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const one = all[0] as Device;
		part(stage, one);
		await editContact(tab(one), high, { lastName: 'Durand' });
		await mergeContacts(tab(one), low, high);
		one.signIn(true);
		one.partition = 'none';
		await allQuiet(stage);
		for (const device of all) expect(shown(device, low)).toEqual({ lastName: 'Dupré', also: [], merged: [high] });
	});

	it('REP-7 stays aside where the relay refused what had replaced it', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const [owner, member] = all as [Device, Device];
		await editContact(tab(owner), high, { lastName: 'Durand' });
		await allQuiet(stage);
		part(stage, member);
		await commit(tab(member), 'edited', async (draft) => {
			draft.change(FIRM_SETTINGS, { name: 'Trop loin' });
			draft.change(contactDocument(high), { lastName: 'Trop loin' });
			return { ok: true, value: undefined };
		});
		await mergeContacts(tab(member), low, high);
		member.partition = 'none';
		await allQuiet(stage);
		expect(member.disk.setAside()).toHaveLength(1);
		for (const device of all) expect(shown(device, low)).toEqual({ lastName: 'Dupré', also: [], merged: [high] });
	});

	it('MRG-9 is taken back by whoever merged, though it was stamped anew', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const one = all[0] as Device;
		part(stage, one);
		one.skew = -10 * MINUTE;
		await editContact(tab(one), high, { lastName: 'Durand' });
		const merged = await mergeContacts(tab(one), low, high, { lastName: 'lose' });
		one.partition = 'none';
		await allQuiet(stage);
		expect(await undo(tab(one), [groupOf(merged)])).toMatchObject({ ok: true, value: { undone: 2, kept: 0 } });
		await allQuiet(stage);
		for (const device of all) {
			expect(shown(device, low)).toEqual({ lastName: 'Dupré', also: [], merged: undefined });
			expect(shown(device, high)).toEqual({ lastName: 'Durand', also: [], merged: undefined });
		}
	});

	it('MRG-4 is not what whoever merged had not heard of, though they had heard a later word of the same person through a room', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const [one, other] = all as [Device, Device];
		const third = await newContact(tab(other), 'Dupret');
		const edited = await editContact(tab(other), third, { firstName: 'Lia' });
		await allQuiet(stage);
		await mergeContacts(tab(one), high, third);
		await allQuiet(stage);
		part(stage, one);
		await editContact(tab(other), high, { lastName: 'Durand' });
		// Taking the edit back writes to the merged contact itself, by its old address.
		await undo(tab(other), [groupOf(edited)]);
		await stage.pass(5_000);
		const room = await stage.relay.room(contactDocument(third));
		if (room === null) throw new Error('the relay does not have it');
		for (const update of room.updates) await heardInRoom(tab(one), contactDocument(third), update, room.epoch);
		await mergeContacts(tab(one), low, high);
		one.partition = 'none';
		await allQuiet(stage);
		for (const device of all) expect(shown(device, low)).toEqual({ lastName: 'Durand', also: ['Dupré'], merged: [high, third] });
	});

	it('HLC-1, MRG-4 is not what was written later by a clock that was corrected to before what it had stamped', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const [one, fast] = all as [Device, Device];
		fast.clockWasSet = true;
		// A clock that runs away, and no jump that a connection would not outlive.
		for (; fast.skew < 4 * MINUTE; fast.skew += MINUTE / 4) await stage.pass(1_000);
		await editContact(tab(fast), high, { firstName: 'Lia' });
		await stage.pass(10_000);
		expect(rowOf(one, high)?.firstName).toBe('Lia');
		part(stage, one);
		part(stage, fast);
		await mergeContacts(tab(one), low, high);
		await editContact(tab(fast), high, { lastName: 'Durand' });
		one.partition = 'none';
		fast.partition = 'none';
		await allQuiet(stage);
		for (const device of all) expect(shown(device, low)).toEqual({ lastName: 'Durand', also: ['Dupré'], merged: [high] });
	});

	it('MRG-4 is not taken for put aside where a fast clock was corrected and the merged one is written to later', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const one = all[0] as Device;
		part(stage, one);
		one.skew = 10 * MINUTE;
		const edited = await editContact(tab(one), high, { lastName: 'Durand' });
		await mergeContacts(tab(one), low, high);
		one.partition = 'none';
		await allQuiet(stage);
		// Taking the edit back writes to the merged contact itself, by its old address.
		await undo(tab(one), [groupOf(edited)]);
		await allQuiet(stage);
		for (const device of all) expect(shown(device, low).lastName).toBe('Dupre');
	});
});

describe('what somebody wrote to a merged contact without knowing of the merge', () => {
	it('MRG-4 stays the standing one’s where the next change, which settled it, is taken back', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const [one, other] = all as [Device, Device];
		part(stage, other);
		await mergeContacts(tab(one), low, high);
		await stage.pass(10_000);
		await editContact(tab(other), high, { lastName: 'Durand' });
		other.partition = 'none';
		await allQuiet(stage);
		for (const device of all) expect(shown(device, low)).toEqual({ lastName: 'Durand', also: ['Dupré'], merged: [high] });
		const edited = await editContact(tab(one), low, { email: 'lia@exemple.fr' });
		await allQuiet(stage);
		for (const device of all) expect(shown(device, low).lastName).toBe('Durand');
		await undo(tab(one), [groupOf(edited)]);
		await allQuiet(stage);
		for (const device of all) {
			expect(shown(device, low).lastName).toBe('Durand');
			expect(rowOf(device, low)?.email).toBe('');
		}
	});
});

describe('a record that was merged with what stood behind it', () => {
	it('MRG-9 has again what somebody wrote to one of them without knowing, though a change of the standing one had settled it', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const [one, other] = all as [Device, Device];
		await stage.pass(10);
		const last = await newContact(tab(one), 'Dupret');
		await allQuiet(stage);
		part(stage, other);
		await mergeContacts(tab(one), high, last);
		await stage.pass(10_000);
		await editContact(tab(other), last, { firstName: 'Lia' });
		other.partition = 'none';
		await allQuiet(stage);
		for (const device of all) expect(rowOf(device, high)?.firstName).toBe('Lia');
		const merged = await mergeContacts(tab(one), low, high);
		await editContact(tab(one), low, { email: 'lia@exemple.fr' });
		await allQuiet(stage);
		for (const device of all) {
			expect(rowOf(device, low)).toMatchObject({ firstName: 'Lia', merged: [high, last], alsoWritten: [] });
		}
		await undo(tab(one), [groupOf(merged)]);
		await allQuiet(stage);
		for (const device of all) {
			expect(rowOf(device, high)).toMatchObject({ firstName: 'Lia', lastName: 'Dupre', merged: [last] });
			expect(rowOf(device, low)?.merged).toBeUndefined();
		}
	});
});

describe('two who merge the same pair without knowing of each other', () => {
	it('MRG-4, MRG-6 leave nothing to be settled where they said the same', async () => {
		const { low, high } = await twoContacts(2);
		const { stage, all } = scene;
		const [one, other] = all as [Device, Device];
		part(stage, one);
		part(stage, other);
		await mergeContacts(tab(one), low, high);
		await mergeContacts(tab(other), high, low, { lastName: 'lose' });
		one.partition = 'none';
		other.partition = 'none';
		await allQuiet(stage);
		for (const device of all) {
			expect(shown(device, low)).toEqual({ lastName: 'Dupré', also: [], merged: [high] });
			expect(device.disk.rows('inbox')).toEqual([]);
		}
	});
});
