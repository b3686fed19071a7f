import type { AccountType } from '../domain/account.ts';
import type { PostalAddress } from '../domain/address.ts';
import type { DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId, DeviceId, EventId, GroupId, StaffId } from '../domain/ids.ts';
import type { Link } from '../domain/link.ts';
import type { Locale } from '../domain/staff.ts';
import type { ChangeReason } from '../protocol/events/event.ts';
import type { RefusalCode } from '../protocol/refusals.ts';

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
	status: 'active' | 'archived' | 'deleted';
	/** In the order of linking. */
	links: Link[];
	createdBy: StaffId | null;
	/** ms since 1970 */
	createdAt: number;
	/** Fields whose writers did not know of each other: what lost, newest first. */
	alsoWritten: AlsoWritten[];
	/** Which chunk of the search pack the record's text is in. */
	chunk: number;
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
	address: PostalAddress;
	/** null: the firm's language */
	language: Locale | null;
	status: 'active' | 'archived' | 'deleted';
	/** The accounts that link this contact, by id. */
	accounts: AccountId[];
	createdBy: StaffId | null;
	createdAt: number;
	alsoWritten: AlsoWritten[];
	chunk: number;
}

/** A value that lost against a later one whose writer did not know of it. */
export interface AlsoWritten {
	field: string;
	value: FieldValue;
	/** ms since 1970 */
	at: number;
	device: DeviceId;
}

/** One line of a record's activity, newest first. */
export interface ActivityRow {
	event: EventId;
	group: GroupId;
	document: DocumentName;
	/** ms since 1970 */
	at: number;
	/** null: this device's person, not yet acknowledged, is filled in from the profile; so null means unknown. */
	staff: StaffId | null;
	device: DeviceId | null;
	/** Still in this device's outbox. */
	pending: boolean;
	why: ChangeReason;
	changes: { field: string; from: FieldValue | undefined; to: FieldValue | undefined }[];
}

/** A group that waits in the outbox, or was refused, in words a screen can show. */
export interface OutboxRow {
	group: GroupId;
	/** ms since 1970 */
	savedAt: number;
	state: 'waiting' | 'refused';
	refusal: RefusalCode | null;
	/** The records it touches, with the name that the book shows for each now. */
	records: { document: DocumentName; name: string }[];
	writes: { document: DocumentName; field: string; value: FieldValue }[];
}

/** One hit of a search. */
export interface SearchHit {
	kind: 'account' | 'contact';
	id: string;
}
