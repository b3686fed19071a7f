import { afterEach, describe, expect, it } from 'vitest';
import type { CommandResult } from '../../src/lib/commands/command-input.ts';
import { commit } from '../../src/lib/commands/commit.ts';
import { editAccount } from '../../src/lib/commands/edit-records.ts';
import { accountDocument, FIRM_SETTINGS } from '../../src/lib/domain/document-name.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { undo } from '../../src/lib/commands/undo.ts';
import type { AccountRow, EventRow } from '../../src/lib/storage/rows.ts';
import type { Device } from './device.ts';
import { STAMPS_AHEAD, type Mutant } from './mutants.ts';
import { sayInRoom } from './rooms.ts';
import { allQuiet, findProblem, openScene, part, tab } from './scene.ts';
import type { Stage } from './stage.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let stage: Stage;

afterEach(() => stage.close());

async function open(devices: number, seed?: number, mutant?: Mutant): Promise<{ all: Device[]; account: AccountId }> {
	const scene = await openScene(devices, seed, mutant);
	stage = scene.stage;
	return scene;
}

function name(device: Device, account: AccountId, value: string) {
	return editAccount(tab(device), account, { name: value });
}

/** What a member may not write, together with what they may. */
function overstep(device: Device, account: AccountId, value: string): Promise<CommandResult<void>> {
	return commit(tab(device), 'edited', async (draft) => {
		draft.change(FIRM_SETTINGS, { name: value });
		draft.change(accountDocument(account), { name: value });
		return { ok: true, value: undefined };
	});
}

function shown(device: Device, account: AccountId): { name: string | undefined; also: unknown[] | undefined } {
	const row = device.disk.rows<AccountRow>('accounts').find(({ id }) => id === account);
	return { name: row?.name, also: row?.alsoWritten.map(({ value }) => value) };
}

const quiet = (): Promise<void> => allQuiet(stage);

describe('a refused group', () => {
	it('REP-6 is set aside whole, holds nothing up, and what it replaced is back', async () => {
		const { all, account } = await open(2);
		const member = all[1] as Device;
		await overstep(member, account, 'Trop loin');
		await quiet();
		expect(member.disk.setAside()).toHaveLength(1);
		expect(shown(member, account)).toEqual({ name: 'Léa Dupré', also: [] });
		await name(member, account, 'Dupré');
		await quiet();
		expect(all.map((device) => shown(device, account).name)).toEqual(['Dupré', 'Dupré']);
	});

	it('REP-6 leaves what was written after it, which replaces what the refused one had replaced', async () => {
		const { all, account } = await open(2);
		const member = all[1] as Device;
		await name(all[0] as Device, account, 'Première');
		await quiet();
		part(stage, member);
		await overstep(member, account, 'Trop loin');
		await name(member, account, 'Dernière');
		member.partition = 'none';
		await quiet();
		expect(all.map((device) => shown(device, account))).toEqual(Array(2).fill({ name: 'Dernière', also: [] }));
	});
});

