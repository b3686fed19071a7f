import { Dexie, type Table } from 'dexie';
import { documentKind, type DocumentName } from '../domain/document-name.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { AccountRow, ContactRow, OutboxGroup } from '../storage/rows.ts';
import { readActivity } from './activity.ts';
import { firmQueries, type FirmStart } from './firm-queries.ts';
import { live } from './live.ts';
import { matchQueries } from './match-queries.ts';
import type { Live, Queries } from './queries.ts';
import type { OutboxRow } from './rows.ts';
import { SearchIndex } from './search-index.ts';
import { NEAR, SortOrder } from './sort-order.ts';

/** How many of the other kind a line of a list names. */
const IN_A_LINE = 3;

/** What screens read of a book, straight from its database; every answer is what the disk has. */
export function createQueries(database: BookDatabase, start: FirmStart, status: Queries['status']): Queries {
	const index = new SearchIndex();
	const sorted = (table: 'accounts' | 'contacts', state: string) =>
		database.table(table).where('[status+sortKey+id]').between([state, Dexie.minKey], [state, Dexie.maxKey]);
	const orders = {
		active: sortOrder<AccountRow['id']>(database, 'accounts', 'active', 'accounts'),
		archived: sortOrder<AccountRow['id']>(database, 'accounts', 'archived', 'archived'),
		contacts: sortOrder<ContactRow['id']>(database, 'contacts', 'active', 'contacts'),
	};
	return {
		...firmQueries(database, start),
		...matchQueries(database),
		account: (id) => live(async () => (await database.accounts.get(id)) ?? null),
		contact: (id) => live(async () => (await database.contacts.get(id)) ?? null),
		contactsOf: (id) =>
			live(async () => {
				const account = await database.accounts.get(id);
				return present(await database.contacts.bulkGet(account?.contactIds ?? []));
			}),
		accountsOf: (id) => live(() => database.accounts.where('contactIds').equals(id).and((row) => row.status !== 'deleted').toArray()),
		accounts: ({ status: state, from, count }) => live(() => sorted('accounts', state).offset(from).limit(count).toArray()),
		contacts: ({ from, count }) => live(() => sorted('contacts', 'active').offset(from).limit(count).toArray()),
		accountLines: ({ status: state, from, count }) =>
			windowOf(orders[state], from, count, async (ids) => {
				const rows: AccountRow[] = ids === null ? await sorted('accounts', state).offset(from).limit(count).toArray() : present(await database.accounts.bulkGet(ids));
				const people = await byId(database.contacts, rows.flatMap((row) => row.contactIds.slice(0, IN_A_LINE)));
				return rows.map((account) => ({ id: account.id, account, people: pick(people, account.contactIds) }));
			}),
		contactLines: ({ from, count }) =>
			windowOf(orders.contacts, from, count, async (ids) => {
				const rows: ContactRow[] = ids === null ? await sorted('contacts', 'active').offset(from).limit(count).toArray() : present(await database.contacts.bulkGet(ids));
				const accounts = await byId(database.accounts, rows.flatMap((row) => row.accounts.slice(0, IN_A_LINE)));
				return rows.map((contact) => ({ id: contact.id, contact, accounts: pick(accounts, contact.accounts) }));
			}),
		counts: () =>
			live(async () => {
				const [accounts, archived, contacts] = await database.counters.bulkGet(['accounts', 'archived', 'contacts']);
				return { accounts: accounts?.value ?? 0, archived: archived?.value ?? 0, contacts: contacts?.value ?? 0 };
			}),
		search: async (text, limit) => {
			index.take(await database.search.where('version').above(index.version).toArray());
			return index.search(text, limit);
		},
		accountsById: async (ids) => present(await database.accounts.bulkGet(ids)),
		contactsById: async (ids) => present(await database.contacts.bulkGet(ids)),
		activity: (document, lines, wanted) =>
			live(async () => {
				const waiting = await database.outbox.where('documents').equals(document).toArray();
				const events = () => database.events.where('[document+at]').between([document, Dexie.minKey], [document, Dexie.maxKey]).reverse();
				const read = (limit: number) => (limit === Number.POSITIVE_INFINITY ? events() : events().limit(limit)).toArray();
				return readActivity(read, new Set(waiting.map((row) => row.group)), lines, wanted);
			}),
		outbox: (limit) => live(async () => Promise.all((await database.outbox.orderBy('order').limit(limit).toArray()).map((row) => toOutboxRow(database, row)))),
		pendingDocuments: () => live(async () => new Set((await database.outbox.orderBy('documents').uniqueKeys()) as unknown as DocumentName[])),
		status,
		draft: async (key) => (await database.drafts.get(key))?.draft,
	};
}

