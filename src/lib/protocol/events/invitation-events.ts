import * as z from 'zod/mini';
import { stamp } from '../../domain/clock.ts';
import { documentName } from '../../domain/document-name.ts';
import { accountId, contactId, eventId, invitationId, staffId } from '../../domain/ids.ts';
import { INVITE_REFUSALS, MAX_INVITED_ACCOUNTS, MAX_MESSAGE, WITHDRAWALS } from '../../domain/invitation.ts';
import { locale } from '../../domain/staff.ts';

const base = { id: eventId, at: stamp, request: invitationId };
const accounts = z.array(accountId).check(z.minLength(1), z.maxLength(MAX_INVITED_ACCOUNTS));
const message = z.string().check(z.maxLength(MAX_MESSAGE));
const email = z.string().check(z.maxLength(254));
/** A mail server's words. */
const reply = z.string().check(z.maxLength(500));
/** ms since 1970 */
const time = z.int().check(z.nonnegative());

/**
 * `invitation.requested`: a person asks for one mail to one contact about these accounts. `knows`: the latest requests for them that the
 * device had seen; a request that knows of the one before it replaces it, one that does not is told of it and mails nothing.
 */
const requested = z.object({
	...base,
	type: z.literal('invitation.requested'),
	contact: contactId,
	accounts,
	email,
	message,
	language: locale,
	knows: z.array(invitationId).check(z.maxLength(MAX_INVITED_ACCOUNTS)),
	staff: staffId,
});

/** `invitation.edited`: another personal message, as long as the mail has not left. */
const edited = z.object({ ...base, type: z.literal('invitation.edited'), message, staff: staffId });

/** `invitation.cancelled`: the mail is not wanted any more; a link that left already is dead from then on. */
const cancelled = z.object({ ...base, type: z.literal('invitation.cancelled'), staff: staffId });

/** `invitation.accepted`: the relay has the mail in its outbox; for these accounts of those that were asked for. */
const accepted = z.object({ ...base, type: z.literal('invitation.accepted'), accounts, email, expiresAt: time });

/** `invitation.refused`: no mail for these accounts, and why; `until`: when the brake ends. */
const refused = z.object({
	...base,
	type: z.literal('invitation.refused'),
	accounts,
	reason: z.enum(INVITE_REFUSALS),
	until: z.optional(time),
});

/** `invitation.duplicate`: a colleague had asked for the same, and neither knew of the other: one mail, this request's is not sent. */
const duplicate = z.object({ ...base, type: z.literal('invitation.duplicate'), accounts, of: invitationId });

/** `invitation.sent`: the mail server took it. */
const sent = z.object({ ...base, type: z.literal('invitation.sent'), reply });

/** `invitation.bounced`: the mail server refused it for good, or kept putting it off. */
const bounced = z.object({ ...base, type: z.literal('invitation.bounced'), reply });

const expired = z.object({ ...base, type: z.literal('invitation.expired') });

/** `invitation.activated`: the client used the link: these accounts are open to them. */
const activated = z.object({ ...base, type: z.literal('invitation.activated'), accounts });

/** `invitation.replaced`: a newer invitation for these accounts took its place; the older link is dead for them. */
const replaced = z.object({ ...base, type: z.literal('invitation.replaced'), accounts, by: invitationId });

const withdrawn = z.object({
	...base,
	type: z.literal('invitation.withdrawn'),
	accounts,
	reason: z.enum(WITHDRAWALS),
});

/** `client.signedUp`: a person registered by the firm's public page, and their address was proven; both records are in the same group. */
const signedUp = z.object({
	id: eventId,
	at: stamp,
	type: z.literal('client.signedUp'),
	account: accountId,
	contact: contactId,
	name: z.string().check(z.maxLength(250)),
	email,
	/** Contacts of the book who may be the same person. */
	matches: z.array(contactId).check(z.maxLength(20)),
});

/** `client.unsubscribed`: a client turned NOTIFY off for one account, by the link in a mail. */
const unsubscribed = z.object({
	id: eventId,
	at: stamp,
	type: z.literal('client.unsubscribed'),
	account: accountId,
	contact: contactId,
});

/**
 * `client.alike`: a record that has just come looks like others that came from other devices, by an exact address or company number: nobody who made
 * them need have seen the other.
 */
const alike = z.object({
	id: eventId,
	at: stamp,
	type: z.literal('client.alike'),
	record: documentName,
	others: z.array(documentName).check(z.minLength(1), z.maxLength(20)),
	by: z.enum(['email', 'siren']),
});

/** `client.linkWanted`: a client whose link is dead asks whoever invited them for another; everybody (`staff` null), when that person has left. */
const linkWanted = z.object({
	id: eventId,
	at: stamp,
	type: z.literal('client.linkWanted'),
	account: accountId,
	contact: contactId,
	request: invitationId,
	staff: z.nullable(staffId),
});

/** `client.signedIn`: a client opened a session of the portal. */
const signedIn = z.object({ id: eventId, at: stamp, type: z.literal('client.signedIn'), contact: contactId });

/** Every event about inviting clients. */
export const invitationEvents = [
	requested,
	edited,
	cancelled,
	accepted,
	refused,
	duplicate,
	sent,
	bounced,
	expired,
	activated,
	replaced,
	withdrawn,
	signedUp,
	unsubscribed,
	alike,
	linkWanted,
	signedIn,
] as const;

/** Who may author which. */
export const INVITATION_AUTHORS = {
	'invitation.requested': 'device',
	'invitation.edited': 'device',
	'invitation.cancelled': 'device',
	'invitation.accepted': 'relay',
	'invitation.refused': 'relay',
	'invitation.duplicate': 'relay',
	'invitation.sent': 'relay',
	'invitation.bounced': 'relay',
	'invitation.expired': 'relay',
	'invitation.activated': 'relay',
	'invitation.replaced': 'relay',
	'invitation.withdrawn': 'relay',
	'client.signedUp': 'relay',
	'client.unsubscribed': 'relay',
	'client.alike': 'relay',
	'client.linkWanted': 'relay',
	'client.signedIn': 'relay',
} as const;