describe('what is written anew', () => {
	it('REP-7 does not replace what its writer had not seen', async () => {
		const { all, account } = await open(2);
		const [one, other] = all as [Device, Device];
		one.skew = 2 * DAY;
		one.latency = 1_000;
		await name(other, account, 'Par la collègue');
		await stage.pass(100);
		// Saved before the colleague's value arrives, refused after it has arrived, for a stamp from the future.
		await name(one, account, 'Par moi');
		await quiet();
		const { name: won, also } = shown(other, account);
		expect(new Set([won, ...(also ?? [])])).toEqual(new Set(['Par moi', 'Par la collègue']));
	});

	it('REP-7 gives way to an older version that got through under the device’s former id', async () => {
		const { all, account } = await open(2);
		const [one, other] = all as [Device, Device];
		one.deafTo = ['ack', 'entries'];
		await name(one, account, 'Ancienne');
		await stage.pass(2_000);
		await name(other, account, 'Nouvelle');
		one.signIn(true);
		one.deafTo = [];
		await quiet();
		expect(all.map((device) => shown(device, account))).toEqual(Array(2).fill({ name: 'Nouvelle', also: [] }));
	});

	it('REP-7 replaces the older version that got through where it replaced the newer one that was given up', async () => {
		const { all, account } = await open(2);
		const one = all[0] as Device;
		one.deafTo = ['ack', 'entries'];
		await name(one, account, 'Ancienne');
		await stage.pass(2_000);
		one.partition = 'refuse';
		one.signIn(true);
		await stage.pass(100);
		await name(one, account, 'Nouvelle');
		one.partition = 'none';
		one.deafTo = [];
		await quiet();
		expect(all.map((device) => shown(device, account))).toEqual(Array(2).fill({ name: 'Nouvelle', also: [] }));
	});

	it('REP-7 is written over an older version that went ahead of its group, through a room', async () => {
		const { all, account } = await open(2);
		const one = all[0] as Device;
		part(stage, one);
		await name(one, account, 'Ancienne');
		one.partition = 'none';
		const said = sayInRoom(stage);
		one.partition = 'refuse';
		await stage.pass(100);
		await said;
		one.signIn(true);
		await stage.pass(100);
		await name(one, account, 'Nouvelle');
		one.partition = 'none';
		await quiet();
		expect(all.map((device) => shown(device, account))).toEqual(Array(2).fill({ name: 'Nouvelle', also: [] }));
	});

	it.each([1, 2, 3, 4, 5, 6])(
		'REP-7 has the last word over an older version that arrives later, whatever the client ids (%i)',
		async (seed) => {
			const { all, account } = await open(2, seed);
			const one = all[0] as Device;
			one.skew = -2 * DAY;
			// The first push is still on its way when a new connection corrects the clock.
			one.latency = 3_000;
			await name(one, account, 'Un');
			await stage.pass(100);
			one.latency = 20;
			one.leader?.input({ type: 'network', online: false });
			await name(one, account, 'Deux');
			one.leader?.input({ type: 'network', online: true });
			await quiet();
			expect(all.map((device) => shown(device, account))).toEqual(Array(2).fill({ name: 'Deux', also: [] }));
		},
	);
});

describe('a relay that was put back to an older copy', () => {
	it('REP-8 is given back what it had, and of what it never acknowledged nothing but through its groups', async () => {
		const { all, account } = await open(2);
		const member = all[1] as Device;
		const backup = await stage.relay.backup();
		await name(all[0] as Device, account, 'Depuis la copie');
		await quiet();
		part(stage, member);
		await overstep(member, account, 'Trop loin');
		stage.relay.crash();
		await stage.relay.restore(backup);
		await stage.relay.start();
		await stage.relay.beginRestore();
		member.partition = 'none';
		await quiet();
		expect(all.map((device) => shown(device, account))).toEqual(Array(2).fill({ name: 'Depuis la copie', also: [] }));
		expect(member.disk.setAside()).toHaveLength(1);
	});

	it('REP-8 is noticed and given everything back when the copy is from before an earlier restore', async () => {
		const { all, account } = await open(2);
		const backup = await stage.relay.backup();
		for (const [value, byCommand] of [
			['Un', true],
			['Deux', false],
			['Trois', false],
		] as const) {
			await name(all[0] as Device, account, value);
			await quiet();
			stage.relay.crash();
			await stage.relay.restore(backup);
			await stage.relay.start();
			if (byCommand) await stage.relay.beginRestore();
			await quiet();
			expect(shown(all[1] as Device, account).name).toBe(value);
		}
	});

	it('REP-9 is pushed again what it had acknowledged, where no cursor can tell that it lacks it', async () => {
		const { all, account } = await open(1);
		const [device] = all as [Device];
		const backup = await stage.relay.backup();
		device.deafTo = ['entries'];
		await name(device, account, 'Confirmé');
		await stage.pass(2_000);
		expect(device.disk.waiting()).toEqual([]);
		stage.relay.crash();
		await stage.relay.restore(backup);
		device.deafTo = [];
		await stage.relay.start();
		await quiet();
		expect((await stage.relay.documents()).size).toBe(2);
	});
});