/** A window of a sorted list: near its top by place, further down by the order in memory (`ids`). */
function windowOf<Id extends string, T>(order: SortOrder<Id>, from: number, count: number, read: (ids: Id[] | null) => Promise<T>): Live<T> {
	if (from + count <= NEAR) return live(() => read(null));
	return (heard, failed) => {
		let stop = () => {};
		const stopFollowing = order.window(
			from,
			count,
		)((ids) => {
			stop();
			stop = live(() => read(ids))(heard, failed);
		}, failed);
		return () => {
			stopFollowing();
			stop();
		};
	};
}

function sortOrder<Id extends string>(database: BookDatabase, name: 'accounts' | 'contacts', status: string, counter: string): SortOrder<Id> {
	const table = database.table<AccountRow | ContactRow, string>(name);
	const after = (key: unknown[]) => table.where('[status+sortKey+id]').between(key, [status, Dexie.maxKey], false, false);
	return new SortOrder<Id>({
		read: async (last, limit) => {
			const row = last === null ? null : await table.get(last);
			if (row === undefined || (row !== null && row.status !== status)) return null;
			const from = row === null ? [status, Dexie.minKey] : [status, row.sortKey, row.id];
			return (await after(from).limit(limit).primaryKeys()) as Id[];
		},
		// What comes or is renamed falls into the observed range; what leaves changes the counter.
		watch: live(async () => [await database.counters.get(counter), await after([status, Dexie.minKey]).limit(1).primaryKeys()]),
		now: () => performance.now(),
		later: (ms, run) => {
			const timer = setTimeout(run, ms);
			return () => clearTimeout(timer);
		},
	});
}

async function byId<Id extends string, Row extends { id: Id }>(table: Table<Row, Id>, ids: readonly Id[]): Promise<Map<Id, Row>> {
	const rows = present(await table.bulkGet([...new Set(ids)]));
	return new Map(rows.map((row) => [row.id, row]));
}

function pick<Id, Row>(rows: ReadonlyMap<Id, Row>, ids: readonly Id[]): Row[] {
	return present(ids.slice(0, IN_A_LINE).map((id) => rows.get(id)));
}

function present<T>(rows: readonly (T | undefined)[]): T[] {
	return rows.filter((row) => row !== undefined);
}

async function toOutboxRow(database: BookDatabase, row: OutboxGroup): Promise<OutboxRow> {
	return {
		group: row.group,
		savedAt: row.savedAt,
		state: row.state === 'refused' ? 'refused' : 'waiting',
		refusal: row.refusal,
		records: await Promise.all(row.documents.map(async (document) => ({ document, name: await shownName(database, document, row) }))),
		writes: row.writes.map(({ document, field, value }) => ({ document, field, value })),
	};
}

/** What the book calls a record now; for one whose creation was refused, what was typed. */
async function shownName(database: BookDatabase, document: DocumentName, row: OutboxGroup): Promise<string> {
	const kind = documentKind(document);
	const found =
		kind.kind === 'account' ? await database.accounts.get(kind.id) : kind.kind === 'contact' ? await database.contacts.get(kind.id) : undefined;
	if (found !== undefined && found.name !== '') return found.name;
	const typed = (field: string) => row.writes.find((write) => write.document === document && write.field === field)?.value;
	return [typed('name'), typed('companyName'), typed('firstName'), typed('lastName')].filter((part) => typeof part === 'string' && part !== '').join(' ');
}
