import type { AccountId, ContactId, EventId, ImportId, InvitationId, StaffId } from '../domain/ids.ts';
import type { Access, InvitationFacts } from '../domain/invitation-fold.ts';

/** All that is known of one request to invite a client. */
export interface InvitationRow {
	request: InvitationId;
	/** Whom it is for; '' as long as only the relay's words about it came. */
	contact: ContactId | '';
	facts: InvitationFacts;
}

/**
 * A contact with LOGIN on an account in use, and what that has come to. Whether an open invitation's time is over is for whoever reads it to see
 * (`expiresAt`): rows know no clock.
 */
export interface AccessRow extends Access {
	id: `${AccountId}/${ContactId}`;
	account: AccountId;
	contact: ContactId;
	accountName: string;
	contactName: string;
	email: string;
	/** The mail server's words of a bounce, or ''. */
	reply: string;
	/** ms since 1970; absent: never yet. */
	lastSignIn?: number;
}

/** When a client was last let into the portal. */
export interface SignInRow {
	contact: ContactId;
	/** ms since 1970 */
	at: number;
}

/** Something that staff are told of. */
export interface InboxRow {
	/** Of the event; or of the conflict that the record's row still shows. */
	id: EventId | `conflict/${string}`;
	kind:
		| 'signed-up'
		| 'activated'
		| 'bounced'
		| 'duplicate'
		/** The relay made no invitation of a request; `detail` is the reason. */
		| 'refused'
		| 'unsubscribed'
		/** A client asked for a new link in the place of one that is dead. */
		| 'link-wanted'
		/** Two records may be one client's; `detail` is what they have in common. */
		| 'alike'
		/** `detail` is the file's name, `imported` what it came to. */
		| 'imported'
		/** Everybody was unlinked from an account: whoever was last is still shown. */
		| 'contact-kept'
		/** A field was written by two who did not know of each other; `detail` is its name. */
		| 'also-written'
		/** A deleted account was changed by who did not know of it. */
		| 'edited-after-deletion'
		/** Somebody erased records for good; `detail` is how many, `by` who. */
		| 'erased';
	/** ms since 1970 */
	at: number;
	/** Whom it is for; null: everybody. */
	staff: StaffId | null;
	account: AccountId | null;
	contact: ContactId | null;
	/** The request that it is about. */
	request: InvitationId | null;
	/** What is known of it beyond names, such as the address that signed up, the mail server's words or an imported file's name. */
	detail: string;
	/** Of a sign-up, and of a record that looks like another: contacts who may be the same person. */
	matches: ContactId[];
	/** Of an import: how many records it made and changed, and how many could not be written. */
	imported?: { import: ImportId; accounts: number; contacts: number; changed: number; refused: number };
	/** Of an erasure: who did it. */
	by?: StaffId;
}
