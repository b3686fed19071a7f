import type { DocumentName } from '../domain/document-name.ts';
import type { Epoch, GroupId } from '../domain/ids.ts';
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

/** A table of rows under their own key. Rows handed over are owned by the table; rows handed out must not be changed. */
export interface Table<Key extends string, Row> {
	get(key: Key): Promise<Row | undefined>;
	/** In the order of the keys; undefined where there is none. */
	getMany(keys: readonly Key[]): Promise<(Row | undefined)[]>;
	put(row: Row): Promise<void>;
	putMany(rows: readonly Row[]): Promise<void>;
	/** Up to `limit` rows with a key after `after` ('' for the first), in the order of keys. */
	page(after: string, limit: number): Promise<Row[]>;
	/** The keys of such rows alone. */
	keys(after: string, limit: number): Promise<Key[]>;
	delete(key: Key): Promise<void>;
	deleteMany(keys: readonly Key[]): Promise<void>;
	/** Deletes every row. */
	clear(): Promise<void>;
}

export interface AccountTable extends Table<AccountRow['id'], AccountRow> {
	/** Accounts that link any of these contacts. */
	linking(contacts: readonly ContactRow['id'][]): Promise<AccountRow[]>;
	/** Accounts that claim any of these IDs (`codeClaim`). */
	claiming(codes: readonly string[]): Promise<AccountRow[]>;
	/** Which of these IDs some account claims. */
	claimed(codes: readonly string[]): Promise<Set<string>>;
}

export interface EventTable extends Table<EventRow['id'], EventRow> {
	ofDocument(document: DocumentName, limit: number): Promise<EventRow[]>;
	/** Events that the relay is not known to have in this history, by id, without those in the outbox. */
	missingIn(epoch: Epoch, after: string, limit: number): Promise<EventRow[]>;
	/** Those that are not about one record: what is said of invitations, imports and erasures. */
	ofNoDocument(): Promise<EventRow[]>;
}

export interface InvitationTable extends Table<InvitationRow['request'], InvitationRow> {
	ofContacts(contacts: readonly ContactRow['id'][]): Promise<InvitationRow[]>;
}

export interface AccessTable extends Table<AccessRow['id'], AccessRow> {
	ofAccounts(accounts: readonly AccountRow['id'][]): Promise<AccessRow[]>;
	ofContacts(contacts: readonly ContactRow['id'][]): Promise<AccessRow[]>;
}

export interface OutboxTable {
	/** Appends; the table gives the order. */
	add(group: Omit<OutboxGroup, 'order'>): Promise<void>;
	/** Waiting and offered groups after an order, oldest first. */
	pending(after: number, limit: number): Promise<OutboxGroup[]>;
	find(group: GroupId): Promise<OutboxGroup | undefined>;
	/** Those of these groups that are there, in no order. */
	findMany(groups: readonly GroupId[]): Promise<OutboxGroup[]>;
	/** Waiting and offered groups that touch a document, oldest first. */
	ofDocument(document: DocumentName): Promise<OutboxGroup[]>;
	/** The same of any of several documents, each group once. */
	ofDocuments(documents: readonly DocumentName[]): Promise<OutboxGroup[]>;
	/** Which of these documents waiting and offered groups touch. Reads no group: one of an import is a quarter of a megabyte. */
	waitingAmong(documents: readonly DocumentName[]): Promise<ReadonlySet<DocumentName>>;
	/** All groups that touch a document, those that were refused too. */
	touching(document: DocumentName): Promise<OutboxGroup[]>;
	put(group: OutboxGroup): Promise<void>;
	delete(order: number): Promise<void>;
	deleteMany(orders: readonly number[]): Promise<void>;
}

/** What one transaction may read and write. */
export interface BookTransaction {
	readonly documents: Table<DocumentName, DocumentRow>;
	readonly events: EventTable;
	readonly outbox: OutboxTable;
	/** Groups that the relay has acknowledged, until the cursor covers them. */
	readonly acknowledged: Table<GroupId, OutboxGroup>;
	readonly accounts: AccountTable;
	readonly contacts: Table<ContactRow['id'], ContactRow>;
	readonly search: Table<SearchChunk['key'], SearchChunk>;
	readonly firm: Table<FirmRow['key'], FirmRow>;
	readonly invitations: InvitationTable;
	readonly access: AccessTable;
	readonly signIns: Table<SignInRow['contact'], SignInRow>;
	readonly inbox: Table<InboxRow['id'], InboxRow>;
	/** What was erased for good: it does not come back from a restored relay, or out of an open tab. */
	readonly erased: Table<ErasedRow['name'], ErasedRow>;
	/** What this device's commands wrote. */
	readonly commands: Table<CommandRow['group'], CommandRow>;
	readonly imports: Table<ImportRow['id'], ImportRow>;
	readonly firmImports: Table<FirmImportRow['id'], FirmImportRow>;
	readonly importSteps: Table<ImportStepRow['key'], ImportStepRow>;
	/** Dialogs keep theirs by themselves; here they are for whoever erases. */
	readonly drafts: Table<DraftRow['key'], DraftRow>;
	meta<K extends keyof MetaValues>(key: K): Promise<MetaValues[K] | undefined>;
	setMeta<K extends keyof MetaValues>(key: K, value: MetaValues[K]): Promise<void>;
	counter(name: keyof CounterValues): Promise<number>;
	setCounter(name: keyof CounterValues, value: number): Promise<void>;
}

/**
 * One person's book on one device. A transaction is whole or not at all, alone among writers of all tabs, and on disk when its promise resolves.
 * The body must await nothing but the transaction's own promises.
 */
export interface BookStore {
	/**
	 * @param stop asked while it is being written: once it says yes, nothing of it is written
	 * @throws StorageFailed when it could not be written; then nothing of it was
	 * @throws Stopped
	 */
	write<T>(body: (tx: BookTransaction) => Promise<T>, stop?: () => boolean): Promise<T>;
	read<T>(body: (tx: BookTransaction) => Promise<T>): Promise<T>;
	close(): Promise<void>;
}

/** Somebody wanted a transaction to end before it was written. */
export class Stopped extends Error {
	override name = 'Stopped';
}

/** The disk refused: quota, a lost connection to the database, a corrupt row. `reason` names it for the status. */
export class StorageFailed extends Error {
	override name = 'StorageFailed';
	readonly reason: 'quota' | 'closed' | 'corrupt' | 'unknown';

	constructor(reason: StorageFailed['reason'], message: string, cause?: unknown) {
		super(message, { cause });
		this.reason = reason;
	}
}
