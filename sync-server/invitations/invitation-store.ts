import { emailKey } from '../../src/lib/domain/email.ts';
import type { AccountId, ContactId, DeviceId, FirmId, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import type { Withdrawal } from '../../src/lib/domain/invitation.ts';
import { locale, type Locale } from '../../src/lib/domain/staff.ts';
import { placeholders } from './merged-clients.ts';
import { sha256 } from '../platform.ts';
import type { Sql, SqlRow } from '../store/sql.ts';

/** Why an invitation's link does not work, for who holds it. */
export type DeadLink = 'used' | 'expired' | 'replaced' | Withdrawal;

/** An invitation as the relay keeps it. Times are ms since 1970. */
export interface Invitation {
	firm: FirmId;
	id: InvitationId;
	contact: ContactId;
	email: string;
	locale: Locale;
	/** Plain text. */
	message: string;
	staff: StaffId;
	createdAt: number;
	expiresAt: number;
	/** The accounts that it opens, as of now. */
	accounts: AccountId[];
}

/** What is known of a link that somebody presents. `unknown`: no such link was ever made, as far as anybody may learn. */
export type TokenReading =
	{ state: 'open'; invitation: Invitation } | { state: DeadLink; invitation: Invitation } | { state: 'unknown' };

/** A request with what was decided on it. */
export interface NewInvitation extends Invitation {
	device: DeviceId | null;
	/** The token in the mailed link; null where no mail is made. */
	token: string | null;
	state: 'open' | 'refused' | 'duplicate';
}

/** Writes a decided request down. @returns false when there is one of this id: it stays as it is */
export async function insertInvitation(sql: Sql, invitation: NewInvitation): Promise<boolean> {
	const inserted = await sql.run(
		`INSERT INTO invitations
			(firm_id, id, contact_id, email, email_key, locale, message, staff_id, device_id, token_hash, created_at, expires_at, state, reason, closed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL, NULL) ON CONFLICT DO NOTHING`,
		invitation.firm,
		invitation.id,
		invitation.contact,
		invitation.email,
		emailKey(invitation.email),
		invitation.locale,
		invitation.message,
		invitation.staff,
		invitation.device,
		invitation.token === null ? null : sha256(invitation.token),
		invitation.createdAt,
		invitation.expiresAt,
		invitation.state,
	);
	if (inserted === 0) return false;
	for (const account of invitation.accounts)
		await sql.run(
			"INSERT INTO invitation_accounts (firm_id, invitation_id, account_id, contact_id, state, reason) VALUES ($1, $2, $3, $4, 'open', NULL)",
			invitation.firm,
			invitation.id,
			account,
			invitation.contact,
		);
	return true;
}

/** Whether a request was decided on. */
export async function hasInvitation(sql: Sql, firm: FirmId, id: InvitationId): Promise<boolean> {
	return (await sql.get('SELECT id FROM invitations WHERE firm_id = $1 AND id = $2', firm, id)) !== null;
}

/**
 * Looks at a link without using it. @param token as it stands in the link: 43 characters of base64url
 * @param now ms since 1970
 */
export async function findByToken(sql: Sql, token: string, now: number): Promise<TokenReading> {
	const row = await sql.get('SELECT * FROM invitations WHERE token_hash = $1', sha256(token));
	return row === null ? { state: 'unknown' } : read(sql, row, now);
}

/** Looks at an invitation by its id. */
export async function findInvitation(sql: Sql, firm: FirmId, id: InvitationId, now: number): Promise<TokenReading> {
	const row = await sql.get('SELECT * FROM invitations WHERE firm_id = $1 AND id = $2', firm, id);
	return row === null ? { state: 'unknown' } : read(sql, row, now);
}

/**
 * Uses an invitation up: its open accounts are the contact's from now on. Of two at once one succeeds. Run it in the transaction that stores
 * the password, and let the log say `invitation.activated` in the same.
 * @returns the accounts; null when it is not open any more
 */
export async function activateInvitation(
	sql: Sql,
	firm: FirmId,
	id: InvitationId,
	now: number,
): Promise<AccountId[] | null> {
	const used = await sql.run(
		"UPDATE invitations SET state = 'used', closed_at = $3 WHERE firm_id = $1 AND id = $2 AND state = 'open' AND expires_at > $3",
		firm,
		id,
		now,
	);
	if (used === 0) return null;
	const rows = await sql.all(
		"SELECT account_id, contact_id FROM invitation_accounts WHERE firm_id = $1 AND invitation_id = $2 AND state = 'open' ORDER BY account_id",
		firm,
		id,
	);
	for (const row of rows)
		await sql.run(
			'INSERT INTO portal_access (firm_id, contact_id, account_id, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
			firm,
			String(row.contact_id),
			String(row.account_id),
			now,
		);
	await sql.run(
		"UPDATE invitation_accounts SET state = 'used' WHERE firm_id = $1 AND invitation_id = $2 AND state = 'open'",
		firm,
		id,
	);
	return rows.map((row) => row.account_id as AccountId);
}

/** What ended of one invitation. */
export interface Ended {
	invitation: InvitationId;
	accounts: AccountId[];
}

/**
 * Ends open invitations for an account, a contact, or both, or one invitation whole. One that opens nothing any more is closed, its mail cancelled.
 * @param why 'replaced', or how it was withdrawn
 */
export async function endInvitations(
	sql: Sql,
	firm: FirmId,
	which: { account?: AccountId; contact?: ContactId; invitation?: InvitationId; except?: InvitationId },
	why: 'replaced' | Withdrawal,
	now: number,
): Promise<Ended[]> {
	const conditions: string[] = [];
	const values: string[] = [];
	const columns = {
		account: 'account_id = ',
		contact: 'contact_id = ',
		invitation: 'invitation_id = ',
		except: 'invitation_id <> ',
	};
	for (const [name, column] of Object.entries(columns) as [keyof typeof which, string][]) {
		const value = which[name];
		if (value === undefined) continue;
		values.push(value);
		conditions.push(`${column}$${values.length + 1}`);
	}
	const where = `firm_id = $1 AND state = 'open' AND ${conditions.join(' AND ')}`;
	const rows = await sql.all(
		`SELECT invitation_id, account_id FROM invitation_accounts WHERE ${where} ORDER BY invitation_id, account_id`,
		firm,
		...values,
	);
	if (rows.length === 0) return [];
	const next = values.length + 2;
	await sql.run(
		`UPDATE invitation_accounts SET state = $${next}, reason = $${next + 1} WHERE ${where}`,
		firm,
		...values,
		why === 'replaced' ? 'replaced' : 'withdrawn',
		why,
	);
	const ended = new Map<InvitationId, AccountId[]>();
	for (const row of rows) {
		const id = row.invitation_id as InvitationId;
		ended.set(id, [...(ended.get(id) ?? []), row.account_id as AccountId]);
	}
	for (const id of ended.keys()) await closeWithoutAccounts(sql, firm, id, why, now);
	return [...ended].map(([invitation, accounts]) => ({ invitation, accounts }));
}

/** The open invitations whose time is over, of every firm */
export async function dueInvitations(
	sql: Sql,
	now: number,
	limit: number,
): Promise<{ firm: FirmId; invitation: InvitationId }[]> {
	const rows = await sql.all(
		"SELECT firm_id, id FROM invitations WHERE state = 'open' AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
		now,
		limit,
	);
	return rows.map((row) => ({ firm: row.firm_id as FirmId, invitation: row.id as InvitationId }));
}

/** Notes that one invitation's time is over. @returns false when it had ended otherwise */
export async function expireInvitation(sql: Sql, firm: FirmId, id: InvitationId, now: number): Promise<boolean> {
	const expired = await sql.run(
		"UPDATE invitations SET state = 'expired', closed_at = $3 WHERE firm_id = $1 AND id = $2 AND state = 'open' AND expires_at <= $3",
		firm,
		id,
		now,
	);
	if (expired === 0) return false;
	await sql.run(
		"UPDATE invitation_accounts SET state = 'expired' WHERE firm_id = $1 AND invitation_id = $2 AND state = 'open'",
		firm,
		id,
	);
	return true;
}

/** The invitation that is open for a contact and an account (each with those that are one with it), if any. One whose mail was refused for good has reached nobody: it is none. */
export async function openInvitation(
	sql: Sql,
	firm: FirmId,
	contacts: readonly ContactId[],
	accounts: readonly AccountId[],
	now: number,
): Promise<{ id: InvitationId; staff: StaffId } | null> {
	const row = await sql.get(
		`SELECT i.id, i.staff_id FROM invitation_accounts a
		JOIN invitations i ON i.firm_id = a.firm_id AND i.id = a.invitation_id
		LEFT JOIN mail_outbox m ON m.firm_id = i.firm_id AND m.invitation_id = i.id
		WHERE a.firm_id = $1 AND a.state = 'open' AND i.state = 'open' AND i.expires_at > $2
		AND a.contact_id IN (${placeholders(contacts, 2)}) AND a.account_id IN (${placeholders(accounts, 2 + contacts.length)})
		AND (m.state IS NULL OR m.state <> 'failed')
		ORDER BY i.created_at DESC LIMIT 1`,
		firm,
		now,
		...contacts,
		...accounts,
	);
	return row === null ? null : { id: row.id as InvitationId, staff: row.staff_id as StaffId };
}

/**
 * The mails to a contact (and who is one with them) since a moment: for which accounts, when (ms since 1970), newest first. One that was cancelled before it left is none.
 * @param email only those to this address
 */
export async function mailsSince(
	sql: Sql,
	firm: FirmId,
	contacts: readonly ContactId[],
	since: number,
	email: string | null = null,
): Promise<{ invitation: InvitationId; account: AccountId; at: number }[]> {
	const rows = await sql.all(
		`SELECT i.id, i.created_at, a.account_id FROM invitations i
		JOIN invitation_accounts a ON a.firm_id = i.firm_id AND a.invitation_id = i.id
		LEFT JOIN mail_outbox m ON m.firm_id = i.firm_id AND m.invitation_id = i.id
		WHERE i.firm_id = $1 AND i.created_at > $2 AND i.contact_id IN (${placeholders(contacts, 2)}) AND i.token_hash IS NOT NULL
		AND (m.state IS NULL OR m.state <> 'cancelled')${email === null ? '' : ` AND i.email_key = $${3 + contacts.length}`}
		ORDER BY i.created_at DESC`,
		firm,
		since,
		...contacts,
		...(email === null ? [] : [emailKey(email)]),
	);
	return rows.map((row) => ({
		invitation: row.id as InvitationId,
		account: row.account_id as AccountId,
		at: Number(row.created_at),
	}));
}

async function closeWithoutAccounts(
	sql: Sql,
	firm: FirmId,
	id: InvitationId,
	why: 'replaced' | Withdrawal,
	now: number,
): Promise<void> {
	const closed = await sql.run(
		`UPDATE invitations SET state = 'closed', reason = $3, closed_at = $4 WHERE firm_id = $1 AND id = $2 AND state = 'open'
		AND NOT EXISTS (SELECT 1 FROM invitation_accounts a WHERE a.firm_id = $1 AND a.invitation_id = $2 AND a.state = 'open')`,
		firm,
		id,
		why,
		now,
	);
	if (closed === 0) return;
	await sql.run(
		"UPDATE mail_outbox SET state = 'cancelled', done_at = $3 WHERE firm_id = $1 AND invitation_id = $2 AND state = 'waiting' AND leased_until <= $3",
		firm,
		id,
		now,
	);
}

async function read(sql: Sql, row: SqlRow, now: number): Promise<TokenReading> {
	const firm = row.firm_id as FirmId;
	const open = row.state === 'open' && Number(row.expires_at) > now;
	const accounts = await sql.all(
		`SELECT account_id FROM invitation_accounts WHERE firm_id = $1 AND invitation_id = $2${open ? " AND state = 'open'" : ''} ORDER BY account_id`,
		firm,
		String(row.id),
	);
	const invitation: Invitation = {
		firm,
		id: row.id as InvitationId,
		contact: row.contact_id as ContactId,
		email: String(row.email),
		locale: locale.parse(row.locale),
		message: String(row.message),
		staff: row.staff_id as StaffId,
		createdAt: Number(row.created_at),
		expiresAt: Number(row.expires_at),
		accounts: accounts.map((account) => account.account_id as AccountId),
	};
	if (open) return { state: 'open', invitation };
	if (row.state === 'used') return { state: 'used', invitation };
	if (row.state === 'closed') return { state: row.reason as DeadLink, invitation };
	// Refused and duplicate ones have no token: nobody can present one.
	return row.state === 'open' || row.state === 'expired' ? { state: 'expired', invitation } : { state: 'unknown' };
}
