import type { DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { InboxMark } from '../domain/inbox.ts';
import type { AccountId, ContactId, DeviceId, EventId, GroupId, InvitationId, StaffId } from '../domain/ids.ts';
import type { AccessState, InvitationState, InviteRefusal, Withdrawal } from '../domain/invitation.ts';
import type { ChangeReason } from '../protocol/events/event.ts';
import type { RefusalCode } from '../protocol/refusals.ts';
import type { ImportRow } from '../storage/import-rows.ts';
import type { AccessRow, InboxRow } from '../storage/client-rows.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';

export type { ImportRow } from '../storage/import-rows.ts';

/** An import, made on this device or another one of the firm. One of another device is `writing` until its end was heard of. */
export interface ShownImport extends ImportRow {
	/** Who imported. */
	staff: StaffId;
	/** This device made it, or takes it back. */
	here: boolean;
	/** After it was taken back: how many records kept something. `kept` names them where that was done here. */
	keptCount: number;
}

export type {
	AccountRow,
	AlsoWritten,
	ContactRow,
	Repair,
} from '../storage/rows.ts';

/** An account in a list: with its first contacts, in the order of linking. */
export interface AccountLine {
	id: AccountRow['id'];
	account: AccountRow;
	people: ContactRow[];
}

/** A contact in a list: with the first accounts that link them. */
export interface ContactLine {
	id: ContactRow['id'];
	contact: ContactRow;
	accounts: AccountRow[];
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
	/** Done in another book, whose archive was imported: who did it there, by name, or ''. Left out: done here. */
	brought?: string;
	why: ChangeReason;
	changes: { field: string; from: FieldValue | undefined; to: FieldValue | undefined }[];
}

/** The newest lines of a record's activity. */
export interface ActivityPage {
	lines: ActivityRow[];
	/** There are older ones. */
	more: boolean;
	/** The fields that were changed, as far as the history was read. */
	fields: string[];
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
	/** What it says of invitations. */
	invitations: { said: 'requested' | 'edited' | 'cancelled'; request: InvitationId; contact: ContactId | null }[];
}

/** What waits, and what was refused, as far as it is read. */
export interface OutboxPage {
	/** Refused ones first, then the oldest. */
	rows: OutboxRow[];
	/** Whether there are others behind them. */
	more: boolean;
}

/** One hit of a search. */
export interface SearchHit {
	kind: 'account' | 'contact';
	id: string;
}

/** What a person may be known by. */
export interface PersonTraits {
	firstName: string;
	lastName: string;
	email: string;
	phones: readonly string[];
}

/** A contact who may be the person asked for, and what they have in common. */
export interface SamePerson {
	contact: ContactRow;
	by: 'email' | 'phone' | 'name';
}

/** A contact's access to an account, as a profile or *Pending activation* shows it; an invitation whose time is over is `expired`. */
export type AccessLine = AccessRow;

/** A contact with LOGIN on an account. */
export type AccessPair = Pick<AccessLine, 'account' | 'contact'>;

/** What *Pending activation* can be filtered by. */
export type PendingState = Exclude<AccessState, 'off' | 'activated'>;

export interface PendingCounts {
	total: number;
	states: Partial<Record<PendingState, number>>;
}

/** One request for one account: a line of the history of invitations. */
export interface InvitationLine {
	request: InvitationId;
	account: AccountId;
	contact: ContactId;
	state: InvitationState;
	/** When it came to that, ms since 1970; null: not known. */
	since: number | null;
	askedAt: number;
	by: StaffId;
	email: string;
	message: string;
	/** The mail server's words, or ''. */
	reply: string;
	expiresAt: number | null;
	refusal: { reason: InviteRefusal; until: number | null } | null;
	withdrawal: Withdrawal | null;
}

/** A line of the Inbox. Whether it was read is in the personal document (`isRead`). */
export interface InboxEntry extends InboxRow, InboxMark {
	id: InboxRow['id'];
	accountName: string;
	contactName: string;
	/** Of a sign-up: nobody has decided on it yet. */
	toReview: boolean;
}
