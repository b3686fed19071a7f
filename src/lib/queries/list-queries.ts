import { Dexie, type Table } from 'dexie';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import { isPlain, type ListEngine, type ListSpec } from './list-spec.ts';
import { live } from './live.ts';
import { openList, type OpenList } from './open-list.ts';
import { present } from './present.ts';
import type { Live, Queries } from './queries.ts';
import { browserTimers, type Timers } from './rested.ts';
import type { AccountLine, ContactLine } from './rows.ts';
import { NEAR, SortOrder } from './sort-order.ts';

/** How many of the other kind a line of a list names. */
const IN_A_LINE = 3;

type ListQueries = Pick<Queries, 'accountList' | 'contactList' | 'search' | 'valuesOf' | 'warmLists' | 'duplicates'>;

/**
 * Lists of records. What the app opens with, everything by name, is read by the database's own index; every other list and all searches are the
 * engine's.
 */
export function listQueries(database: BookDatabase, engine: ListEngine): ListQueries {
	const timers = browserTimers;
	const orders = {
		account: {
			active: sortOrder<AccountRow>(database.accounts, database, 'active', 'accounts', timers),
			archived: sortOrder<AccountRow>(database.accounts, database, 'archived', 'archived', timers),
		},
		contact: { active: sortOrder<ContactRow>(database.contacts, database, 'active', 'contacts', timers) },
	};
	const changes = live(async () => (await database.counters.get('searchVersion'))?.value ?? 0);
	const accountLines = async (rows: AccountRow[]): Promise<AccountLine[]> => {
		const people = await byId(
			database.contacts,
			rows.flatMap((row) => row.contactIds.slice(0, IN_A_LINE)),
		);
		return rows.map((account) => ({ id: account.id, account, people: pick(people, account.contactIds) }));
	};
	const contactLines = async (rows: ContactRow[]): Promise<ContactLine[]> => {
		const accounts = await byId(
			database.accounts,
			rows.flatMap((row) => row.accounts.slice(0, IN_A_LINE)),
		);
		return rows.map((contact) => ({
			id: contact.id,
			contact,
			accounts: pick(accounts, contact.accounts),
		}));
	};
	const answered = <Line>(spec: ListSpec, read: (ids: string[]) => Promise<Line[]>): OpenList<Line> =>
		openList({ engine, spec, changes, read: (ids) => live(() => read(ids)), ...timers });
	return {
		accountList: (spec) => {
			const list = answered(spec, async (ids) =>
				accountLines(present(await database.accounts.bulkGet(ids as AccountRow['id'][]))),
			);
			if (!isPlain(spec) || spec.status === 'deleted') return list;
			const { status } = spec;
			return {
				...list,
				count: countOf(database, status === 'active' ? 'accounts' : 'archived'),
				lines: ({ from, count }) =>
					windowOf(orders.account[status], from, count, async (ids) =>
						accountLines(
							ids === null
								? await byName(database.accounts, status).offset(from).limit(count).toArray()
								: present(await database.accounts.bulkGet(ids)),
						),
					),
			};
		},
		contactList: (spec) => {
			const list = answered(spec, async (ids) =>
				contactLines(present(await database.contacts.bulkGet(ids as ContactRow['id'][]))),
			);
			if (!isPlain(spec) || spec.status !== 'active') return list;
			return {
				...list,
				count: countOf(database, 'contacts'),
				lines: ({ from, count }) =>
					windowOf(orders.contact.active, from, count, async (ids) =>
						contactLines(
							ids === null
								? await byName(database.contacts, 'active').offset(from).limit(count).toArray()
								: present(await database.contacts.bulkGet(ids)),
						),
					),
			};
		},
		search: (text, limit, kind) => engine.search(text, limit, kind),
		valuesOf: (kind, of) => engine.values(kind, of),
		duplicates: (kind) => (heard, failed) => {
			let asked = 0;
			return changes(() => {
				const turn = ++asked;
				engine.duplicates(kind).then((found) => turn === asked && heard(found), failed);
			}, failed);
		},
		warmLists: () => engine.warm(),
	};
}

function countOf(database: BookDatabase, counter: string): Live<number> {
	return live(async () => (await database.counters.get(counter))?.value ?? 0);
}

function byName<Row>(table: Table<Row, Row extends { id: infer Id } ? Id : never>, status: string) {
	return table.where('[status+sortKey+id]').between([status, Dexie.minKey], [status, Dexie.maxKey]);
}

/** A window of a sorted list: near its top by place, further down by the order in memory (`ids`). */
function windowOf<Id extends string, T>(
	order: SortOrder<Id>,
	from: number,
	count: number,
	read: (ids: Id[] | null) => Promise<T>,
): Live<T> {
	if (from + count <= NEAR) return live(() => read(null));
	return (heard, failed) => {
		let stop = () => {};
		const stopFollowing = order.window(from, count)((ids) => {
			stop();
			stop = live(() => read(ids))(heard, failed);
		}, failed);
		return () => {
			stopFollowing();
			stop();
		};
	};
}

function sortOrder<Row extends AccountRow | ContactRow>(
	table: Table<Row, Row['id']>,
	database: BookDatabase,
	status: string,
	counter: string,
	timers: Timers,
): SortOrder<Row['id']> {
	const after = (key: unknown[]) =>
		table.where('[status+sortKey+id]').between(key, [status, Dexie.maxKey], false, false);
	return new SortOrder<Row['id']>({
		read: async (last, limit) => {
			const row = last === null ? null : await table.get(last);
			if (row === undefined || (row !== null && row.status !== status)) return null;
			const from = row === null ? [status, Dexie.minKey] : [status, row.sortKey, row.id];
			return after(from).limit(limit).primaryKeys();
		},
		// What comes or is renamed falls into the observed range; what leaves changes the counter.
		watch: live(async () => [
			await database.counters.get(counter),
			await after([status, Dexie.minKey]).limit(1).primaryKeys(),
		]),
		...timers,
	});
}

async function byId<Id extends string, Row extends { id: Id }>(
	table: Table<Row, Id>,
	ids: readonly Id[],
): Promise<Map<Id, Row>> {
	const rows = present(await table.bulkGet([...new Set(ids)]));
	return new Map(rows.map((row) => [row.id, row]));
}

function pick<Id, Row>(rows: ReadonlyMap<Id, Row>, ids: readonly Id[]): Row[] {
	return present(ids.slice(0, IN_A_LINE).map((id) => rows.get(id)));
}
