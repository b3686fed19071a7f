import type { AccountType } from '../domain/account.ts';
import type { PostalAddress } from '../domain/address.ts';
import type { Civility } from '../domain/contact.ts';
import type { DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { FolderOp } from '../domain/folder-ops.ts';
import type { AccountId, ContactId, FieldId, FilterId, FolderId, GroupId, ImportId, InvitationId, TagId, TemplateId } from '../domain/ids.ts';
import type { ImportColumns } from '../domain/import-columns.ts';
import type { ArchivedRecord, ImportedUnit } from '../domain/imported.ts';
import type { InviteRefusal } from '../domain/invitation.ts';
import type { LinkSwitches } from '../domain/link.ts';
import type { SavedFilter } from '../domain/saved-filter.ts';
import type { Locale } from '../domain/staff.ts';
import type { RecordKind, TagColor } from '../domain/tag.ts';
import type { ImportRow } from '../storage/import-rows.ts';
import type { FieldChanges, FirmChanges, NewField } from './firm-input.ts';

/** A tag that is made together with the record that carries it. Where one of that name is there already, that one is used. */
export interface NewTag {
	id: TagId;
	name: string;
	color: TagColor;
}

/** What every new record may have. */
interface NewLabels {
	tags?: readonly TagId[];
	newTags?: readonly NewTag[];
	/** Values as they would be stored (see `checkCustomValue`). Required fields of the firm must be there. */
	custom?: Readonly<Partial<Record<FieldId, unknown>>>;
}

/** What changes of tags and custom fields say. */
interface LabelChanges {
	tags?: { add: readonly TagId[]; remove: readonly TagId[] };
	/** Made and added. */
	newTags?: readonly NewTag[];
	/** Fields that are not named stay as they are; null empties one. */
	custom?: Readonly<Partial<Record<FieldId, unknown>>>;
}

/** What the create dialog hands over. Everything is checked again by the command. */
export interface NewContact extends NewLabels {
	firstName: string;
	lastName: string;
	email: string;
	phones: string[];
	address?: PostalAddress;
	language?: Locale | null;
	civility?: Civility | null;
	/** 'YYYY-MM-DD', not in the future; '' or null: not known. */
	birthDate?: string | null;
}

export interface NewAccount extends NewLabels {
	type: AccountType;
	/** '' : generated */
	name: string;
	companyName: string;
	companyAddress: PostalAddress;
	/** Nine digits, spaces accepted; of companies only. */
	siren?: string;
	/** Left out or null: the firm's default, else the predefined folders. */
	template?: TemplateId | null;
	contacts: ({ switches: LinkSwitches } & ({ link: ContactId } | { create: NewContact }))[];
	/** Makes a second press of Create harmless: the same id is the same account. */
	id?: AccountId;
}

/** An account that was created, or that an earlier press had created. */
export interface MadeAccount {
	account: AccountId;
	contacts: ContactId[];
	/** The name and the ID that it is shown under. */
	name: string;
	code: string;
}

export interface AccountChanges extends LabelChanges {
	type?: AccountType;
	name?: string;
	companyName?: string;
	companyAddress?: PostalAddress;
	siren?: string;
	archived?: boolean;
}

export interface ContactChanges extends LabelChanges {
	firstName?: string;
	lastName?: string;
	email?: string;
	phones?: string[];
	address?: PostalAddress;
	language?: Locale | null;
	civility?: Civility | null;
	birthDate?: string | null;
	archived?: boolean;
}

/** Of two records that become one: whose value a field gets, by the field's name (`email`, `custom/<FieldId>`). */
export type MergeChoices = Readonly<Record<string, 'keep' | 'lose'>>;

/** The records that a bulk command is about. */
export type BulkTarget = { kind: 'account'; ids: readonly AccountId[] } | { kind: 'contact'; ids: readonly ContactId[] };

/** What a bulk command does to each record. */
export interface BulkChange {
	tags?: { add: readonly TagId[]; remove: readonly TagId[] };
	newTags?: readonly NewTag[];
	archived?: boolean;
	/** Accounts only: only archived ones are deleted, and come back into the archive. */
	deleted?: boolean;
	/** Accounts only: a company needs its name; one that becomes an individual keeps no company fields. */
	type?: AccountType;
	/** Accounts only: adds the folders of a template that are missing. */
	template?: TemplateId;
	/** Accounts only: of every contact of the account. LOGIN and NOTIFY skip contacts without an e-mail address. */
	switches?: Partial<LinkSwitches>;
}

export interface BulkResult {
	/** What was written, each of at most 100 records: hand them to `undo`. */
	groups: GroupId[];
	/** Records that are now as asked for, changed or not. */
	done: number;
	refused: { id: AccountId | ContactId; problem: InputProblem['problem'] }[];
}

/** Records to be erased for good: deleted accounts, and contacts who belong to nothing else. At most 100 documents, with those that were merged. */
export interface Erasure {
	accounts: readonly AccountId[];
	contacts: readonly ContactId[];
}

/** One person to be invited, by one mail, to these accounts. */
export interface Invitee {
	contact: ContactId;
	accounts: readonly AccountId[];
}

/** What asking for invitations came to. */
export interface InviteSummary {
	/** One for each person: they wait in the outbox until the relay has them. */
	requests: InvitationId[];
	/** What was not asked, since the relay would refuse it; `until` (ms since 1970): when the brake ends. */
	skipped: { contact: ContactId; account: AccountId; reason: InviteRefusal; until: number | null }[];
}

/** Why a command refuses its input: which field, and what is wrong with it, as message keys for the screen. */
export interface InputProblem {
	/** Path of the field in the input, such as `name`, `contacts/0/email` or `custom/<FieldId>`. */
	field: string;
	problem:
		| 'required'
		| 'name-unusable'
		| 'name-taken'
		| 'email-invalid'
		| 'phone-invalid'
		| 'siren-invalid'
		| 'date-future'
		| 'too-long'
		| 'too-many'
		| 'value-invalid'
		| 'value-required'
		| 'contact-required'
		| 'contact-unknown'
		| 'contact-twice'
		| 'last-contact'
		| 'email-needed'
		| 'record-unknown'
		| 'account-archived'
		| 'not-archived'
		| 'tag-name-taken'
		| 'tag-unknown'
		| 'field-unknown'
		| 'template-unknown'
		| 'folder-unknown'
		| 'folder-not-empty'
		| 'folder-client-uploads'
		| 'folder-into-itself'
		| 'invitation-unknown'
		/** The mail has left, or the client is active: nothing of it can be changed. */
		| 'invitation-left'
		/** Only what is deleted is erased. */
		| 'not-deleted'
		/** A contact whom an account links is not erased. */
		| 'contact-in-use'
		/** It waits to be erased. */
		| 'being-erased'
		/** The relay may have been told to erase it. */
		| 'erasure-left'
		| 'forbidden';
}

/**
 * A command either saved (the transaction is on disk), or refused its input and wrote nothing. It throws only when the disk failed.
 * `group` is what it wrote, for `undo`; null when there was nothing to write.
 */
export type CommandResult<T> = { ok: true; value: T; group: GroupId | null } | { ok: false; problems: InputProblem[] };

/** What undoing came to. */
export interface UndoResult {
	/** Values that were written back. */
	undone: number;
	/** Values that stay: somebody changed them since. */
	kept: number;
	/** What was written: it undoes the undoing. */
	groups: GroupId[];
	/** Groups that were not reached, in the order of writing: somebody stopped it. */
	left: GroupId[];
}

/** The only writers. Each is one transaction; when the promise resolves with `ok`, a kill -9 loses nothing. */
export interface Commands extends RecordCommands, ManyCommands, MergeCommands, VocabularyCommands, FirmCommands, FolderCommands, InvitationCommands, ImportCommands {
	/**
	 * Writes an older or losing value again, as a new change.
	 * @param along values that it can't be without: a company's, where an account becomes one again
	 */
	restoreValue(document: DocumentName, field: string, value: FieldValue | undefined, along?: Readonly<Record<string, FieldValue>>): Promise<CommandResult<void>>;
	/**
	 * Takes back what these groups of this device wrote, latest first: former values are written again where nobody changed them since, what was
	 * created is deleted. Stopped in the middle it answers with what is left.
	 */
	undo(groups: readonly GroupId[], progress?: (done: number, total: number) => void, cancelled?: () => boolean): Promise<CommandResult<UndoResult>>;
	/** Tries a group that was set aside again, as a new change. */
	retrySetAside(group: GroupId): Promise<CommandResult<void>>;
	/** Gives a group that was set aside up, for good. */
	discardSetAside(group: GroupId): Promise<void>;
	/** Loads 300 invented accounts with contacts; reports how many are saved. */
	fillWithSamples(progress: (done: number, total: number) => void): Promise<void>;
}

/** One account or contact. */
export interface RecordCommands {
	createAccount(input: NewAccount): Promise<CommandResult<MadeAccount>>;
	createContact(input: NewContact): Promise<CommandResult<ContactId>>;
	editAccount(id: AccountId, changes: AccountChanges): Promise<CommandResult<void>>;
	editContact(id: ContactId, changes: ContactChanges): Promise<CommandResult<void>>;
	linkContact(account: AccountId, contact: ContactId, switches: LinkSwitches): Promise<CommandResult<void>>;
	/** Creates a person and links them, in one group. */
	addContact(account: AccountId, contact: NewContact, switches: LinkSwitches): Promise<CommandResult<ContactId>>;
	unlinkContact(account: AccountId, contact: ContactId): Promise<CommandResult<void>>;
	/** LOGIN can't be switched on while the account is archived. */
	setSwitches(account: AccountId, contact: ContactId, switches: Partial<LinkSwitches>): Promise<CommandResult<void>>;
}

/** Bringing records in from a file: written down first, then written in groups, and taken back as a whole. */
export interface ImportCommands {
	/** Writes down what is going to be written. Nothing of it is in the book yet; null: it was cancelled. */
	prepareImport(what: NewImport, work: Pick<ImportProgress, 'cancelled'>): Promise<ImportId | null>;
	/** Writes it, or the rest of it. What was written before somebody stopped it stays. null: no such import. */
	runImport(id: ImportId, work: ImportProgress): Promise<ImportRow | null>;
	/** Takes all of it back, except what somebody changed since. */
	undoImport(id: ImportId, work: ImportProgress): Promise<ImportRow | null>;
	/** Remembers for the firm what the columns of a file meant. */
	rememberColumns(columns: ImportColumns): Promise<CommandResult<void>>;
}

/** What an import is about. */
export interface NewImport {
	/** The file's name. */
	file: string;
	/** Rows of the file by what becomes of them. */
	counts: Readonly<Record<string, number>>;
	units: readonly ImportedUnit[];
	/** Of an archive, in place of units. */
	records?: readonly ArchivedRecord[];
}

/** How a long command says how far it is, and asks whether to go on. */
export interface ImportProgress {
	progress(done: number, total: number): void;
	cancelled(): boolean;
}

/** Several records at once. */
export interface ManyCommands {
	/** Out of the active list; portal access is suspended, the LOGIN wishes stay. */
	archiveAccounts(ids: readonly AccountId[]): Promise<CommandResult<void>>;
	restoreAccounts(ids: readonly AccountId[]): Promise<CommandResult<void>>;
	/** Only archived ones. Their contacts stay. */
	deleteAccounts(ids: readonly AccountId[]): Promise<CommandResult<void>>;
	/** Back to the archive, with everything that was written since. */
	undeleteAccounts(ids: readonly AccountId[]): Promise<CommandResult<void>>;
	/** Owners and admins: for good, on the relay and every device. Contacts must be archived, or belong to these accounts alone. */
	eraseRecords(records: Erasure): Promise<CommandResult<void>>;
	/** Takes an erasure back, with all that it named, as long as it has not left this device. */
	keepAfterAll(document: DocumentName): Promise<CommandResult<void>>;
	archiveContacts(ids: readonly ContactId[]): Promise<CommandResult<void>>;
	restoreContacts(ids: readonly ContactId[]): Promise<CommandResult<void>>;
	/**
	 * The same change to any number of records, in groups of at most 100. What was written stays when a later group fails (it throws then).
	 * @param progress told after each group is on disk
	 * @param cancelled asked before each group and while it is written: then nothing of it is
	 */
	bulk(
		target: BulkTarget,
		change: BulkChange,
		progress?: (done: number, total: number) => void,
		cancelled?: () => boolean,
	): Promise<BulkResult>;
}

/** Records that are one client's. */
export interface MergeCommands {
	/**
	 * Makes two contacts one: fields as chosen, else the kept one's where it has something; phones, tags, links and access of both. Answers with the
	 * one that stands, which is the one with the lowest id; the other's address leads to it.
	 */
	mergeContacts(keep: ContactId, lose: ContactId, choices?: MergeChoices): Promise<CommandResult<ContactId>>;
	/** Makes two accounts one, in the same way: contacts, tags and folders of both, and either's ID finds it. */
	mergeAccounts(keep: AccountId, lose: AccountId, choices?: MergeChoices): Promise<CommandResult<AccountId>>;
	/** Parts a record from the one that stands for it, whoever merged them. */
	partRecord(record: AccountId | ContactId, kind: RecordKind): Promise<CommandResult<void>>;
	/** Two records that look alike are two: the whole firm is not asked again. */
	keepApart(one: AccountId | ContactId, other: AccountId | ContactId, kind: RecordKind): Promise<CommandResult<void>>;
}

/** Inviting clients. The relay sends, and says what became of it. */
export interface InvitationCommands {
	/** Decides that an account which a client made by registering is one of the firm's. */
	keepSignUp(id: AccountId): Promise<CommandResult<void>>;
	/** Archives such an account, and its people who are in no other account in use. */
	refuseSignUp(id: AccountId): Promise<CommandResult<void>>;
	/**
	 * Asks for a mail to each person; for one who was invited before it is a resend, and the older link dies. Nobody is asked for twice.
	 * @param message plain text of at most 1,000 characters
	 * @param progress told after each hundred people
	 */
	requestInvitations(
		people: readonly Invitee[],
		message: string,
		progress?: (done: number, total: number) => void,
	): Promise<CommandResult<InviteSummary>>;
	/** Another message, until the mail has left. */
	editInvitation(request: InvitationId, message: string): Promise<CommandResult<void>>;
	/** One that never left this device is gone; of any other the mail does not leave, or its link dies. */
	cancelInvitation(request: InvitationId): Promise<CommandResult<void>>;
}

/** Tags and shared filters: every staff member's. */
export interface VocabularyCommands {
	createTag(tag: { id?: TagId; name: string; color: TagColor; kind: RecordKind }): Promise<CommandResult<TagId>>;
	editTag(id: TagId, changes: { name?: string; color?: TagColor }): Promise<CommandResult<void>>;
	/** Records that carry `from` then carry `into`. */
	mergeTags(from: TagId, into: TagId): Promise<CommandResult<void>>;
	deleteTag(id: TagId): Promise<CommandResult<void>>;
	/** Creates or changes a filter that the firm shares. */
	saveSharedFilter(filter: SavedFilter): Promise<CommandResult<void>>;
	removeSharedFilter(id: FilterId): Promise<CommandResult<void>>;
}

/** The firm's settings: members are refused ('forbidden'), here and by the relay. */
export interface FirmCommands {
	editFirm(changes: FirmChanges): Promise<CommandResult<void>>;
	createField(field: NewField): Promise<CommandResult<FieldId>>;
	editField(id: FieldId, changes: FieldChanges): Promise<CommandResult<void>>;
	/** Archived fields are not asked for any more; their values are kept. */
	archiveField(id: FieldId, archived: boolean): Promise<CommandResult<void>>;
	/** Puts the fields in this order; those that are not named come behind them as they are. */
	orderFields(ids: readonly FieldId[]): Promise<CommandResult<void>>;
	/** Begins with the predefined folders, or with a copy of another template's (`like`). */
	createTemplate(template: { id?: TemplateId; name: string; like?: TemplateId }): Promise<CommandResult<TemplateId>>;
	editTemplate(id: TemplateId, changes: { name: string }): Promise<CommandResult<void>>;
	editTemplateFolders(id: TemplateId, ops: readonly FolderOp[]): Promise<CommandResult<void>>;
	/** @param name of the copy */
	duplicateTemplate(id: TemplateId, name: string): Promise<CommandResult<TemplateId>>;
	/** Accounts that were made with it stay as they are. */
	deleteTemplate(id: TemplateId): Promise<CommandResult<void>>;
	/** null: the predefined folders. */
	setDefaultTemplate(id: TemplateId | null): Promise<CommandResult<void>>;
}

/** An account's folders. Problems' fields are `ops/<place>`. */
export interface FolderCommands {
	editFolders(account: AccountId, ops: readonly FolderOp[]): Promise<CommandResult<void>>;
	/** Adds what is missing; answers with the folders that it added. */
	applyTemplate(account: AccountId, template: TemplateId): Promise<CommandResult<FolderId[]>>;
}
