import { generatedName, personName, type AccountType } from '../../src/lib/domain/account.ts';
import { readEmail } from '../../src/lib/domain/email.ts';
import type { AccountId, ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import { locale, type Locale } from '../../src/lib/domain/staff.ts';
import type { AccountLine } from '../../src/lib/protocol/portal.ts';
import type { MailContent } from '../mailer/mail.ts';
import type { Sql } from '../store/sql.ts';
import { placeholders, sameContacts } from './merged-clients.ts';
import { readFirmFacts } from './firm-facts.ts';
import type { Invitation } from './invitation-store.ts';

/** A contact as the log has them. */
export interface ClientPerson {
	firstName: string;
	lastName: string;
	/** First and last name, of whichever is there. */
	name: string;
	email: string;
	/** null: the firm's language. */
	locale: Locale | null;
}

/** What the log says of a contact who is in use; null for nobody. */
export async function readPerson(sql: Sql, firm: FirmId, contact: ContactId): Promise<ClientPerson | null> {
	const row = await sql.get(
		'SELECT first_name, last_name, email, locale FROM client_contacts WHERE firm_id = $1 AND contact_id = $2 AND gone = 0',
		firm,
		contact,
	);
	if (row === null) return null;
	const [firstName, lastName] = [String(row.first_name), String(row.last_name)];
	return {
		firstName,
		lastName,
		name: personName({ firstName, lastName }),
		email: String(row.email),
		locale: row.locale === null ? null : locale.parse(row.locale),
	};
}

/** A contact who can be mailed: in use, with one plain address; null for anybody else. */
export async function readAddressee(sql: Sql, firm: FirmId, contact: ContactId): Promise<ClientPerson | null> {
	const person = await readPerson(sql, firm, contact);
	const reading = readEmail(person?.email ?? '');
	return reading.kind === 'address' && reading.address === person?.email ? person : null;
}

/** An account's type, and the name that the book shows: the one typed by hand, or made from the company's or the first contact's. '' for none. */
export async function accountLine(sql: Sql, firm: FirmId, account: AccountId): Promise<AccountLine> {
	const row = await sql.get(
		'SELECT type, typed_name, company_name FROM client_accounts WHERE firm_id = $1 AND account_id = $2',
		firm,
		account,
	);
	const type: AccountType = row?.type === 'company' ? 'company' : 'individual';
	if (row === null) return { id: account, name: '', type };
	if (row.typed_name !== '') return { id: account, name: String(row.typed_name), type };
	const first = await sql.get(
		`SELECT c.first_name, c.last_name FROM client_links l
		JOIN client_contacts c ON c.firm_id = l.firm_id AND c.contact_id = l.contact_id
		WHERE l.firm_id = $1 AND l.account_id = $2 ORDER BY l.linked_at, l.contact_id LIMIT 1`,
		firm,
		account,
	);
	const person = first === null ? null : { firstName: String(first.first_name), lastName: String(first.last_name) };
	return { id: account, name: generatedName({ type, companyName: String(row.company_name) }, person), type };
}

/** The name that the book shows for an account. */
export async function accountName(sql: Sql, firm: FirmId, account: AccountId): Promise<string> {
	return (await accountLine(sql, firm, account)).name;
}

/** What an invitation's mail says, as of now. */
export async function invitationContent(sql: Sql, invitation: Invitation): Promise<MailContent> {
	const { firm, contact } = invitation;
	const facts = await readFirmFacts(sql, firm);
	const person = await readPerson(sql, firm, contact);
	const same = await sameContacts(sql, firm, contact);
	const login = await sql.get(
		`SELECT contact_id FROM portal_logins WHERE firm_id = $1 AND contact_id IN (${placeholders(same, 1)})`,
		firm,
		...same,
	);
	const accounts = await Promise.all(invitation.accounts.map((account) => accountName(sql, firm, account)));
	return {
		kind: 'client-invitation',
		firmName: facts.name,
		replyTo: facts.replyTo,
		name: person?.firstName || (person?.name ?? ''),
		accounts: accounts.sort((a, b) => a.localeCompare(b, invitation.locale)),
		message: invitation.message,
		expiresAt: invitation.expiresAt,
		known: login !== null,
	};
}
