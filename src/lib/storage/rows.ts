import type { AccountType } from '../domain/account.ts';
import type { PostalAddress } from '../domain/address.ts';
import type { Civility } from '../domain/contact.ts';
import type { Stamp } from '../domain/clock.ts';
import type { DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccessState } from '../domain/invitation.ts';
import type { StoredFirm } from '../domain/firm-settings.ts';
import type { AccountId, ContactId, DeviceId, Epoch, EventId, GroupId, StaffId, TagId, WriterId } from '../domain/ids.ts';
import type { ImportColumns } from '../domain/import-columns.ts';
import type { Link } from '../domain/link.ts';
import type { SavedFilter } from '../domain/saved-filter.ts';
import type { Locale } from '../domain/staff.ts';
import type { StoredTag } from '../domain/tag.ts';
import type { Entry } from '../protocol/entries.ts';
import type { ErasedName } from '../protocol/events/erased-with.ts';
import type { ChangeReason, Event } from '../protocol/events/event.ts';
import type { Cursor } from '../protocol/frames/up.ts';
import type { RefusalCode } from '../protocol/refusals.ts';

/** A document on this device. */
export interface DocumentRow {
	name: DocumentName;
	/** The whole state (Yjs V1): what the relay has, and this device's own changes. */
	state: Uint8Array;
	/** What the relay is known to have in `epoch`; null when that is `state` itself. An empty array: nothing. */
	base: Uint8Array | null;
	/** The history that `base` speaks of; null before the first contact. */
	epoch: Epoch | null;
	/** What the relay had in earlier histories, until it was given back; null for nothing. */
	former: Uint8Array | null;
	/** Rises with every write. */
	version: number;
	/** Rises when the document was rebuilt: an open copy of an older generation must be thrown away. */
	generation: number;
	/** CRC-32C of `state`. */
	sum: number;
}

/** One field as a command wrote it; what a rebuilt document is written from again. */
export interface Write {
	document: DocumentName;
	field: string;
	value: FieldValue;
	at: Stamp;
	writer: WriterId;
	/** What it took the place of: all that its writer saw in the field. */
	replaces: RegisterRef[];
	/** What it was before it was written anew: one of them may be what the relay has. */
	formerly: RegisterRef[];
}

/** One word of one writer on a field. */
export interface RegisterRef {
	writer: WriterId;
	at: Stamp;
}

/** A group that the relay has not acknowledged. */
export interface OutboxGroup {
	/** Place in the order of saving, given by the table. */
	order: number;
	group: GroupId;
	/** ms since 1970 */
	savedAt: number;
	entries: Entry[];
	writes: Write[];
	/** The documents it touches. */
	documents: DocumentName[];
	why: ChangeReason;
	/** `offered`: it was sent at least once, so the relay may have it. Written by earlier versions; since then `MetaValues.offered` says it. */
	state: 'waiting' | 'offered' | 'refused';
	/** Whether it was written anew after it had been offered: an older version of it may be on the relay. */
	renewed: boolean;
	refusal: RefusalCode | null;
	/** How often it was mended after a refusal. */
	mended: number;
}

/** An event on this device. */
export interface EventRow {
	id: EventId;
	/** The record that it is about; '' for none. */
	document: DocumentName | '';
	at: Stamp;
	group: GroupId;
	staff: StaffId | null;
	device: DeviceId | null;
	/** The history in which the relay is known to have it; null while it is this device's alone. */
	epoch: Epoch | null;
	event: Event;
}

