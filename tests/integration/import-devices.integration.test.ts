import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCommands } from '../../src/lib/commands/create-commands.ts';
import type { Commands } from '../../src/lib/commands/command-input.ts';
import { editContact } from '../../src/lib/commands/edit-records.ts';
import type { ImportId } from '../../src/lib/domain/ids.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import { createLogSockets } from '../../sync-server/sync/log-socket.ts';
import { systemTimers } from '../../sync-server/sync/timers.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { jobOf, oneStep, RUNNING, UNHURRIED } from '../support/import-job.ts';
import { FIRM, setUpFirm, startRelay } from '../support/relay.ts';
import { startDevice, type ReplicatingDevice } from '../support/replicating-device.ts';

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

interface ImportingDevice extends ReplicatingDevice {
	commands: Commands;
}

/** Two devices of one person, on a relay of their own. */
async function devices(): Promise<[ImportingDevice, ImportingDevice]> {
	const platform = createPlatform();
	const failures: unknown[] = [];
	const failed = (error: unknown) => failures.push(error);
	let logs: LogService | undefined;
	const relay = await startRelay({
		sockets: {
			log: (socket, session) => {
				if (logs !== undefined) createLogSockets({ log: logs, platform, timers: systemTimers, failed })(socket, session);
			},
			room: () => undefined,
		},
	});
	logs = await LogService.open({ database: relay.database, platform, failed });
	ends.push(async () => {
		await relay.close();
		expect(failures).toEqual([]);
	});
	const start = async (profile: Profile, browser: ReturnType<typeof relay.browser>): Promise<ImportingDevice> => {
		const started = await startDevice(profile, () => browser.socket('/sync/log'));
		ends.push(() => started.stop());
		return { ...started, commands: createCommands(started.deps) };
	};
	const first = relay.browser();
	const laptop = await start((await setUpFirm(first)) as Profile, first);
	const second = relay.browser();
	const signedIn = await second.post('/api/sign-in', { email: FIRM.email, password: FIRM.password, device: { name: 'Tablet' } });
	return [laptop, await start(signedIn.body as Profile, second)];
}

async function current(...all: ReplicatingDevice[]): Promise<void> {
	for (const one of all) {
		await vi.waitFor(async () => {
			expect(await one.store.read((tx) => tx.outbox.pending(0, 1))).toEqual([]);
			expect(one.status().state).toBe('current');
		}, 10_000);
	}
}

/** Writes down an import of so many clients. */
async function prepared({ commands }: ImportingDevice, count: number): Promise<ImportId> {
	const platform = createBrowserPlatform();
	const rows = Array.from({ length: count }, (_, i) => `Client${i};Prénom${i};client${i}@exemple.fr;VIP`);
	const job = await jobOf(['Nom;Prénom;E-mail;Étiquettes', ...rows].join('\n'), { newId: () => platform.uuid() });
	const { counts } = await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
	const id = await commands.prepareImport({ file: 'clients.csv', counts, units: job.units }, RUNNING);
	if (id === null) throw new Error('cancelled');
	return id;
}

const left = async ({ store }: ReplicatingDevice) =>
	(await store.read((tx) => tx.accounts.page('', 1_000))).filter(({ status }) => status !== 'deleted').length;
const people = async ({ store }: ReplicatingDevice) =>
	(await store.read((tx) => tx.contacts.page('', 1_000))).filter(({ status }) => status !== 'deleted').map(({ firstName }) => firstName);

describe('an import, and the firm’s other devices', () => {
	it('IMP-17 is known there, and is taken back there, except what was changed since', { timeout: 30_000 }, async () => {
		const [laptop, tablet] = await devices();
		const id = await prepared(laptop, 230);
		await laptop.commands.runImport(id, RUNNING);
		await current(laptop);
		const heard = () => tablet.store.read((tx) => tx.firmImports.get(id));
		await vi.waitFor(async () => {
			expect(await heard()).toMatchObject({ file: 'clients.csv', finished: { accounts: 230, contacts: 230, changed: 0, refused: 0 }, undone: null });
		}, 10_000);
		expect(await left(tablet)).toBe(230);
		const [edited] = await tablet.store.read((tx) => tx.contacts.page('', 1));
		if (edited === undefined) throw new Error('nobody came');
		await editContact(tablet.deps, edited.id, { firstName: 'Zoé' });

		expect(await tablet.commands.undoImport(id, RUNNING)).toMatchObject({ state: 'undone', kept: [`contact:${edited.id}`] });
		expect(await people(tablet)).toEqual(['Zoé']);
		expect(await left(tablet)).toBe(0);
		await current(tablet);
		await vi.waitFor(async () => {
			expect(await laptop.store.read((tx) => tx.firmImports.get(id))).toMatchObject({ undone: { kept: 1 } });
		}, 10_000);
		expect(await people(laptop)).toEqual(['Zoé']);
		expect(await left(laptop)).toBe(0);
	});

	it('IMP-17 that is taken back there while it was cut off here is not gone on with, and the rest goes too', { timeout: 30_000 }, async () => {
		const [laptop, tablet] = await devices();
		const id = await prepared(laptop, 230);
		await laptop.commands.runImport(id, oneStep());
		await current(laptop, tablet);
		await vi.waitFor(async () => expect(await left(tablet)).toBe(100), 10_000);
		// One more group is written, and not sent before the other device takes back what it has.
		laptop.stop();
		await laptop.commands.runImport(id, oneStep());
		await tablet.commands.undoImport(id, RUNNING);
		await current(tablet);
		const back = await laptop.again();
		ends.push(() => back.stop());
		await current(back);
		const commands = createCommands(back.deps);
		await vi.waitFor(async () => expect(await left(back)).toBe(100), 10_000);
		expect(await commands.runImport(id, RUNNING)).toMatchObject({ state: 'undoing' });
		expect(await commands.undoImport(id, RUNNING)).toMatchObject({ state: 'undone', kept: [] });
		expect(await left(back)).toBe(0);
		await vi.waitFor(async () => expect(await left(tablet)).toBe(0), 10_000);
	});
});
