import { Dexie, type Collection, type Table as DexieTable } from 'dexie';
import type { DocumentName } from '../domain/document-name.ts';
import { Stopped, StorageFailed, type BookStore, type BookTransaction, type Table } from './book-store.ts';
import { coarseChanges } from './coarse-changes.ts';
import type { FirmImportRow, ImportRow, ImportStepRow } from './import-rows.ts';
import type { AccessRow, InboxRow, InvitationRow, SignInRow } from './client-rows.ts';
import type {
	AccountRow,
	CommandRow,
	ContactRow,
	DraftRow,
	CounterValues,
	DocumentRow,
	ErasedRow,
	EventRow,
	FirmRow,
	MetaValues,
	OutboxGroup,
	SearchChunk,
} from './rows.ts';

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
	invitations!: DexieTable<InvitationRow, InvitationRow['request']>;
	access!: DexieTable<AccessRow, AccessRow['id']>;
	signIns!: DexieTable<SignInRow, SignInRow['contact']>;
	inbox!: DexieTable<InboxRow, InboxRow['id']>;
	imports!: DexieTable<ImportRow, ImportRow['id']>;
	firmImports!: DexieTable<FirmImportRow, FirmImportRow['id']>;
	importSteps!: DexieTable<ImportStepRow, ImportStepRow['key']>;
	erased!: DexieTable<ErasedRow, ErasedRow['name']>;
	drafts!: DexieTable<DraftRow, DraftRow['key']>;

	constructor(name: string) {
		// Strict: "saved" is said only of what the disk has. No cache: an answer must never run ahead of the commit (Dexie#1813).
		super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
		this.use(coarseChanges);
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
		this.version(4).stores({
			invitations: 'request, contact',
			access: 'id, account, contact',
			inbox: 'id, at',
		});
		this.version(5).stores({ access: 'id, account, contact, state, [state+expiresAt]' });
		this.version(6).stores({ imports: 'id', importSteps: 'key' });
		this.version(7).stores({ firmImports: 'id' });
		this.version(8).stores({ erased: 'name' });
		this.version(9).stores({ signIns: 'contact' });
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
		database.imports,
		database.firmImports,
		database.importSteps,
		database.invitations,
		database.access,
		database.signIns,
		database.inbox,
		database.erased,
		database.drafts,
		database.counters,
		database.meta,
	];
	return {
		// Dexie keeps a transaction across native awaits only when the function that it is given is itself `async`.
		write: (body, stop = never) =>
			told(() =>
				database.transaction('rw', written, async () => {
					const writing = new Writing(stop);
					const result = await body(bookTransaction(database, writing));
					await writing.done();
					return result;
				}),
			),
		read: (body) =>
			told(() => database.transaction('r', written, async () => body(bookTransaction(database, new Writing(never))))),
		close: async () => database.close(),
	};
}

/** From so many rows on that are asked for together, it pays to look first whether there are any. */
const MANY = 16;

/** Rows that lie together are read together where at least one in so many of them is wanted. */
const DENSE = 2;

/** The most that IndexedDB takes for a limit. */
const MOST_AT_ONCE = 2 ** 32 - 1;

/**
 * The writes that a transaction has asked for. The database runs requests in the order in which they are made, so a later read sees them
 * without waiting; their success is waited for once, at the end. One after another they would take a turn of the page each.
 */
class Writing {
	#asked: PromiseLike<unknown>[] = [];
	readonly #stop: () => boolean;

	constructor(stop: () => boolean) {
		this.#stop = stop;
	}

	ask(write: PromiseLike<unknown>): void {
		// Heard here, or a write that fails after the body did would count as unhandled; `done` is who tells.
		write.then(undefined, () => undefined);
		this.#asked.push(write);
	}

	/**
	 * @throws what the first write that failed threw
	 * @throws Stopped, between two writes
	 */
	async done(): Promise<void> {
		const asked = this.#asked.map((write) => write.then(() => this.#look()));
		await Promise.all(asked);
		this.#look();
	}

	#look(): void {
		if (this.#stop()) throw new Stopped();
	}
}

