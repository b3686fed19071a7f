import {
	Stopped,
	StorageFailed,
	type BookStore,
	type BookTransaction,
	type EventTable,
	type OutboxTable,
	type Table,
} from './book-store.ts';
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

/** Called before each statement of a transaction and before its commit; what it throws fails the transaction. For tests that break the disk. */
export type Fault = (step: string) => void;

/** What a memory disk holds: it outlives the store that wrote it, as a disk outlives a process. */
export interface MemoryDisk {
	tables: Map<string, Map<string | number, unknown>>;
	nextOrder: number;
	/** Ends with the last transaction that was asked for: stores on one disk (tabs of one browser) take turns. */
	turn: Promise<unknown>;
}

export function createMemoryDisk(): MemoryDisk {
	return { tables: new Map(), nextOrder: 1, turn: Promise.resolve() };
}

/** A `BookStore` in memory, with the same promises as the one on IndexedDB: for the simulator and for tests of what stands above it. */
export function createMemoryStore(disk: MemoryDisk, fault: Fault = () => undefined): BookStore {
	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = disk.turn.then(work);
		disk.turn = result.catch(() => undefined);
		return result;
	}
	return {
		write: (body, stop) =>
			inTurn(async () => {
				const overlay = new Overlay(disk, fault);
				const result = await body(overlay.transaction());
				fault('commit');
				if (stop?.() === true) throw new Stopped();
				overlay.commit();
				return result;
			}),
		read: (body) => inTurn(() => body(new Overlay(disk, fault).transaction())),
		close: async () => undefined,
	};
}

type Key = string | number;

/** A transaction's own writes over what is on the disk. */
class Overlay {
	#disk: MemoryDisk;
	#fault: Fault;
	#written = new Map<string, Map<Key, unknown>>();
	#nextOrder: number;

	constructor(disk: MemoryDisk, fault: Fault) {
		this.#disk = disk;
		this.#fault = fault;
		this.#nextOrder = disk.nextOrder;
	}

	transaction(): BookTransaction {
		return {
			documents: this.#table<DocumentRow['name'], DocumentRow>('documents', (row) => row.name),
			events: this.#events(),
			outbox: this.#outbox(),
			acknowledged: this.#table<OutboxGroup['group'], OutboxGroup>('acknowledged', (row) => row.group),
			accounts: {
				...this.#table<AccountRow['id'], AccountRow>('accounts', (row) => row.id),
				linking: async (contacts) => {
					const wanted = new Set(contacts);
					return this.#all<AccountRow>('accounts').filter((row) => row.contactIds.some((id) => wanted.has(id)));
				},
				claiming: async (codes) => {
					const wanted = new Set(codes);
					return this.#all<AccountRow>('accounts').filter((row) => wanted.has(row.codeClaim));
				},
				claimed: async (codes) => new Set(this.#all<AccountRow>('accounts').map(({ codeClaim }) => codeClaim).filter((code) => codes.includes(code))),
			},
			contacts: this.#table<ContactRow['id'], ContactRow>('contacts', (row) => row.id),
			search: this.#table<SearchChunk['key'], SearchChunk>('search', (row) => row.key),
			firm: this.#table<FirmRow['key'], FirmRow>('firm', (row) => row.key),
			commands: this.#table<CommandRow['group'], CommandRow>('commands', (row) => row.group),
			imports: this.#table<ImportRow['id'], ImportRow>('imports', (row) => row.id),
			firmImports: this.#table<FirmImportRow['id'], FirmImportRow>('firmImports', (row) => row.id),
			importSteps: this.#table<ImportStepRow['key'], ImportStepRow>('importSteps', (row) => row.key),
			invitations: {
				...this.#table<InvitationRow['request'], InvitationRow>('invitations', (row) => row.request),
				ofContacts: async (contacts) => {
					const wanted = new Set<string>(contacts);
					return this.#all<InvitationRow>('invitations').filter((row) => wanted.has(row.contact));
				},
			},
			access: {
				...this.#table<AccessRow['id'], AccessRow>('access', (row) => row.id),
				ofAccounts: async (accounts) => {
					const wanted = new Set(accounts);
					return this.#all<AccessRow>('access').filter((row) => wanted.has(row.account));
				},
				ofContacts: async (contacts) => {
					const wanted = new Set(contacts);
					return this.#all<AccessRow>('access').filter((row) => wanted.has(row.contact));
				},
			},
			signIns: this.#table<SignInRow['contact'], SignInRow>('signIns', (row) => row.contact),
			inbox: this.#table<InboxRow['id'], InboxRow>('inbox', (row) => row.id),
			drafts: this.#table<DraftRow['key'], DraftRow>('drafts', (row) => row.key),
			erased: this.#table<ErasedRow['name'], ErasedRow>('erased', (row) => row.name),
			meta: async <K extends keyof MetaValues>(key: K) => this.#get('meta', key) as MetaValues[K] | undefined,
			setMeta: async (key, value) => this.#put('meta', key, value),
			counter: async (name: keyof CounterValues) => (this.#get('counters', name) as number | undefined) ?? 0,
			setCounter: async (name, value) => this.#put('counters', name, value),
		};
	}

	commit(): void {
		for (const [name, rows] of this.#written) {
			const table = this.#disk.tables.get(name) ?? new Map<Key, unknown>();
			this.#disk.tables.set(name, table);
			for (const [key, row] of rows) {
				if (row === undefined) table.delete(key);
				else table.set(key, row);
			}
		}
		this.#disk.nextOrder = this.#nextOrder;
	}

	#get(table: string, key: Key): unknown {
		const written = this.#written.get(table);
		return written?.has(key) ? written.get(key) : this.#disk.tables.get(table)?.get(key);
	}

	#put(table: string, key: Key, row: unknown): void {
		this.#fault(`put ${table}`);
		const written = this.#written.get(table) ?? new Map<Key, unknown>();
		this.#written.set(table, written.set(key, row));
	}

