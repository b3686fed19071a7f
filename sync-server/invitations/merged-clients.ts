import type { AccountId, ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import type { Sql } from '../store/sql.ts';

/** The contact who stands for one who was merged; whoever was not stands for themselves. */
export async function standingContact(sql: Sql, firm: FirmId, contact: ContactId): Promise<ContactId> {
	const row = await sql.get(
		'SELECT merged_into FROM client_contacts WHERE firm_id = $1 AND contact_id = $2',
		firm,
		contact,
	);
	return row === null || row.merged_into === '' ? contact : (row.merged_into as ContactId);
}

/** The account that stands for one that was merged. */
export async function standingAccount(sql: Sql, firm: FirmId, account: AccountId): Promise<AccountId> {
	const row = await sql.get(
		'SELECT merged_into FROM client_accounts WHERE firm_id = $1 AND account_id = $2',
		firm,
		account,
	);
	return row === null || row.merged_into === '' ? account : (row.merged_into as AccountId);
}

/** Everybody who is one with a contact, themselves among them. */
export async function sameContacts(sql: Sql, firm: FirmId, contact: ContactId): Promise<ContactId[]> {
	const standing = await standingContact(sql, firm, contact);
	const rows = await sql.all(
		'SELECT contact_id FROM client_contacts WHERE firm_id = $1 AND merged_into = $2',
		firm,
		standing,
	);
	return [standing, ...rows.map((row) => row.contact_id as ContactId)];
}

/** Every account that is one with an account, itself among them. */
export async function sameAccounts(sql: Sql, firm: FirmId, account: AccountId): Promise<AccountId[]> {
	const standing = await standingAccount(sql, firm, account);
	const rows = await sql.all(
		'SELECT account_id FROM client_accounts WHERE firm_id = $1 AND merged_into = $2',
		firm,
		standing,
	);
	return [standing, ...rows.map((row) => row.account_id as AccountId)];
}

/** In two ways: the first is the condition of the index, the second makes SQLite use that one and not go through all of the firm's records. */
const MERGED = "firm_id = $1 AND merged_into <> '' AND merged_into > ''";

/** Which contact each merged contact of a firm means. */
export async function mergedContacts(sql: Sql, firm: FirmId): Promise<Map<ContactId, ContactId>> {
	const rows = await sql.all(
		`SELECT contact_id, merged_into FROM client_contacts WHERE ${MERGED}`,
		firm,
	);
	return new Map(rows.map((row) => [row.contact_id as ContactId, row.merged_into as ContactId]));
}

/** Which account each merged account of a firm means. */
export async function mergedAccounts(sql: Sql, firm: FirmId): Promise<Map<AccountId, AccountId>> {
	const rows = await sql.all(
		`SELECT account_id, merged_into FROM client_accounts WHERE ${MERGED}`,
		firm,
	);
	return new Map(rows.map((row) => [row.account_id as AccountId, row.merged_into as AccountId]));
}

/** Placeholders for a list of values behind `before` others: `$3, $4`. */
export function placeholders(values: readonly unknown[], before: number): string {
	return values.map((_, i) => `$${before + i + 1}`).join(', ');
}
