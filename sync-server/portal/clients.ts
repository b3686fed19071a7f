import { emailKey } from '../../src/lib/domain/email.ts';
import type { ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import { checkPassword, MIN_PORTAL_PASSWORD, type PasswordProblem } from '../../src/lib/domain/password.ts';
import { locale, type Locale } from '../../src/lib/domain/staff.ts';
import { KNOWN_PASSWORDS } from '../identity/known-passwords.ts';
import { placeholders, sameContacts } from '../invitations/merged-clients.ts';
import type { Sql, SqlRow } from '../store/sql.ts';

/** A client who has a password. */
export interface Client {
	firm: FirmId;
	contact: ContactId;
	/** What they sign in with; it does not follow an edit of the contact. */
	email: string;
	passwordHash: string;
	locale: Locale;
}

/** The client of a firm who signs in with an address, or null. */
export async function findClientByEmail(sql: Sql, firm: FirmId, email: string): Promise<Client | null> {
	return toClient(await sql.get('SELECT * FROM portal_logins WHERE firm_id = $1 AND email_key = $2', firm, emailKey(email)));
}

/** A client by their contact, or by who is one with them; null when none of them has a password. */
export async function findClient(sql: Sql, firm: FirmId, contact: ContactId): Promise<Client | null> {
	const own = await sql.get('SELECT * FROM portal_logins WHERE firm_id = $1 AND contact_id = $2', firm, contact);
	if (own !== null) return toClient(own);
	const same = await sameContacts(sql, firm, contact);
	if (same.length === 1) return null;
	const found = await sql.get(
		`SELECT * FROM portal_logins WHERE firm_id = $1 AND contact_id IN (${placeholders(same, 1)}) ORDER BY created_at, contact_id LIMIT 1`,
		firm,
		...same,
	);
	return toClient(found);
}

/** Writes a new client. @returns false when the contact or the address has a password already */
export async function insertClient(sql: Sql, client: Client, now: number): Promise<boolean> {
	const inserted = await sql.run(
		`INSERT INTO portal_logins (firm_id, contact_id, email, email_key, password_hash, created_at, locale)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		client.firm,
		client.contact,
		client.email,
		emailKey(client.email),
		client.passwordHash,
		now,
		client.locale,
	);
	return inserted > 0;
}

export async function storeClientPassword(sql: Sql, client: Client, passwordHash: string): Promise<void> {
	await sql.run(
		'UPDATE portal_logins SET password_hash = $3 WHERE firm_id = $1 AND contact_id = $2',
		client.firm,
		client.contact,
		passwordHash,
	);
}

/** What is wrong with a new password of a client, or null. @param words what an attacker would try: names, the address, the firm */
export function judgeClientPassword(password: string, email: string, words: readonly string[]): PasswordProblem | null {
	const [local = '', domain = ''] = email.split('@');
	return checkPassword(password, {
		secondFactor: false,
		minimum: MIN_PORTAL_PASSWORD,
		words: [...words, email, local, domain.split('.')[0] ?? ''],
		known: KNOWN_PASSWORDS,
	});
}

function toClient(row: SqlRow | null): Client | null {
	if (row === null) return null;
	return {
		firm: row.firm_id as FirmId,
		contact: row.contact_id as ContactId,
		email: String(row.email),
		passwordHash: String(row.password_hash),
		locale: locale.parse(row.locale),
	};
}