function never(): boolean {
	return false;
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

function bookTransaction(database: BookDatabase, writing: Writing): BookTransaction {
	const table = <Key extends string, Row>(rows: DexieTable<Row, Key>, key: string) => tableOf(rows, key, writing);
	const remembered = table(database.meta, 'key');
	// A handful of numbers that a pass reads and writes one by one: read together, the first time.
	let counters: Promise<Map<string, number>> | null = null;
	const allCounters = () => (counters ??= readCounters(database));
	return {
		documents: table(database.documents, 'name'),
		accounts: {
			...table(database.accounts, 'id'),
			// A request for each, all at once: faster than a cursor that jumps from one to the next.
			linking: async (contacts) => {
				if (contacts.length >= MANY && (await keysBetween(database.accounts, 'contactIds', contacts, 1)).length === 0) return [];
				const linking = contacts.map((contact) => database.accounts.where('contactIds').equals(contact).toArray());
				return [...new Map((await Dexie.Promise.all(linking)).flat().map((row) => [row.id, row])).values()];
			},
			claiming: async (codes) => {
				const claims = codes.map((code) => database.accounts.where('codeClaim').equals(code).toArray());
				return (await Dexie.Promise.all(claims)).flat();
			},
			claimed: async (codes) => {
				const claims = codes.map((code) => database.accounts.where('codeClaim').equals(code).limit(1).primaryKeys());
				const keys = await Dexie.Promise.all(claims);
				return new Set(codes.filter((_, i) => (keys[i]?.length ?? 0) > 0));
			},
		},
		contacts: table(database.contacts, 'id'),
		acknowledged: table(database.acknowledged, 'group'),
		search: table(database.search, 'key'),
		firm: table(database.firm, 'key'),
		commands: table(database.commands, 'group'),
		imports: table(database.imports, 'id'),
		firmImports: table(database.firmImports, 'id'),
		importSteps: table(database.importSteps, 'key'),
		invitations: {
			...table(database.invitations, 'request'),
			ofContacts: async (contacts) => database.invitations.where('contact').anyOf([...contacts]).toArray(),
		},
		access: {
			...table(database.access, 'id'),
			ofAccounts: async (accounts) => database.access.where('account').anyOf([...accounts]).toArray(),
			ofContacts: async (contacts) => database.access.where('contact').anyOf([...contacts]).toArray(),
		},
		signIns: table(database.signIns, 'contact'),
		inbox: table(database.inbox, 'id'),
		erased: table(database.erased, 'name'),
		drafts: table(database.drafts, 'key'),
		events: {
			...table(database.events, 'id'),
			ofDocument: async (document, limit) =>
				database.events
					.where('[document+at]')
					.between([document, Dexie.minKey], [document, Dexie.maxKey])
					.reverse()
					.limit(limit)
					.toArray(),
			ofNoDocument: async () =>
				database.events
					.where('[document+at]')
					.between(['', Dexie.minKey], ['', Dexie.maxKey])
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
			add: async (group) => writing.ask(database.outbox.add(group as OutboxGroup)),
			pending: async (after, limit) => {
				const rows: OutboxGroup[] = [];
				// In one request where none was refused: a cursor would read groups ahead that nobody asked for.
				for (let last = after; ; ) {
					const wanted = Math.min(limit - rows.length, MOST_AT_ONCE);
					const next = await database.outbox.where('order').above(last).limit(wanted).toArray();
					rows.push(...next.filter((row) => row.state !== 'refused'));
					last = next.at(-1)?.order ?? last;
					if (next.length < wanted || rows.length >= limit) return rows;
				}
			},
			find: async (group) => database.outbox.where('group').equals(group).first(),
			findMany: async (groups) => {
				const found = groups.map((group) => database.outbox.where('group').equals(group).first());
				return (await Dexie.Promise.all(found)).filter((row) => row !== undefined);
			},
			waitingAmong: async (documents) => {
				const refused = new Set(await database.outbox.where('state').equals('refused').primaryKeys());
				// What is sent of an import is often all that waits of it.
				const kinds = [...Map.groupBy(documents, (document) => document.slice(0, 3)).values()];
				const near = await Dexie.Promise.all(kinds.map(async (alike) => ((await keysBetween(database.outbox, 'documents', alike, 1)).length > 0 ? alike : [])));
				const looked = near.flat();
				const groups = await Dexie.Promise.all(looked.map((document) => database.outbox.where('documents').equals(document).primaryKeys()));
				return new Set(looked.filter((_, i) => groups[i]?.some((order) => !refused.has(order)) === true));
			},
			ofDocument: async (document: DocumentName) => {
				const rows = await database.outbox.where('documents').equals(document).toArray();
				return rows.filter((row) => row.state !== 'refused').sort((a, b) => a.order - b.order);
			},
			ofDocuments: async (documents) => {
				const touching = await Dexie.Promise.all(documents.map((document) => database.outbox.where('documents').equals(document).primaryKeys()));
				const orders = [...new Set(touching.flat())].sort((a, b) => a - b);
				return (await database.outbox.bulkGet(orders)).filter((row) => row !== undefined && row.state !== 'refused') as OutboxGroup[];
			},
			touching: async (document) => database.outbox.where('documents').equals(document).toArray(),
			put: async (row) => writing.ask(database.outbox.put(row)),
			delete: async (order) => writing.ask(database.outbox.delete(order)),
			deleteMany: async (orders) => writing.ask(database.outbox.bulkDelete([...orders])),
		},
		meta: async <K extends keyof MetaValues>(key: K) =>
			(await remembered.get(key))?.value as MetaValues[K] | undefined,
		setMeta: (key, value) => remembered.put({ key, value }),
		counter: async (name: keyof CounterValues) => (await allCounters()).get(name) ?? 0,
		setCounter: async (name, value) => {
			(await allCounters()).set(name, value);
			writing.ask(database.counters.put({ name, value }));
		},
	};
}

async function readCounters(database: BookDatabase): Promise<Map<string, number>> {
	return new Map((await database.counters.toArray()).map(({ name, value }) => [name, value]));
}

/**
 * Rows of many ids. Records that are made, received or changed together have ids near each other, and either nearly none of them is here or nearly
 * all are: one look at what is between them, and one more that takes all of it, stand for a request for each.
 */
async function manyRows<Key extends string, Row>(rows: DexieTable<Row, Key>, key: string, ids: readonly Key[]): Promise<(Row | undefined)[]> {
	// Names of documents of two kinds are far from each other.
	const kinds = [...Map.groupBy(new Set(ids), (id) => id.slice(0, 3)).values()];
	const found = await Dexie.Promise.all(kinds.map((alike) => rowsNear(rows, alike)));
	const byId = new Map(found.flat().map((row) => [row[key as keyof Row] as Key, row]));
	return ids.map((id) => byId.get(id));
}

/** Rows of ids that are near each other; perhaps others from between them. */
async function rowsNear<Key extends string, Row>(rows: DexieTable<Row, Key>, ids: readonly Key[]): Promise<Row[]> {
	const most = ids.length * DENSE;
	const keys = await keysBetween(rows, ':id', ids, most + 1);
	const there = new Set(keys);
	const known = keys.length > most ? ids : ids.filter((id) => there.has(id));
	if (known.length === 0) return [];
	if (keys.length <= known.length * DENSE) return between(rows, ':id', ids).toArray();
	return (await rows.bulkGet([...known])).filter((row) => row !== undefined);
}

/** The keys of up to `limit` rows with something from the least of some words to the greatest in an index. */
async function keysBetween<Key extends string | number, Row>(rows: DexieTable<Row, Key>, index: string, words: readonly string[], limit: number): Promise<Key[]> {
	return between(rows, index, words).limit(limit).primaryKeys();
}

function between<Key extends string | number, Row>(rows: DexieTable<Row, Key>, index: string, words: readonly string[]): Collection<Row, Key> {
	const sorted = [...words].sort();
	return rows.where(index).between(sorted[0], sorted.at(-1), true, true);
}

/** A table of one transaction. What was read or written once is not read again: planning a change, and making rows of it, ask for the same ones. */
function tableOf<Key extends string, Row>(rows: DexieTable<Row, Key>, key: string, writing: Writing): Table<Key, Row> {
	const known = new Map<Key, Row | undefined>();
	const idOf = (row: Row) => row[key as keyof Row] as Key;
	const read = async (ids: readonly Key[]): Promise<(Row | undefined)[]> => {
		const unknown = ids.filter((id) => !known.has(id));
		const found = await (unknown.length < MANY ? rows.bulkGet([...unknown]) : manyRows(rows, key, unknown));
		// Of what was written meanwhile, what was written stands.
		for (const [i, id] of unknown.entries()) if (!known.has(id)) known.set(id, found[i]);
		return ids.map((id) => known.get(id));
	};
	return {
		// What is known comes as a promise of Dexie's, too: after a hundred awaits in a row of others it loses the transaction.
		get: (id) => (known.has(id) ? Dexie.Promise.resolve(known.get(id)) : read([id]).then(([row]) => row)),
		getMany: (ids) => (ids.every((id) => known.has(id)) ? Dexie.Promise.resolve(ids.map((id) => known.get(id))) : read(ids)),
		put: async (row) => {
			known.set(idOf(row), row);
			writing.ask(rows.put(row));
		},
		putMany: async (many) => {
			for (const row of many) known.set(idOf(row), row);
			writing.ask(rows.bulkPut([...many]));
		},
		page: async (after, limit) => rows.where(key).above(after).limit(limit).toArray(),
		keys: async (after, limit) => rows.where(key).above(after).limit(limit).primaryKeys(),
		delete: async (id) => {
			known.set(id, undefined);
			writing.ask(rows.delete(id));
		},
		deleteMany: async (ids) => {
			for (const id of ids) known.set(id, undefined);
			writing.ask(rows.bulkDelete([...ids]));
		},
		clear: async () => {
			known.clear();
			writing.ask(rows.clear());
		},
	};
}
