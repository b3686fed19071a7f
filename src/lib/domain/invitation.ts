import type { Stamp } from './clock.ts';
import type { AccountId, ContactId, EventId, InvitationId, StaffId } from './ids.ts';
import type { Locale } from './staff.ts';

/** The longest personal message, in UTF-16 code units, as a text field counts. */
export const MAX_MESSAGE = 1_000;
/** Accounts of one person that one mail can name. */
export const MAX_INVITED_ACCOUNTS = 20;
/** How long an invitation's link lives, in ms (ASVS 6.4.1: at most 7 days). */
export const INVITATION_LIFE = 7 * 24 * 60 * 60_000;
/** The brake on asking again: ms between two mails to one person for one account, and mails to one person within a day. */
export const RESEND_PAUSE = 10 * 60_000;
export const DAY = 24 * 60 * 60_000;
export const MAX_MAILS_A_DAY = 5;

/** Why the relay does not make an invitation of a request. */
export const INVITE_REFUSALS = [
	/** LOGIN is off, or the contact is not (or no longer) in the account. */
	'no-access',
	'archived',
	'no-email',
	/** The book's address is no longer the one that the asker saw. */
	'email-changed',
	'staff-address',
	/** The address is another contact's log-in. */
	'other-login',
	'already-active',
	/** The brake: `until` says when it ends. */
	'too-soon',
	'too-many',
	/** The request came back from a device after the relay was restored: whether its mail left is not known. */
	'restored',
] as const;
export type InviteRefusal = (typeof INVITE_REFUSALS)[number];

/** Why an open invitation ended for an account. */
export const WITHDRAWALS = ['login-off', 'unlinked', 'archived', 'deleted', 'email-changed', 'cancelled'] as const;
export type Withdrawal = (typeof WITHDRAWALS)[number];

interface Said {
	/** The event that said it. */
	id: EventId;
	at: Stamp;
	request: InvitationId;
}

/** What a person asked for: one mail to one contact, about these accounts. */
export interface InvitationRequest extends Said {
	type: 'invitation.requested';
	contact: ContactId;
	accounts: readonly AccountId[];
	/** The address that the asker saw. */
	email: string;
	/** Plain text, as typed. */
	message: string;
	/** The mail's language. */
	language: Locale;
	/** The latest requests for this person and these accounts that the asker's device knew of. */
	knows: readonly InvitationId[];
	staff: StaffId;
}

/** What an invitation's events say, as the fold needs it. */
export type InvitationFact =
	| InvitationRequest
	| (Said & { type: 'invitation.edited'; message: string })
	| (Said & { type: 'invitation.cancelled'; staff: StaffId })
	| (Said & { type: 'invitation.accepted'; accounts: readonly AccountId[]; email: string; expiresAt: number })
	| (Said & {
			type: 'invitation.refused';
			accounts: readonly AccountId[];
			reason: InviteRefusal;
			until?: number | undefined;
	  })
	| (Said & { type: 'invitation.duplicate'; accounts: readonly AccountId[]; of: InvitationId })
	| (Said & { type: 'invitation.sent'; reply: string })
	| (Said & { type: 'invitation.bounced'; reply: string })
	| (Said & { type: 'invitation.expired' })
	| (Said & { type: 'invitation.activated'; accounts: readonly AccountId[] })
	| (Said & { type: 'invitation.replaced'; accounts: readonly AccountId[]; by: InvitationId })
	| (Said & { type: 'invitation.withdrawn'; accounts: readonly AccountId[]; reason: Withdrawal });

/** What one request has come to for one account. `queued`: on a device, the relay has not answered. */
export const INVITATION_STATES = [
	'queued',
	'cancelled',
	'refused',
	'duplicate',
	'accepted',
	'sent',
	'bounced',
	'expired',
	'replaced',
	'withdrawn',
	'activated',
] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** What a contact's access to an account has come to. `off`: LOGIN is off or the account is not active. */
export type AccessState = 'off' | 'not-invited' | Exclude<InvitationState, 'cancelled' | 'duplicate'>;
