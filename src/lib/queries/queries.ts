import type { DocumentName } from '../domain/document-name.ts';
import type { FieldChoice, FieldType } from '../domain/custom-field.ts';
import type { FirmSettings } from '../domain/firm-settings.ts';
import type { FolderRepair } from '../domain/folder-tree.ts';
import type { FolderTree } from '../domain/folder.ts';
import type { InboxMark } from '../domain/inbox.ts';
import type { AccountId, ContactId, FieldId, ImportId, TagId } from '../domain/ids.ts';
import type { Vocabulary } from '../domain/vocabulary.ts';
import type { ErasedRow } from '../storage/rows.ts';
import type { StatusFacts } from '../replication/status.ts';
import type { Live } from './live.ts';
import type { DuplicateList, ListSpec, ValueCount } from './list-spec.ts';
import type { OpenList } from './open-list.ts';
import type {
	AccessLine,
	AccessPair,
	AccountLine,
	AccountRow,
	ActivityPage,
	ContactLine,
	ContactRow,
	InboxEntry,
	InvitationLine,
	OutboxPage,
	PendingCounts,
	PendingState,
	PersonTraits,
	SamePerson,
	SearchHit,
	ShownImport,
} from './rows.ts';

export type { Live } from './live.ts';
export type { DuplicateGroup, DuplicateList, LikeReason } from './list-spec.ts';

/** What screens read. Everything answers from this device's disk. */
export interface Queries {
	account(id: AccountId): Live<AccountRow | null>;
	contact(id: ContactId): Live<ContactRow | null>;
	contactsOf(account: AccountId): Live<ContactRow[]>;
	accountsOf(contact: ContactId): Live<AccountRow[]>;
	/** Rows `from` (inclusive) up to `from + count` of the list in its order (by name). */
	accounts(list: { status: 'active' | 'archived'; from: number; count: number }): Live<AccountRow[]>;
	contacts(list: { from: number; count: number }): Live<ContactRow[]>;
	/** A list of accounts, each with its first contacts: searched, filtered and sorted as wanted. */
	accountList(spec: ListSpec): OpenList<AccountLine>;
	/** The same of contacts, each with their first accounts. */
	contactList(spec: ListSpec): OpenList<ContactLine>;
	/** The cities that records are in, or the people who created them, the most frequent first. */
	valuesOf(kind: ListSpec['kind'], of: 'city' | 'createdBy'): Promise<ValueCount[]>;
	/** Records of a kind that may be one client's, found over the whole book. */
	duplicates(kind: ListSpec['kind']): Live<DuplicateList>;
	/** Records of a kind, by id; those that are not there are left out. */
	recordsById(kind: ListSpec['kind'], ids: readonly string[]): Live<(AccountRow | ContactRow)[]>;
	/** Gets ready for searching and filtering, beside whatever else goes on. */
	warmLists(): void;
	counts(): Live<{ accounts: number; archived: number; contacts: number }>;
	/** Ranked hits for what was typed: names without accents, parts of e-mails, phone digits. @param kind of records; both, where it is left out */
	search(text: string, limit: number, kind?: ListSpec['kind']): Promise<SearchHit[]>;
	accountsById(ids: AccountId[]): Promise<AccountRow[]>;
	contactsById(ids: ContactId[]): Promise<ContactRow[]>;
	/** Accounts whose name would share a directory with this one. */
	sameName(name: string, except?: AccountId): Promise<AccountRow[]>;
	/** The firm's tags and shared filters. */
	vocabulary(): Live<Vocabulary>;
	/** The firm's details, custom fields and folder templates. */
	firm(): Live<FirmSettings>;
	/** An account's folders, and what rules did to them; null: no such account. */
	folders(account: AccountId): Live<{ tree: FolderTree; repairs: FolderRepair[] } | null>;
	/** How many records that are not deleted carry a tag, under any of its ids. Reads the whole index: for settings. */
	tagUses(id: TagId): Promise<{ accounts: number; contacts: number }>;
	/** How many records have a value of a custom field, and how many of those would not fit it as another type (left out: as it is). */
	fieldUses(id: FieldId, as?: { type: FieldType; choices: FieldChoice[] }): Promise<{ values: number; unfit: number }>;
	/** Accounts of a company number (nine digits) that are not deleted. */
	bySiren(siren: string, except?: AccountId): Promise<AccountRow[]>;
	/** Accounts that have or claim an ID, in any spelling. */
	byCode(code: string): Promise<AccountRow[]>;
	/**
	 * Contacts that may be the same person, not deleted, the surest first: the same e-mail address, the same phone and a name in common, the same
	 * phone, the same name.
	 */
	samePeople(person: PersonTraits, except?: ContactId): Promise<SamePerson[]>;
	/** Deleted accounts that somebody changed without knowing: to be offered for restoring. */
	editedAfterDeletion(): Live<AccountRow[]>;
	/** Who has LOGIN: of an account or of a contact, with what that has come to. */
	accessOf(of: { account: AccountId } | { contact: ContactId }): Live<AccessLine[]>;
	/** The same of single links; those without LOGIN have none. */
	accessById(ids: readonly AccessLine['id'][]): Promise<AccessLine[]>;
	/** Every request to invite a contact, or the contacts of an account to it, the latest first. */
	invitationsOf(of: { account: AccountId } | { contact: ContactId }): Live<InvitationLine[]>;
	/** Everybody with LOGIN who is not active, of these states (left out: of all). In no order. */
	pendingActivation(filter: { states?: readonly PendingState[] }): Live<AccessLine[]>;
	pendingCounts(): Live<PendingCounts>;
	/** What this person is told of, the latest first. */
	inbox(limit: number): Live<InboxEntry[]>;
	/** The same without what they say: enough to count the unread. */
	inboxMarks(limit: number): Live<InboxMark[]>;
	/**
	 * The newest lines of a record's activity, at most `lines`.
	 * @param wanted only lines with a change of such a field
	 */
	activity(document: DocumentName, lines: number, wanted?: (field: string) => boolean): Live<ActivityPage>;
	/** The firm's imports, the latest first; also those of this device that were cut off before they wrote anything. */
	imports(): Live<ShownImport[]>;
	/** To whom imports gave portal access, made on any device, as far as they were not invited yet. Reads the history of all accounts with such contacts. */
	importedAccess(): Promise<ReadonlyMap<ImportId, AccessPair[]>>;
	/** What waits for the relay or was refused, with at most so many groups; fewer, where they are of many records. */
	outbox(limit: number): Live<OutboxPage>;
	/** Whether a document has changes that the relay does not have yet. For any number of documents on screen: they are asked about together. */
	pending(document: DocumentName): Live<boolean>;
	status(): Live<StatusFacts>;
	/** Whether a record was erased for good, or waits to be; null: neither. */
	erasure(document: DocumentName): Live<ErasedRow['state'] | null>;
	/** Contacts whom these accounts link and no other, deleted ones included. */
	contactsOnlyOf(accounts: readonly AccountId[]): Promise<ContactRow[]>;
	draft(key: string): Promise<unknown>;
}
