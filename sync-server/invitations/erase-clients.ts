import { documentKind, parseDocumentName } from '../../src/lib/domain/document-name.ts';
import { emailKey } from '../../src/lib/domain/email.ts';
import type { AccountId, ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import type { ErasedName } from '../../src/lib/protocol/events/erased-with.ts';
import { mailContent } from '../mailer/mail.ts';
import type { Sql } from '../store/sql.ts';
import { accountName } from './client-facts.ts';
import { refreshAccounts, refreshContacts } from './client-records.ts';

/**
 * Deletes everything that the relay keeps of erased records beside the log: who they were, links and switches, invitations, mails, the portal's
 * log-ins, sessions and access. A contact who stays, and has access to nothing else, has no log-in any more: they would be invited anew. In the
 * transaction that erases.
 */
export async function eraseClients(sql: Sql, firm: FirmId, erased: ReadonlySet<ErasedName>): Promise<void> {
	const accounts: AccountId[] = [];
	const contacts: ContactId[] = [];
	const requests: string[] = [];
	for (const name of erased) {
		const document = parseDocumentName(name);
		const kind = document === null ? null : documentKind(document);
		if (kind?.kind === 'account') accounts.push(kind.id);
		else if (kind?.kind === 'contact') contacts.push(kind.id);
		else requests.push(name);
	}
	const { names, addresses } = await wordsOf(sql, firm, accounts, contacts);
	for (const contact of contacts) await eraseContact(sql, firm, contact);
	for (const account of accounts) await eraseAccount(sql, firm, account);
	for (const request of requests) await eraseRequest(sql, firm, request);
	for (const id of [...accounts, ...contacts]) await deleteMails(sql, firm, id);
	for (const address of addresses) await deleteMails(sql, firm, address, "AND invitation_id IS NULL AND facts NOT LIKE '%\"contactId\"%'");
	for (const name of names) await eraseName(sql, firm, name);
	await partMerged(sql, firm, erased);
}

/** What mails call them. */
async function wordsOf(
	sql: Sql,
	firm: FirmId,
	accounts: readonly AccountId[],
	contacts: readonly ContactId[],
): Promise<{ names: string[]; addresses: string[] }> {
	const names = await Promise.all(accounts.map((account) => accountName(sql, firm, account)));
	const addresses = new Set<string>();
	for (const contact of contacts)
		for (const table of ['client_contacts', 'portal_logins', 'invitations'])
			for (const { email } of await sql.all(`SELECT email FROM ${table} WHERE firm_id = $1 AND contact_id = $2`, firm, contact))
				if (email !== '') addresses.add(String(email));
	return { names: names.filter((name) => name !== ''), addresses: [...addresses] };
}

/** Mails to clients, and about them; of a person of the firm who has the same name, others are. */
const ABOUT_CLIENTS = `(kind LIKE 'client-%' OR kind LIKE 'portal-%' OR kind LIKE 'sign-up-%'
	OR kind IN ('link-wanted', 'staff-activation', 'staff-bounce', 'staff-duplicate', 'staff-sign-up'))`;

/** Deletes the mails that go to `words`, or say them. */
async function deleteMails(sql: Sql, firm: FirmId, words: string, only = ''): Promise<void> {
	await sql.run(
		`DELETE FROM mail_outbox WHERE firm_id = $1 AND (LOWER(recipient) = LOWER($2) OR REPLACE(facts, $2, '') <> facts) AND ${ABOUT_CLIENTS} ${only}`,
		firm,
		words,
	);
}

/** An account's name goes out of mails that waited to invite somebody to others as well; what else says it is deleted. */
async function eraseName(sql: Sql, firm: FirmId, name: string): Promise<void> {
	const waiting = await sql.all(
		"SELECT id, facts FROM mail_outbox WHERE firm_id = $1 AND kind = 'client-invitation' AND state = 'waiting' AND REPLACE(facts, $2, '') <> facts",
		firm,
		JSON.stringify(name),
	);
	for (const row of waiting) {
		const content = mailContent.parse(JSON.parse(String(row.facts)));
		if (content.kind !== 'client-invitation') continue;
		const accounts = content.accounts.filter((other) => other !== name);
		await sql.run('UPDATE mail_outbox SET facts = $2 WHERE id = $1', String(row.id), JSON.stringify({ ...content, accounts }));
	}
	await deleteMails(sql, firm, JSON.stringify(name), "AND NOT (kind = 'client-invitation' AND state = 'waiting')");
}

async function eraseContact(sql: Sql, firm: FirmId, contact: ContactId): Promise<void> {
	const addresses = await sql.all('SELECT email FROM client_contacts WHERE firm_id = $1 AND contact_id = $2', firm, contact);
	for (const { email } of addresses)
		if (email !== '') await sql.run('DELETE FROM sign_up_attempts WHERE firm_id = $1 AND LOWER(email) = $2', firm, emailKey(String(email)));
	const requests = await sql.all('SELECT id FROM invitations WHERE firm_id = $1 AND contact_id = $2', firm, contact);
	for (const { id } of requests) await eraseRequest(sql, firm, String(id));
	await eraseLogin(sql, firm, contact);
	for (const table of ['client_contacts', 'client_links', 'invitation_accounts', 'portal_access'])
		await sql.run(`DELETE FROM ${table} WHERE firm_id = $1 AND contact_id = $2`, firm, contact);
}

async function eraseAccount(sql: Sql, firm: FirmId, account: AccountId): Promise<void> {
	const seen = await sql.all('SELECT contact_id FROM portal_access WHERE firm_id = $1 AND account_id = $2', firm, account);
	for (const table of ['client_accounts', 'client_links', 'invitation_accounts', 'portal_access'])
		await sql.run(`DELETE FROM ${table} WHERE firm_id = $1 AND account_id = $2`, firm, account);
	for (const row of seen) {
		const contact = row.contact_id as ContactId;
		const more = await sql.get('SELECT account_id FROM portal_access WHERE firm_id = $1 AND contact_id = $2 LIMIT 1', firm, contact);
		if (more === null) await eraseLogin(sql, firm, contact);
	}
}

async function eraseLogin(sql: Sql, firm: FirmId, contact: ContactId): Promise<void> {
	await sql.run('DELETE FROM portal_logins WHERE firm_id = $1 AND contact_id = $2', firm, contact);
	await sql.run('DELETE FROM portal_sessions WHERE firm_id = $1 AND contact_id = $2', firm, contact);
	await sql.run('DELETE FROM one_time_links WHERE firm_id = $1 AND subject = $2', firm, contact);
}

async function eraseRequest(sql: Sql, firm: FirmId, request: string): Promise<void> {
	await sql.run('DELETE FROM mail_outbox WHERE firm_id = $1 AND invitation_id = $2', firm, request);
	await sql.run('DELETE FROM portal_activations WHERE firm_id = $1 AND invitation_id = $2', firm, request);
	await sql.run('DELETE FROM invitation_accounts WHERE firm_id = $1 AND invitation_id = $2', firm, request);
	await sql.run('DELETE FROM invitations WHERE firm_id = $1 AND id = $2', firm, request);
}

/** Records that were merged into an erased one, by who did not know of it, stand by themselves from then on. */
async function partMerged(sql: Sql, firm: FirmId, erased: ReadonlySet<ErasedName>): Promise<void> {
	for (const name of erased) {
		const document = parseDocumentName(name);
		const kind = document === null ? null : documentKind(document);
		if (kind?.kind === 'contact') {
			const rows = await sql.all('SELECT contact_id FROM client_contacts WHERE firm_id = $1 AND merged_into = $2', firm, kind.id);
			await refreshContacts(sql, firm, rows.map((row) => row.contact_id as ContactId));
		}
		if (kind?.kind === 'account') {
			const rows = await sql.all('SELECT account_id FROM client_accounts WHERE firm_id = $1 AND merged_into = $2', firm, kind.id);
			await refreshAccounts(sql, firm, rows.map((row) => row.account_id as AccountId));
		}
	}
}