/** An account as a list or a profile shows it. */
export interface AccountRow {
	id: AccountId;
	type: AccountType;
	/** What is shown: the typed name, or the generated one, or ''. */
	name: string;
	/** What was typed by hand; '' when the name is generated. */
	typedName: string;
	/** `foldText(name)`, for sorting and finding. */
	sortKey: string;
	/** `caseKey(name)`: equal for names that would share a directory. */
	nameKey: string;
	companyName: string;
	companyAddress: PostalAddress;
	/** Nine digits, or ''. */
	siren: string;
	/** The account's ID as it is shown: unique among the accounts of this book. */
	code: string;
	/** The ID that it was given. Of several accounts with the same one, one shows it; it finds all of them. */
	codeClaim: string;
	/** As the record carries them; what they mean is `Vocabulary.resolve`'s to say. */
	tags: TagId[];
	/** By the custom field's id; what is empty is absent. */
	custom: CustomValues;
	/** The company's city, else the first contact's. */
	city: string;
	/** The address of the first contact that has one, or ''. */
	email: string;
	/** Whether some linked contact has an e-mail address. */
	hasEmail: boolean;
	/** What rules did where parted devices broke one together. */
	repairs: Repair[];
	/** ms since 1970; null: not deleted. */
	deletedAt: number | null;
	/** Deleted, and then changed by somebody who did not know: to be offered for restoring. */
	editedAfterDeletion: boolean;
	status: 'active' | 'archived' | 'deleted';
	/** The client made it by registering, and nobody of the firm has decided on it yet. */
	toReview: boolean;
	/** In the order of linking. */
	links: Link[];
	/** The links' contacts, for the index. */
	contactIds: ContactId[];
	/** What its contacts with LOGIN have come to, each state once; none for an account that is not in use. */
	access: AccessState[];
	/** When one of those was last let into the portal, ms since 1970; absent: never yet. */
	lastSignIn?: number;
	createdBy: StaffId | null;
	/** ms since 1970 */
	createdAt: number;
	/** Fields whose writers did not know of each other: what lost, newest first. */
	alsoWritten: AlsoWritten[];
	/** Which chunk of the search pack the record's text is in. */
	chunk: number;
	/** The account that stands for this one since they were merged: this one is shown nowhere (its status is `deleted`). */
	mergedInto?: AccountId;
	/** The accounts that this one stands for, by id. */
	merged?: AccountId[];
	/** The IDs of those: they find this one. */
	formerCodes?: string[];
	/** Accounts that a person said to be others, however alike. */
	apart?: string[];
}

/** A contact as a list or a profile shows it. */
export interface ContactRow {
	id: ContactId;
	firstName: string;
	lastName: string;
	name: string;
	sortKey: string;
	email: string;
	/** '' without an address */
	emailKey: string;
	phones: string[];
	/** `phoneKey` of each phone, for the index. */
	phoneKeys: string[];
	/** `personKey` of the name, for the index. */
	nameKey: string;
	civility: Civility | null;
	/** 'YYYY-MM-DD', or '' */
	birthDate: string;
	tags: TagId[];
	custom: CustomValues;
	address: PostalAddress;
	/** null: the firm's language */
	language: Locale | null;
	status: 'active' | 'archived' | 'deleted';
	/** The accounts that link this contact and are not deleted, by id. */
	accounts: AccountId[];
	/** Those of them that give portal access. */
	logins: AccountId[];
	/** What that has come to in accounts in use, each state once. */
	access: AccessState[];
	/** When they were last let into the portal, as long as an account in use lets them; absent: never yet. */
	lastSignIn?: number;
	createdBy: StaffId | null;
	createdAt: number;
	alsoWritten: AlsoWritten[];
	chunk: number;
	/** The contact who stands for this one since they were merged: this one is shown nowhere (the status is `deleted`). */
	mergedInto?: ContactId;
	/** The contacts that this one stands for, by id. */
	merged?: ContactId[];
	/** Contacts whom a person said to be others, however alike. */
	apart?: string[];
}

/** A value that lost against a later one whose writer did not know of it. */
export interface AlsoWritten {
	field: string;
	value: FieldValue;
	/** ms since 1970 */
	at: number;
	device: DeviceId;
}

/** Values of custom fields by `FieldId`. */
export type CustomValues = Readonly<Record<string, FieldValue>>;

