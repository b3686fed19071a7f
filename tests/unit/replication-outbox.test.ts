import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { bulk } from '../../src/lib/commands/bulk.ts';
import type { CommandDeps } from '../../src/lib/commands/commit.ts';
import { editAccount } from '../../src/lib/commands/edit-records.ts';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId, Epoch, GroupId } from '../../src/lib/domain/ids.ts';
import { projectBook } from '../../src/lib/projections/project-book.ts';
import { MAX_PUSH_GROUPS } from '../../src/lib/protocol/limits.ts';
import { DeviceLog } from '../../src/lib/replication/device-log.ts';
import { BookDatabase, createDexieStore } from '../../src/lib/storage/dexie-store.ts';
import type { BookStore } from '../../src/lib/storage/book-store.ts';
import { createMemoryDisk, createMemoryStore } from '../../src/lib/storage/memory-store.ts';
import { OpenDocuments } from '../../src/lib/storage/open-documents.ts';
import { created, individual, testDeps, testPlatform, testProfile } from '../support/device.ts';

const EPOCH = 'epoch00000000000' as Epoch;
const engines: [string, () => BookStore][] = [
	['IndexedDB', () => createDexieStore(new BookDatabase(`outbox-${crypto.randomUUID()}`))],
	['memory', () => createMemoryStore(createMemoryDisk())],
];

describe.each(engines)('the outbox on %s', (_, open) => {
	let store: BookStore;
	let deps: CommandDeps;
	let log: DeviceLog;
	beforeEach(async () => {
		store = open();
		const platform = testPlatform(5);
		deps = testDeps(store, platform, testProfile('laptop'));
		log = new DeviceLog({ store, documents: new OpenDocuments(platform), project: projectBook, platform, term: await DeviceLog.takeTerm(store) });
		await log.welcomed({ epoch: EPOCH, resume: 'start', time: platform.now() });
	});
	const waiting = () => store.read((tx) => tx.outbox.pending(0, 10_000));
	const documentOf = (account: AccountId) => store.read((tx) => tx.documents.get(accountDocument(account)));

	test('is offered in pushes that hold as many small groups as a push may, in their order, and each once', async () => {
		const { account } = await created(deps, individual('Zoé', 'Écrivain'));
		for (let i = 0; i < MAX_PUSH_GROUPS + 40; i++) await editAccount(deps, account, { name: `Name ${i}` });
		const all = (await waiting()).map(({ group }) => group);
		const first = await log.offer(0, true);
		const second = await log.offer(first.last, true);
		expect(first.groups.map(({ id }) => id)).toEqual(all.slice(0, MAX_PUSH_GROUPS));
		expect([...first.groups, ...second.groups].map(({ id }) => id)).toEqual(all);
		expect(await log.offer(second.last, true)).toEqual({ groups: [], last: second.last, held: false });
	}, 30_000);

	test('REP-7 knows by their order which groups were offered: those alone are held back once they are written anew', async () => {
		const one = await created(deps, individual('Zoé', 'Écrivain'));
		const first = await log.offer(0, true);
		await created(deps, individual('Léa', 'Dupré'));
		await editAccount(deps, one.account, { name: 'Zoé' });
		const [offered, other, later] = await waiting();
		await log.refused(first.groups[0]?.id as GroupId, 'gap');
		const renewed = await waiting();
		expect(renewed.map(({ order, renewed }) => [order, renewed])).toEqual([
			[offered?.order, true],
			[other?.order, false],
			[later?.order, false],
		]);
		expect((await log.offer(0, false)).held).toBe(true);
		expect(await log.offer(0, false)).toMatchObject({ groups: [], last: 0 });
		expect((await log.offer(0, true)).groups.map(({ id }) => id)).toEqual(renewed.map(({ group }) => group));
	});

	test('REP-9 acknowledged groups leave it, are pushed once more at the next contact, and go for good when the cursor covers them', async () => {
		const made: AccountId[] = [];
		for (let i = 0; i < 30; i++) made.push((await created(deps, individual('Zoé', `Écrivain ${i}`))).account);
		await bulk(deps, { kind: 'account', ids: made }, { archived: true });
		const groups = await waiting();
		const [last] = groups.slice(-1);
		await log.acknowledged(groups.slice(0, -1).map(({ group }) => group));
		expect((await waiting()).map(({ group }) => group)).toEqual([last?.group]);
		const half = await documentOf(made[7] as AccountId);
		expect([half?.epoch, half?.base?.length]).toEqual([EPOCH, expect.any(Number)]);
		expect(half?.base).not.toEqual(half?.state);
		expect((await store.read((tx) => tx.events.getMany(groups.slice(0, -1).flatMap(({ entries }) => entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.id as never] : [])))))).every((row) => row?.epoch === EPOCH)).toBe(true);
		await log.acknowledged([last?.group as GroupId, last?.group as GroupId, 'of-another-tab' as GroupId]);
		expect(await waiting()).toEqual([]);
		expect(await documentOf(made[7] as AccountId)).toMatchObject({ epoch: EPOCH, base: null });
		const again = await log.welcomed({ epoch: EPOCH, resume: 'continue', time: deps.platform.now() });
		expect(again.again.flat().map(({ id }) => id)).toEqual(groups.map(({ group }) => group));
		const rows = groups.map(({ group }, i) => ({ seq: i + 1, group, device: null, staff: null, receivedAt: 0, entry: null }));
		await log.apply(rows.slice(0, 20), { epoch: EPOCH, seq: 20, hash: 'h', mac: 'm' });
		expect((await store.read((tx) => tx.acknowledged.keys('', 100))).length).toBe(groups.length - 20);
		await log.apply(rows.slice(20), { epoch: EPOCH, seq: groups.length, hash: 'h', mac: 'm' });
		expect(await store.read((tx) => tx.acknowledged.keys('', 100))).toEqual([]);
	});
});