	#all<Row>(table: string): Row[] {
		const merged = new Map(this.#disk.tables.get(table) ?? []);
		for (const [key, row] of this.#written.get(table) ?? []) {
			if (row === undefined) merged.delete(key);
			else merged.set(key, row);
		}
		return [...merged.values()] as Row[];
	}

	#table<K extends string, Row>(name: string, keyOf: (row: Row) => K): Table<K, Row> {
		const get = (key: K) => this.#get(name, key) as Row | undefined;
		return {
			get: async (key) => get(key),
			getMany: async (keys) => keys.map(get),
			put: async (row) => this.#put(name, keyOf(row), row),
			putMany: async (rows) => rows.forEach((row) => this.#put(name, keyOf(row), row)),
			page: async (after, limit) =>
				this.#all<Row>(name)
					.filter((row) => keyOf(row) > after)
					.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
					.slice(0, limit),
			keys: async (after, limit) =>
				this.#all<Row>(name)
					.map(keyOf)
					.filter((key) => key > after)
					.sort()
					.slice(0, limit),
			delete: async (key) => this.#put(name, key, undefined),
			deleteMany: async (keys) => keys.forEach((key) => this.#put(name, key, undefined)),
			clear: async () => this.#all<Row>(name).forEach((row) => this.#put(name, keyOf(row), undefined)),
		};
	}

	#events(): EventTable {
		return {
			...this.#table<EventRow['id'], EventRow>('events', (row) => row.id),
			ofDocument: async (document, limit) =>
				this.#all<EventRow>('events')
					.filter((row) => row.document === document)
					.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
					.slice(0, limit),
			ofNoDocument: async () => this.#all<EventRow>('events').filter((row) => row.document === ''),
			missingIn: async (epoch, after, limit) =>
				this.#all<EventRow>('events')
					.filter((row) => row.epoch !== null && row.epoch !== epoch && row.id > after)
					.sort((a, b) => (a.id < b.id ? -1 : 1))
					.slice(0, limit),
		};
	}

	#outbox(): OutboxTable {
		const pending = () =>
			this.#all<OutboxGroup>('outbox')
				.filter((row) => row.state !== 'refused')
				.sort((a, b) => a.order - b.order);
		return {
			add: async (group) => {
				if (this.#all<OutboxGroup>('outbox').some((row) => row.group === group.group))
					throw new StorageFailed('unknown', 'The group is there already');
				const order = this.#nextOrder++;
				this.#put('outbox', order, { ...group, order });
			},
			pending: async (after, limit) =>
				pending()
					.filter((row) => row.order > after)
					.slice(0, limit),
			find: async (group) => this.#all<OutboxGroup>('outbox').find((row) => row.group === group),
			findMany: async (groups) => this.#all<OutboxGroup>('outbox').filter((row) => groups.includes(row.group)),
			ofDocument: async (document) => pending().filter((row) => row.documents.includes(document)),
			ofDocuments: async (documents) => {
				const wanted = new Set(documents);
				return pending().filter((row) => row.documents.some((document) => wanted.has(document)));
			},
			waitingAmong: async (documents) => {
				const waiting = new Set(pending().flatMap((row) => row.documents));
				return new Set(documents.filter((document) => waiting.has(document)));
			},
			touching: async (document) => this.#all<OutboxGroup>('outbox').filter((row) => row.documents.includes(document)),
			put: async (row) => this.#put('outbox', row.order, row),
			delete: async (order) => this.#put('outbox', order, undefined),
			deleteMany: async (orders) => orders.forEach((order) => this.#put('outbox', order, undefined)),
		};
	}
}
