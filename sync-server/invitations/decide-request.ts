import { emailKey, readEmail } from '../../src/lib/domain/email.ts';
import type { AccountId, ContactId, DeviceId, FirmId, InvitationId } from '../../src/lib/domain/ids.ts';
import {
	DAY,
	INVITATION_LIFE,
	MAX_MAILS_A_DAY,
	RESEND_PAUSE,
	type InvitationRequest,
	type InviteRefusal,
} from '../../src/lib/domain/invitation.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import type { RelayKey } from '../identity/relay-key.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Sql } from '../store/sql.ts';
import { invitationContent } from './client-facts.ts';
import {
	endInvitations,
	hasInvitation,
	insertInvitation,
	mailsSince,
	openInvitation,
	type Invitation,
} from './invitation-store.ts';
import { invitationToken } from './invitation-token.ts';
import { placeholders, sameAccounts, sameContacts } from './merged-clients.ts';
import { relaySays } from './relay-says.ts';

/** How long a new invitation's mail waits for what else its device has to say (a switch turned off again, a cancelled request), in ms. */
export const MAIL_HOLD = 1_500;

export interface DecideDeps {
	platform: RelayPlatform;
	key: RelayKey;
}

type Verdict = { account: AccountId } & (
	| { kind: 'invite' }
	| { kind: 'duplicate'; of: InvitationId }
	| { kind: 'refuse'; reason: InviteRefusal; until?: number }
);

/**
 * Decides on a request in the transaction that appended it: makes an invitation with a mail, tells of a colleague's request, or refuses, for each
 * account by itself. The same request again changes nothing.
 * @returns what the log is to say about it
 */
export async function decideRequest(
	sql: Sql,
	deps: DecideDeps,
	firm: FirmId,
	request: InvitationRequest,
	device: DeviceId | null,
): Promise<Event[]> {
	const now = deps.platform.now();
	const says = relaySays(deps.platform);
	if (await hasInvitation(sql, firm, request.request)) return [];
	const accounts = [...new Set(request.accounts)];
	const email = await currentEmail(sql, firm, request.contact);
	const verdicts: Verdict[] = [];
	const common = await refusePerson(sql, firm, request, email, now);
	for (const account of accounts)
		verdicts.push(
			common === null ? await judgeAccount(sql, firm, request, account, now) : { account, kind: 'refuse', ...common },
		);
	const invited = verdicts.filter(({ kind }) => kind === 'invite').map(({ account }) => account);
	const duplicates = verdicts.filter((verdict) => verdict.kind === 'duplicate');
	const events: Event[] = [];
	for (const account of invited) {
		for (const same of await sameAccounts(sql, firm, account))
			for (const contact of await sameContacts(sql, firm, request.contact))
				for (const { invitation, accounts } of await endInvitations(sql, firm, { account: same, contact }, 'replaced', now))
					events.push(says({ type: 'invitation.replaced', request: invitation, accounts, by: request.request }));
	}
	const expiresAt = now + INVITATION_LIFE;
	const invitation: Invitation = {
		firm,
		id: request.request,
		contact: request.contact,
		email: email ?? request.email,
		locale: request.language,
		message: request.message,
		staff: request.staff,
		createdAt: now,
		expiresAt,
		accounts: invited,
	};
	await insertInvitation(sql, {
		...invitation,
		device,
		token: invited.length === 0 ? null : invitationToken(deps.key, request.request),
		state: invited.length > 0 ? 'open' : duplicates.length > 0 ? 'duplicate' : 'refused',
	});
	if (invited.length > 0 && email !== null) {
		await enqueueMail(sql, deps.platform, {
			firm,
			to: email,
			locale: request.language,
			content: await invitationContent(sql, invitation),
			link: null,
			invitation: request.request,
			notBefore: now + MAIL_HOLD,
			dedupeKey: `client-invitation:${request.request}`,
		});
		events.push(says({ type: 'invitation.accepted', request: request.request, accounts: invited, email, expiresAt }));
	}
	for (const verdict of verdicts) {
		const accounts = [verdict.account];
		if (verdict.kind === 'duplicate')
			events.push(says({ type: 'invitation.duplicate', request: request.request, accounts, of: verdict.of }));
		if (verdict.kind === 'refuse') {
			const until = verdict.until === undefined ? {} : { until: verdict.until };
			events.push(
				says({ type: 'invitation.refused', request: request.request, accounts, reason: verdict.reason, ...until }),
			);
		}
	}
	return events;
}

/** The address that the log has of a contact who is in use; '' without one, null for nobody. */
async function currentEmail(sql: Sql, firm: FirmId, contact: ContactId): Promise<string | null> {
	const row = await sql.get(
		'SELECT email FROM client_contacts WHERE firm_id = $1 AND contact_id = $2 AND gone = 0',
		firm,
		contact,
	);
	return row === null ? null : String(row.email);
}

