import type { FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { emailKey } from '../../src/lib/domain/email.ts';
import { locale, role, type Locale, type Role } from '../../src/lib/domain/staff.ts';
import type { Sql, SqlRow } from '../store/sql.ts';

/** A person of a firm as the relay keeps them. */
export interface StaffMember {
	firm: FirmId;
	firmName: string;
	id: StaffId;
	name: string;
	email: string;
	role: Role;
	/** The language of mails. */
	locale: Locale;
	passwordHash: string;
	/** The second factor's sealed seed, or null without one. */
	totpSecret: Uint8Array | null;
	totpPending: Uint8Array | null;
	createdAt: number;
}

const STAFF =
	'SELECT p.*, f.name AS firm_name FROM staff p JOIN firms f ON f.id = p.firm_id WHERE p.removed_at IS NULL';

/** The one who signs in with an e-mail address, or null. */
export async function findStaffByEmail(sql: Sql, email: string): Promise<StaffMember | null> {
	return toStaff(await sql.get(`${STAFF} AND p.email_key = $1`, emailKey(email)));
}

/** A member of a firm who was not removed, or null. */
export async function findStaff(sql: Sql, firm: FirmId, id: StaffId): Promise<StaffMember | null> {
	return toStaff(await sql.get(`${STAFF} AND p.firm_id = $1 AND p.id = $2`, firm, id));
}

/** Everybody of a firm, by name. */
export async function listStaff(sql: Sql, firm: FirmId): Promise<StaffMember[]> {
	const rows = await sql.all(`${STAFF} AND p.firm_id = $1 ORDER BY p.name, p.id`, firm);
	return rows.map(toStaff).filter((member) => member !== null);
}

/** Writes a new member. The address must not be another member's: the database refuses it. */
export async function insertStaff(
	sql: Sql,
	member: Pick<StaffMember, 'firm' | 'id' | 'name' | 'email' | 'role' | 'locale' | 'passwordHash' | 'createdAt'>,
): Promise<void> {
	await sql.run(
		`INSERT INTO staff (firm_id, id, name, email, email_key, role, locale, password_hash, totp_secret, totp_step, totp_pending, created_at, removed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, 0, NULL, $9, NULL)`,
		member.firm,
		member.id,
		member.name,
		member.email,
		emailKey(member.email),
		member.role,
		member.locale,
		member.passwordHash,
		member.createdAt,
	);
}

/** How many owners a firm has. It may never be none. */
export async function countOwners(sql: Sql, firm: FirmId): Promise<number> {
	// All rows are locked, so that two owners who leave at once are counted one after another on Postgres too.
	await sql.run("UPDATE staff SET role = role WHERE firm_id = $1 AND role = 'owner' AND removed_at IS NULL", firm);
	const row = await sql.get(
		"SELECT COUNT(*) AS owners FROM staff WHERE firm_id = $1 AND role = 'owner' AND removed_at IS NULL",
		firm,
	);
	return Number(row?.owners ?? 0);
}

/** What of this member an attacker would try in a password. */
export function passwordWords(member: { firmName: string; name: string; email: string }): string[] {
	const [local = '', domain = ''] = member.email.split('@');
	return [member.firmName, member.name, local, domain.split('.')[0] ?? ''];
}

function toStaff(row: SqlRow | null): StaffMember | null {
	if (row === null) return null;
	return {
		firm: String(row.firm_id) as FirmId,
		firmName: String(row.firm_name),
		id: String(row.id) as StaffId,
		name: String(row.name),
		email: String(row.email),
		role: role.parse(row.role),
		locale: locale.parse(row.locale),
		passwordHash: String(row.password_hash),
		totpSecret: row.totp_secret instanceof Uint8Array ? row.totp_secret : null,
		totpPending: row.totp_pending instanceof Uint8Array ? row.totp_pending : null,
		createdAt: Number(row.created_at),
	};
}
