import { Dexie, type Table as DexieTable } from 'dexie';
import type { DocumentName } from '../domain/document-name.ts';
import { StorageFailed, type BookStore, type BookTransaction, type Table } from './book-store.ts';
import type {
	AccountRow,
	CommandRow,
	ContactRow,
	CounterValues,
	DocumentRow,
	EventRow,
	FirmRow,
	MetaValues,
	OutboxGroup,
	SearchChunk,
} from './rows.ts';

/** A draft of a dialog: this device only. */
export interface DraftRow {
	key: string;
	draft: unknown;
	/** ms since 1970 */
	savedAt: number;
}

/** One person's book in IndexedDB. Screens read it through `queries/`; only `BookStore` writes. */
export class BookDatabase extends Dexie {
	documents!: DexieTable<DocumentRow, DocumentRow['name']>;
	outbox!: DexieTable<OutboxGroup, OutboxGroup['order']>;
	acknowledged!: DexieTable<OutboxGroup, OutboxGroup['group']>;
	events!: DexieTable<EventRow, EventRow['id']>;
	accounts!: DexieTable<AccountRow, AccountRow['id']>;
	contacts!: DexieTable<ContactRow, ContactRow['id']>;
	search!: DexieTable<SearchChunk, SearchChunk['key']>;
	firm!: DexieTable<FirmRow, FirmRow['key']>;
	commands!: DexieTable<CommandRow, CommandRow['group']>;
	counters!: DexieTable<{ name: string; value: number }, string>;
	meta!: DexieTable<{ key: string; value: unknown }, string>;
	drafts!: DexieTable<DraftRow, DraftRow['key']>;

	constructor(name: string) {
		// Strict: "saved" is said only of what the disk has. No cache: an answer must never run ahead of the commit (Dexie#1813).
		super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
		this.version(1).stores({
			documents: 'name',
			outbox: '++order, &group, *documents, state',
			events: 'id, [document+at]',
			accounts: 'id, [status+sortKey+id], nameKey, *contactIds',
			contacts: 'id, [status+sortKey+id], emailKey',
			search: 'key, version',
			counters: 'name',
			meta: 'key',
			drafts: 'key',
		});
		this.version(2).stores({ acknowledged: 'group' });
		this.version(3).stores({
			accounts: 'id, [status+sortKey+id], nameKey, codeClaim, siren, *contactIds',
			contacts: 'id, [status+sortKey+id], emailKey, nameKey, *phoneKeys',
			firm: 'key',
			commands: 'group',
		});
	}
}

/** The name of a person's database of a firm. */
export function bookName(firm: string, staff: string): string {
	return `carnet-${firm}-${staff}`;
}

/** A `BookStore` on IndexedDB. */
export function createDexieStore(database: BookDatabase): BookStore {
	const written = [
		database.documents,
		database.outbox,
		database.acknowledged,
		database.events,
		database.accounts,
		database.contacts,
		database.search,
		database.firm,
		database.commands,
		database.counters,
		database.meta,
	];
	const transaction = bookTransaction(database);
	return {
		// Dexie keeps a transaction across native awaits only when the function that it is given is itself `async`.
		write: (body) => told(() => database.transaction('rw', written, async () => body(transaction))),
		read: (body) => told(() => database.transaction('r', written, async () => body(transaction))),
		close: async () => database.close(),
	};
}

/** Names what the disk's error means to a person. */
async function told<T>(work: () => PromiseLike<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw toStorageFailed(error);
	}
}

function toStorageFailed(error: unknown): unknown {
	if (error instanceof StorageFailed) return error;
	if (!(error instanceof Dexie.DexieError)) return error;
	const inner = (error as { inner?: unknown }).inner;
	const names = [error.name, inner instanceof Error || inner instanceof DOMException ? inner.name : ''];
	if (names.includes('QuotaExceededError')) return new StorageFailed('quota', error.message, error);
	if (
		names.some((name) => ['DatabaseClosedError', 'InvalidStateError', 'UnknownError', 'OpenFailedError'].includes(name))
	) {
		return new StorageFailed('closed', error.message, error);
	}
	return new StorageFailed('unknown', error.message, error);
}

function bookTransaction(database: BookDatabase): BookTransaction {
	return {
		documents: table(database.documents, 'name'),
		accounts: {
			...table(database.accounts, 'id'),
			linking: async (contacts) =>
				database.accounts
					.where('contactIds')
					.anyOf([...contacts])
					.distinct()
					.toArray(),
			// A request for each, all at once: faster than a cursor that jumps from one to the next.
			claiming: async (codes) => {
				const claims = codes.map((code) => database.accounts.where('codeClaim').equals(code).toArray());
				return (await Dexie.Promise.all(claims)).flat();
			},
		},
		contacts: table(database.contacts, 'id'),
		acknowledged: table(database.acknowledged, 'group'),
		search: table(database.search, 'key'),
		firm: table(database.firm, 'key'),
		commands: table(database.commands, 'group'),
		events: {
			...table(database.events, 'id'),
			ofDocument: async (document, limit) =>
				database.events
					.where('[document+at]')
					.between([document, Dexie.minKey], [document, Dexie.maxKey])
					.reverse()
					.limit(limit)
					.toArray(),
			missingIn: async (epoch, after, limit) =>
				database.events
					.where('id')
					.above(after)
					.filter((row) => row.epoch !== null && row.epoch !== epoch)
					.limit(limit)
					.toArray(),
		},
		outbox: {
			add: async (group) => void (await database.outbox.add(group as OutboxGroup)),
			pending: async (after, limit) =>
				database.outbox
					.where('order')
					.above(after)
					.filter((row) => row.state !== 'refused')
					.limit(limit)
					.toArray(),
			find: async (group) => database.outbox.where('group').equals(group).first(),
			ofDocument: async (document: DocumentName) => {
				const rows = await database.outbox.where('documents').equals(document).toArray();
				return rows.filter((row) => row.state !== 'refused').sort((a, b) => a.order - b.order);
			},
			put: async (row) => void (await database.outbox.put(row)),
			delete: async (order) => database.outbox.delete(order),
		},
		meta: async <K extends keyof MetaValues>(key: K) =>
			(await database.meta.get(key))?.value as MetaValues[K] | undefined,
		setMeta: async (key, value) => void (await database.meta.put({ key, value })),
		counter: async (name: keyof CounterValues) => (await database.counters.get(name))?.value ?? 0,
		setCounter: async (name, value) => void (await database.counters.put({ name, value })),
	};
}

function table<Key extends string, Row>(rows: DexieTable<Row, Key>, key: string): Table<Key, Row> {
	return {
		get: async (id) => rows.get(id),
		getMany: async (ids) => rows.bulkGet([...ids]),
		put: async (row) => void (await rows.put(row)),
		putMany: async (many) => void (await rows.bulkPut([...many])),
		page: async (after, limit) => rows.where(key).above(after).limit(limit).toArray(),
		delete: async (id) => rows.delete(id),
		clear: async () => rows.clear(),
	};
}
