import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { NEAR, SortOrder } from '../../src/lib/queries/sort-order.ts';
import type { AccountRow } from '../../src/lib/storage/rows.ts';
import { BookDatabase } from '../../src/lib/storage/dexie-store.ts';
import { createQueries } from '../../src/lib/queries/create-queries.ts';
import { createLocalListEngine } from '../../src/lib/queries/local-list-engine.ts';
import { BY_NAME, type ListSpec } from '../../src/lib/queries/list-spec.ts';
import { EMPTY_ADDRESS } from '../../src/lib/domain/address.ts';
import { testProfile } from '../support/device.ts';

const LONG = NEAR * 2;
const EVERYTHING: ListSpec = { kind: 'account', status: 'active', text: '', terms: [], sort: BY_NAME, aliases: {} };
let database: BookDatabase;

beforeEach(async () => {
	database = new BookDatabase(`test-${crypto.randomUUID()}`);
	await database.accounts.bulkPut(Array.from({ length: LONG }, (_, i) => account(i)));
	await database.counters.put({ name: 'accounts', value: LONG });
});
afterEach(() => database.delete());

function account(i: number, name = `Client ${String(i).padStart(5, '0')}`): AccountRow {
	return {
		id: `01920000-0000-7000-8000-${String(i).padStart(12, '0')}` as AccountId,
		...{ type: 'individual', name, typedName: name, sortKey: name.toLowerCase(), nameKey: name.toLowerCase() },
		...{ companyName: '', companyAddress: EMPTY_ADDRESS, status: 'active', links: [], contactIds: [], access: [] },
		...{ siren: '', code: '', codeClaim: '', tags: [], custom: {}, city: '', email: '', hasEmail: false },
		...{ repairs: [], deletedAt: null, editedAfterDeletion: false, toReview: false },
		...{ createdBy: null, createdAt: 0, alsoWritten: [], chunk: 0 },
	};
}

/** What a window of the list shows, kept up to date. */
function windowed(from: number, count: number) {
	const queries = createQueries(database, testProfile('laptop'), () => () => () => undefined, () => 0, createLocalListEngine(database));
	const seen: string[][] = [];
	const stop = queries.accountList(EVERYTHING).lines({ from, count })((lines) =>
		seen.push(lines.map((line) => line.account.name)),
	);
	return { seen, stop };
}

test('a window in the middle of a long list shows what stands there, and follows what comes, moves and leaves', async () => {
	const { seen, stop } = windowed(1_500, 2);
	await vi.waitFor(() => expect(seen.at(-1)).toEqual(['Client 01500', 'Client 01501']));
	await database.accounts.put(account(9_000, 'Aaa'));
	await vi.waitFor(() => expect(seen.at(-1)).toEqual(['Client 01499', 'Client 01500']), { timeout: 5_000 });
	await database.accounts.put(account(9_000, 'Zzz'));
	await vi.waitFor(() => expect(seen.at(-1)).toEqual(['Client 01500', 'Client 01501']), { timeout: 5_000 });
	await database.accounts.update(account(3).id, { status: 'archived' });
	await database.counters.put({ name: 'accounts', value: LONG });
	await vi.waitFor(() => expect(seen.at(-1)).toEqual(['Client 01501', 'Client 01502']), { timeout: 5_000 });
	stop();
});

test('a row renamed in place is shown with its new name', async () => {
	const { seen, stop } = windowed(1_500, 1);
	await vi.waitFor(() => expect(seen.at(-1)).toEqual(['Client 01500']));
	await database.accounts.put(account(1_500, 'Client 01500 b'));
	await vi.waitFor(() => expect(seen.at(-1)).toEqual(['Client 01500 b']), { timeout: 5_000 });
	stop();
});

test('a list that changes without a break is read again only after a rest', async () => {
	let clock = 0;
	let reads = 0;
	let change = () => {};
	const rests: { ms: number; run: () => void }[] = [];
	const order = new SortOrder<string>({
		read: async () => {
			reads += 1;
			clock += 100;
			return ['a', 'b'];
		},
		watch: (heard) => {
			change = () => heard(null);
			change();
			return () => undefined;
		},
		now: () => clock,
		later: (ms, run) => {
			rests.push({ ms, run });
			return () => undefined;
		},
	});
	const stop = order.window(0, 1)(() => undefined);
	await vi.waitFor(() => expect(rests).toHaveLength(1));
	change();
	change();
	expect(reads).toBe(1);
	expect(rests[0]?.ms).toBe(400);
	rests[0]?.run();
	await vi.waitFor(() => expect(rests).toHaveLength(2));
	expect(reads).toBe(2);
	stop();
});

test('a change of a list that was read is read a moment later, so that what made it is shown first', async () => {
	let reads = 0;
	let change = () => {};
	const rests: (() => void)[] = [];
	const order = new SortOrder<string>({
		read: async () => (++reads === 1 ? ['a', 'b'] : ['b']),
		watch: (heard) => {
			change = () => heard(null);
			change();
			return () => undefined;
		},
		now: () => 0,
		later: (_, run) => {
			rests.push(run);
			return () => undefined;
		},
	});
	const seen: string[][] = [];
	const stop = order.window(0, 1)((ids) => seen.push(ids));
	await vi.waitFor(() => expect(rests).toHaveLength(1));
	rests[0]?.();
	change();
	change();
	expect(reads).toBe(1);
	expect(rests).toHaveLength(2);
	rests[1]?.();
	await vi.waitFor(() => expect(seen.at(-1)).toEqual(['b']));
	expect(reads).toBe(2);
	stop();
});

test('an order that changed under the reading is read from the start', async () => {
	const answers: (string[] | null)[] = [Array.from({ length: 4_000 }, (_, i) => String(i)), null, ['x', 'y']];
	const rests: (() => void)[] = [];
	const order = new SortOrder<string>({
		read: async () => answers.shift() as string[] | null,
		watch: (heard) => {
			heard(null);
			return () => undefined;
		},
		now: () => 0,
		later: (_, run) => {
			rests.push(run);
			return () => undefined;
		},
	});
	const seen: string[][] = [];
	const stop = order.window(0, 2)((ids) => seen.push(ids));
	await vi.waitFor(() => expect(rests).toHaveLength(1));
	rests[0]?.();
	await vi.waitFor(() => expect(seen.at(-1)).toEqual(['x', 'y']));
	stop();
});
