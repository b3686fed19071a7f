import { afterEach, describe, expect, it, vi } from 'vitest';
import { editAccount } from '../../src/lib/commands/edit-records.ts';
import { fillWithSamples } from '../../src/lib/commands/fill-with-samples.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import { createLogSockets } from '../../sync-server/sync/log-socket.ts';
import { systemTimers } from '../../sync-server/sync/timers.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { created, individual } from '../support/device.ts';
import { FIRM, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';
import { startDevice, type ReplicatingDevice } from '../support/replicating-device.ts';

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

/** A relay whose log sockets are real. */
async function relay(): Promise<TestRelay> {
	const platform = createPlatform();
	const failures: unknown[] = [];
	const failed = (error: unknown) => failures.push(error);
	let logs: LogService | undefined;
	const started = await startRelay({
		sockets: {
			log: (socket, session) => {
				if (logs !== undefined) createLogSockets({ log: logs, platform, timers: systemTimers, failed })(socket, session);
			},
			room: () => undefined,
		},
	});
	logs = await LogService.open({ database: started.database, platform, failed });
	ends.push(async () => {
		await started.close();
		expect(failures).toEqual([]);
	});
	return started;
}

async function device(profile: Profile, browser: TestBrowser): Promise<ReplicatingDevice> {
	const started = await startDevice(profile, () => browser.socket('/sync/log'));
	ends.push(() => started.stop());
	return started;
}

async function current(...devices: ReplicatingDevice[]): Promise<void> {
	for (const one of devices) {
		await vi.waitFor(async () => {
			expect(await one.store.read((tx) => tx.outbox.pending(0, 1))).toEqual([]);
			expect(one.status().state).toBe('current');
		}, 5_000);
	}
}

describe('devices and the relay', () => {
	it('REP-1 shows what one device saved on the other, whole', async () => {
		const { browser } = await relay();
		const first = browser();
		const laptop = await device((await setUpFirm(first)) as Profile, first);
		const second = browser();
		const signedIn = await second.post('/api/sign-in', { email: FIRM.email, password: FIRM.password, device: { name: 'Tablet' } });
		const tablet = await device(signedIn.body as Profile, second);
		await current(laptop, tablet);
		const { account, contacts } = await created(laptop.deps, individual('Zoé', 'Écrivain'));
		await vi.waitFor(async () => {
			expect(await tablet.store.read((tx) => tx.accounts.get(account))).toMatchObject({ name: 'Zoé Écrivain', contactIds: contacts });
		}, 2_000);
		await editAccount(tablet.deps, account, { name: 'Écrivain & fille' });
		await vi.waitFor(async () => {
			expect(await laptop.store.read((tx) => tx.accounts.get(account))).toMatchObject({ name: 'Écrivain & fille' });
		}, 2_000);
		await current(laptop, tablet);
		expect(await laptop.store.read((tx) => tx.outbox.pending(0, 9))).toEqual([]);
	});

	it('REP-2 brings a whole book to a new device', async () => {
		const { browser } = await relay();
		const first = browser();
		const laptop = await device((await setUpFirm(first)) as Profile, first);
		await fillWithSamples(laptop.deps, () => undefined);
		await current(laptop);
		const second = browser();
		const signedIn = await second.post('/api/sign-in', { email: FIRM.email, password: FIRM.password, device: { name: 'Tablet' } });
		const tablet = await device(signedIn.body as Profile, second);
		await current(tablet);
		const rows = async (one: ReplicatingDevice) => one.store.read((tx) => tx.accounts.page('', 1_000));
		const withoutChunk = (list: Awaited<ReturnType<typeof rows>>) => list.map(({ chunk: _, ...row }) => row);
		expect(withoutChunk(await rows(tablet))).toEqual(withoutChunk(await rows(laptop)));
		expect(tablet.statuses.some((status) => status.state === 'syncing')).toBe(true);
	});
});