describe('clocks and processes', () => {
	it('REP-10 stamps what waits anew when the clock was wrong, so that the later edit wins', async () => {
		const { all, account } = await open(2);
		const [fast, right] = all as [Device, Device];
		part(stage, fast);
		fast.skew = 2 * DAY;
		await name(fast, account, 'Plus tôt');
		await stage.pass(10 * MINUTE);
		await name(right, account, 'Plus tard');
		fast.partition = 'none';
		await quiet();
		expect(all.map((device) => shown(device, account))).toEqual(
			Array(2).fill({ name: 'Plus tard', also: ['Plus tôt'] }),
		);
	});

	it('REP-10, HLC-1 a clock that is set ahead puts those ahead who see what it stamped, and nobody else', async () => {
		const { all, account } = await open(3);
		const [seeing, parted, fast] = all as [Device, Device, Device];
		part(stage, parted);
		fast.skew = 4 * MINUTE;
		fast.clockWasSet = true;
		await name(fast, account, 'Rapide');
		await stage.pass(2_000);
		await name(seeing, account, 'Vue');
		await stage.pass(3 * MINUTE);
		await name(parted, account, 'Plus tard');
		parted.partition = 'none';
		await quiet();
		expect(all.map((device) => shown(device, account))).toEqual(Array(3).fill({ name: 'Vue', also: ['Plus tard'] }));
	});

	it('the oracle of the order of writes complains of a stamp ahead that nobody’s clock explains, though some clock was set', async () => {
		const { all, account } = await open(3, 1, STAMPS_AHEAD);
		const [ahead, parted, set] = all as [Device, Device, Device];
		part(stage, parted);
		set.skew = 30_000;
		set.clockWasSet = true;
		await name(set, account, 'Réglée');
		await stage.pass(2_000);
		await name(ahead, account, 'En avance');
		await stage.pass(3 * MINUTE);
		await name(parted, account, 'Plus tard');
		parted.partition = 'none';
		expect(await findProblem(stage)).toContain('won over');
	});

	it('REP-10 a clock that is set back does not keep a dead connection', async () => {
		const { all, account } = await open(2);
		const [one, other] = all as [Device, Device];
		one.skew = -2 * DAY;
		stage.network.cut(one, 'half-open');
		await name(one, account, 'Quand même');
		await quiet();
		expect(shown(other, account).name).toBe('Quand même');
	});

	it('REP-11 a replicator that was asleep while another took over changes nothing when it wakes', async () => {
		const { all, account } = await open(2);
		const [one] = all as [Device];
		const before = one.leader;
		await name(one, account, 'Avant');
		one.takeOver();
		await name(one, account, 'Après');
		await stage.pass(5_000);
		one.wake();
		const woken = one.disk.meta('cursor');
		await stage.pass(1_000);
		expect(before?.dead).toBe(true);
		expect(one.disk.meta('cursor')).toBe(woken);
		await quiet();
	});

	it('REP-12 a browser that dies at any statement of what follows a save goes on with a whole book', async () => {
		const { all, account } = await open(2);
		const [one, other] = all as [Device, Device];
		for (let statement = 1; statement <= 40; statement++) {
			await name(one, account, `Essai ${statement}`);
			one.disk.dieIn = statement;
			await stage.pass(2_000);
			one.disk.dieIn = null;
			one.boot();
			await stage.pass(2_000);
		}
		await quiet();
		expect(shown(other, account).name).toBe('Essai 40');
	});
});

describe('undo', () => {
	it('UNDO-3 finds what a group wrote after it was written anew under another id', async () => {
		const { all, account } = await open(2);
		const [one] = all as [Device];
		one.skew = 2 * DAY;
		const written = await name(one, account, 'Demain');
		await quiet();
		const group = written.ok ? written.group : null;
		expect(one.disk.rows<EventRow>('events').map((row) => row.group)).not.toContain(group);
		expect(await undo(tab(one), group === null ? [] : [group])).toMatchObject({ ok: true, value: { undone: 1, kept: 0 } });
		await quiet();
		expect(all.map((device) => shown(device, account).name)).toEqual(['Léa Dupré', 'Léa Dupré']);
	});
});