/** What a rule did to an account that parted devices left in a state that no one of them could. */
export type Repair =
	/** Everybody was unlinked: whoever was unlinked last is still shown. */
	{ kind: 'contact-kept'; contact: ContactId; /** When they were unlinked, ms since 1970. */ at: number };

/** What lists filter and sort accounts by. */
export interface AccountFacets {
	type: AccountType;
	status: AccountRow['status'];
	tags: TagId[];
	custom: CustomValues;
	/** Whether some contact has portal access. */
	login: boolean;
	/** Whether some contact is notified. */
	notify: boolean;
	hasEmail: boolean;
	createdBy: StaffId | null;
	createdAt: number;
	code: string;
	/** How many. */
	contacts: number;
	email: string;
	siren: string;
	city: string;
	access: AccessState[];
	lastSignIn?: number;
	/** It was merged: no list shows it. */
	merged?: true;
	/** See `AccountRow`. */
	apart?: string[];
}

/** What lists filter and sort contacts by. */
export interface ContactFacets {
	status: ContactRow['status'];
	tags: TagId[];
	custom: CustomValues;
	email: string;
	/** The first one, as typed. */
	phone: string;
	city: string;
	/** Those that are not deleted. */
	accounts: AccountId[];
	createdBy: StaffId | null;
	createdAt: number;
	login: boolean;
	access: AccessState[];
	lastSignIn?: number;
	/** They were merged: no list shows them. */
	merged?: true;
	/** See `ContactRow`. */
	apart?: string[];
}

/** One of the firm's two documents, read. */
export type FirmRow = { key: 'settings'; firm: StoredFirm } | { key: 'vocabulary'; tags: StoredTag[]; filters: SavedFilter[]; columns?: ImportColumns };

/** Which events a command of this device wrote: their ids stay when its group is written anew under another id. */
export interface CommandRow {
	group: GroupId;
	events: EventId[];
}

/** Something that was erased for good, or that this device has asked the relay to erase. Nothing else of it is left once it is. */
export interface ErasedRow {
	name: ErasedName;
	/** `asked`: the relay has not confirmed it, everything is still there. */
	state: 'asked' | 'erased';
}

/** A piece of the packed search text: some hundred records of one kind. Record `i` has the id `ids[i]` the folded text `texts[i]` and the facets `facets[i]`. */
export interface SearchChunk {
	key: `${'account' | 'contact'}/${number}`;
	ids: string[];
	texts: string[];
	/** Of record `i`: `AccountFacets` in chunks of accounts, `ContactFacets` in those of contacts. */
	facets: (AccountFacets | ContactFacets)[];
	/** Rises with every write of any chunk: a reader asks for what came after the highest it has seen. */
	version: number;
}

/** What the device remembers beside records. */
export interface MetaValues {
	/** The last stamp given or seen. */
	clock: Stamp;
	/** The last stamp given that the relay has: others may count on that what comes from here later is stamped behind it. */
	given: Stamp;
	/** The highest order of a group that was ever offered: those up to it were sent at least once, so the relay may have them. */
	offered: number;
	/** What to add to the device's wall clock, ms, as measured against the relay's. */
	clockOffset: number;
	cursor: Cursor | null;
	/** The history that this device follows; null before the first contact. */
	epoch: Epoch | null;
	/** Set while the device reads a restored relay's log anew and gives back what it lacks. */
	recovering: boolean;
	/** ms since 1970 when everything was exchanged, last. */
	lastSynced: number | null;
	/** The version of the code that made the projections. */
	projections: number;
	/** Which device this browser profile was at the last contact. */
	device: DeviceId;
	/** Which replicator may write: raised by each one that takes over. */
	term: number;
}

export interface CounterValues {
	accounts: number;
	archived: number;
	contacts: number;
	/** How many records were ever put in the search pack, by kind: their number decides the chunk. */
	packedAccounts: number;
	packedContacts: number;
	searchVersion: number;
}

/** A draft of a dialog: this device only. */
export interface DraftRow {
	key: string;
	draft: unknown;
	/** ms since 1970 */
	savedAt: number;
}
