import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { StatusSource } from '../../../src/lib/app/status-source.ts';
import type { StatusFacts } from '../../../src/lib/replication/status.ts';
import { BookDatabase, createDexieStore } from '../../../src/lib/storage/dexie-store.ts';
import { created, individual, testDeps, testPlatform, testProfile } from '../../support/device.ts';

let database: BookDatabase;
let books = 0;

afterEach(() => database.close());

async function setUp() {
	database = new BookDatabase(`status-${books++}`);
	await database.open();
	const platform = testPlatform(3);
	const source = new StatusSource(database, platform.now);
	const deps = testDeps(createDexieStore(database), platform, testProfile('laptop'));
	return { source, deps };
}

test('all who follow the status hear the same facts, and the disk is asked once for all of them', async () => {
	const { source, deps } = await setUp();
	const counted = vi.spyOn(database.outbox, 'count');
	const heard: StatusFacts[][] = [[], [], []];
	const [first, second] = [0, 1].map((i) => source.live()((facts) => void heard[i]?.push(facts)));
	await vi.waitFor(() => expect(heard[1]).toHaveLength(1));
	const asked = counted.mock.calls.length;
	source.live()((facts) => void heard[2]?.push(facts));
	await vi.waitFor(() => expect(heard[2]).toHaveLength(1));
	expect(counted).toHaveBeenCalledTimes(asked);
	await created(deps, individual('Zoé', 'Écrivain'));
	await vi.waitFor(() => expect(heard.map((facts) => facts.at(-1)?.waiting)).toEqual([1, 1, 1]));
	expect(counted).toHaveBeenCalledTimes(asked + 1);
	first?.();
	second?.();
	source.saved('quota');
	expect(heard.map((facts) => facts.at(-1)?.notSaved)).toEqual([null, null, 'quota']);
});

test('who follows again after everybody stopped is told of what happened meanwhile', async () => {
	const { source, deps } = await setUp();
	const before: StatusFacts[] = [];
	const stop = source.live()((facts) => void before.push(facts));
	await vi.waitFor(() => expect(before).toHaveLength(1));
	stop();
	await created(deps, individual('Zoé', 'Écrivain'));
	const after: StatusFacts[] = [];
	source.live()((facts) => void after.push(facts));
	await vi.waitFor(() => expect(after.map(({ waiting }) => waiting)).toEqual([1]));
	expect(before).toHaveLength(1);
});

test('what is saved while the disk is being asked counts as waiting: an answer from before it is not told', async () => {
	const { source, deps } = await setUp();
	const heard: StatusFacts[] = [];
	source.live()((facts) => void heard.push(facts));
	await vi.waitFor(() => expect(heard.map(({ waiting }) => waiting)).toEqual([0]));
	let release = () => {};
	const before = new Promise((resolve) => {
		release = () => resolve({ all: 0, setAside: 0, lastSynced: undefined });
	});
	const asking = vi.spyOn(database, 'transaction').mockImplementationOnce((() => before) as never);
	await database.meta.put({ key: 'lastSynced', value: 1 });
	await vi.waitFor(() => expect(asking).toHaveBeenCalled());
	source.committed(7);
	await created(deps, individual('Zoé', 'Écrivain'));
	release();
	await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ waiting: 1, lastSynced: 1 }));
	expect(heard.slice(1).map(({ waiting }) => waiting)).not.toContain(0);
});