/** Why nobody may be invited under this address, whatever the account; null: they may. */
async function refusePerson(
	sql: Sql,
	firm: FirmId,
	request: InvitationRequest,
	email: string | null,
	now: number,
): Promise<{ reason: InviteRefusal; until?: number } | null> {
	if (email === null) return { reason: 'no-access' };
	const reading = readEmail(email);
	if (reading.kind !== 'address' || reading.address !== email) return { reason: 'no-email' };
	if (emailKey(email) !== emailKey(request.email)) return { reason: 'email-changed' };
	const staff = await sql.get(
		'SELECT id FROM staff WHERE firm_id = $1 AND email_key = $2 AND removed_at IS NULL',
		firm,
		emailKey(email),
	);
	if (staff !== null) return { reason: 'staff-address' };
	const login = await sql.get('SELECT contact_id FROM portal_logins WHERE firm_id = $1 AND email_key = $2', firm, emailKey(email));
	const same = await sameContacts(sql, firm, request.contact);
	if (login !== null && !same.some((contact) => contact === login.contact_id)) return { reason: 'other-login' };
	const mails = await mailsSince(sql, firm, same, now - DAY);
	const times = [...new Map(mails.map(({ invitation, at }) => [invitation, at])).values()].sort((a, b) => a - b);
	const first = times[times.length - MAX_MAILS_A_DAY];
	return first === undefined ? null : { reason: 'too-many', until: first + DAY };
}

/** An open invitation of somebody else of the book at this address: it may be one person, entered twice. */
async function openToAddress(
	sql: Sql,
	firm: FirmId,
	key: string,
	people: readonly ContactId[],
	now: number,
): Promise<InvitationId | null> {
	const row = await sql.get(
		`SELECT i.id FROM invitations i JOIN client_contacts c ON c.firm_id = i.firm_id AND c.contact_id = i.contact_id
		LEFT JOIN mail_outbox m ON m.firm_id = i.firm_id AND m.invitation_id = i.id
		WHERE i.firm_id = $1 AND c.email_key = $2 AND c.gone = 0 AND i.email_key = $2 AND i.state = 'open' AND i.expires_at > $3
		AND (m.state IS NULL OR m.state <> 'failed') AND i.contact_id NOT IN (${placeholders(people, 3)}) ORDER BY i.created_at LIMIT 1`,
		firm,
		key,
		now,
		...people,
	);
	return row === null ? null : (row.id as InvitationId);
}

/** Whether the asker was told of a colleague's request before, and asks again: then they have looked. */
async function wasTold(sql: Sql, firm: FirmId, people: readonly ContactId[], request: InvitationRequest): Promise<boolean> {
	const rows = await sql.all(
		`SELECT id FROM invitations WHERE firm_id = $1 AND state = 'duplicate' AND contact_id IN (${placeholders(people, 1)})`,
		firm,
		...people,
	);
	return rows.some((row) => request.knows.some((known) => known === row.id));
}

async function judgeAccount(
	sql: Sql,
	firm: FirmId,
	request: InvitationRequest,
	account: AccountId,
	now: number,
): Promise<Verdict> {
	const refuse = (reason: InviteRefusal, until?: number): Verdict => ({
		account,
		kind: 'refuse',
		reason,
		...(until === undefined ? {} : { until }),
	});
	const link = await sql.get(
		`SELECT l.login, a.archived, a.deleted FROM client_links l
		JOIN client_accounts a ON a.firm_id = l.firm_id AND a.account_id = l.account_id
		WHERE l.firm_id = $1 AND l.account_id = $2 AND l.contact_id = $3`,
		firm,
		account,
		request.contact,
	);
	if (link === null || link.login !== 1) return refuse('no-access');
	if (link.archived !== 0 || link.deleted !== 0) return refuse('archived');
	const people = await sameContacts(sql, firm, request.contact);
	const accounts = await sameAccounts(sql, firm, account);
	const active = await sql.get(
		`SELECT since FROM portal_access WHERE firm_id = $1 AND contact_id IN (${placeholders(people, 1)})
		AND account_id IN (${placeholders(accounts, 1 + people.length)})`,
		firm,
		...people,
		...accounts,
	);
	if (active !== null) return refuse('already-active');
	const open = await openInvitation(sql, firm, people, accounts, now);
	if (open !== null && !request.knows.includes(open.id)) return { account, kind: 'duplicate', of: open.id };
	const shared = await openToAddress(sql, firm, emailKey(request.email), people, now);
	if (shared !== null && !(await wasTold(sql, firm, people, request))) return { account, kind: 'duplicate', of: shared };
	const [last] = (await mailsSince(sql, firm, people, now - RESEND_PAUSE, request.email)).filter((mail) =>
		accounts.includes(mail.account),
	);
	return last === undefined ? { account, kind: 'invite' } : refuse('too-soon', last.at + RESEND_PAUSE);
}
