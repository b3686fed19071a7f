import * as Y from 'yjs';
import { readAccount, readContact } from '../../src/lib/documents/record-reading.ts';
import { readRegisters } from '../../src/lib/documents/registers.ts';
import { ACCOUNT_DEFAULTS } from '../../src/lib/domain/account.ts';
import { CONTACT_DEFAULTS } from '../../src/lib/domain/contact.ts';
import { accountDocument, contactDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import { emailKey } from '../../src/lib/domain/email.ts';
import type { AccountId, ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import { documentUpdates } from '../store/log-store.ts';
import type { Sql } from '../store/sql.ts';

/** What a change of the log's records means for who may see what. */
export type ClientChange =
	| { kind: 'account-closed'; account: AccountId; why: 'archived' | 'deleted' }
	| { kind: 'account-opened'; account: AccountId }
	/** `notified`: the client has NOTIFY on. */
	| { kind: 'login-off'; account: AccountId; contact: ContactId; why: 'login-off' | 'unlinked'; notified: boolean }
	| { kind: 'login-on'; account: AccountId; contact: ContactId; notified: boolean }
	| { kind: 'contact-gone'; contact: ContactId; why: 'archived' | 'deleted' }
	| { kind: 'email-changed'; contact: ContactId };

/** Bytes of a document that are read before others get their turn. */
const PACE = 64 * 1024;

/** A record's document as the log has it, in the transaction that may just have appended to it. */
async function readDocument(sql: Sql, firm: FirmId, name: DocumentName) {
	// Its own id is of no use here, and random bytes for one take longer than reading a record.
	const doc = new Y.Doc({ guid: '' });
	let spent = 0;
	for (const update of await documentUpdates(sql, firm, name)) {
		Y.applyUpdate(doc, update);
		spent += update.length;
		if (spent < PACE) continue;
		spent = 0;
		await new Promise((resolve) => setImmediate(resolve));
	}
	const registers = readRegisters(doc);
	doc.destroy();
	return registers;
}

/** Notes what the log says of an account and its links now. LOGIN: where writes disagree, off wins, as on every device. */
export async function refreshAccount(sql: Sql, firm: FirmId, account: AccountId): Promise<ClientChange[]> {
	const { values, links } = readAccount(await readDocument(sql, firm, accountDocument(account)));
	const now = { ...ACCOUNT_DEFAULTS, ...values };
	const before = await sql.get(
		'SELECT archived, deleted FROM client_accounts WHERE firm_id = $1 AND account_id = $2',
		firm,
		account,
	);
	await sql.run(
		`INSERT INTO client_accounts (firm_id, account_id, type, typed_name, company_name, archived, deleted)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (firm_id, account_id) DO UPDATE SET type = excluded.type,
		typed_name = excluded.typed_name, company_name = excluded.company_name, archived = excluded.archived, deleted = excluded.deleted`,
		firm,
		account,
		now.type,
		now.name,
		now.companyName,
		now.archived ? 1 : 0,
		now.deleted ? 1 : 0,
	);
	const changes: ClientChange[] = [];
	const wasOpen = before !== null && before.archived === 0 && before.deleted === 0;
	const isOpen = !now.archived && !now.deleted;
	if (wasOpen && !isOpen) changes.push({ kind: 'account-closed', account, why: now.deleted ? 'deleted' : 'archived' });
	if (before !== null && !wasOpen && isOpen) changes.push({ kind: 'account-opened', account });

	const known = new Map(
		(
			await sql.all(
				'SELECT contact_id, linked_at, login, notify FROM client_links WHERE firm_id = $1 AND account_id = $2',
				firm,
				account,
			)
		).map((row) => [row.contact_id as ContactId, row]),
	);
	for (const { contact, linkedAt, login, notify } of links) {
		const link = known.get(contact);
		known.delete(contact);
		const same =
			link !== undefined &&
			Number(link.linked_at) === linkedAt &&
			link.login === Number(login) &&
			link.notify === Number(notify);
		if (same) continue;
		await sql.run(
			`INSERT INTO client_links (firm_id, account_id, contact_id, linked_at, login, notify) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (firm_id, account_id, contact_id) DO UPDATE SET linked_at = excluded.linked_at, login = excluded.login, notify = excluded.notify`,
			firm,
			account,
			contact,
			linkedAt,
			Number(login),
			Number(notify),
		);
		if (login && link?.login !== 1) changes.push({ kind: 'login-on', account, contact, notified: notify });
		if (!login && link?.login === 1)
			changes.push({ kind: 'login-off', account, contact, why: 'login-off', notified: link.notify === 1 });
	}
	for (const [contact, link] of known) {
		await sql.run(
			'DELETE FROM client_links WHERE firm_id = $1 AND account_id = $2 AND contact_id = $3',
			firm,
			account,
			contact,
		);
		if (link.login === 1)
			changes.push({ kind: 'login-off', account, contact, why: 'unlinked', notified: link.notify === 1 });
	}
	return changes;
}

/** Notes what the log says of a contact now. */
export async function refreshContact(sql: Sql, firm: FirmId, contact: ContactId): Promise<ClientChange[]> {
	const { values } = readContact(await readDocument(sql, firm, contactDocument(contact)));
	const now = { ...CONTACT_DEFAULTS, ...values };
	const gone = now.archived || now.deleted;
	const before = await sql.get(
		'SELECT email_key, gone FROM client_contacts WHERE firm_id = $1 AND contact_id = $2',
		firm,
		contact,
	);
	await sql.run(
		`INSERT INTO client_contacts (firm_id, contact_id, first_name, last_name, email, email_key, locale, gone)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (firm_id, contact_id) DO UPDATE SET first_name = excluded.first_name,
		last_name = excluded.last_name, email = excluded.email, email_key = excluded.email_key, locale = excluded.locale, gone = excluded.gone`,
		firm,
		contact,
		now.firstName,
		now.lastName,
		now.email,
		emailKey(now.email),
		now.language ?? null,
		gone ? 1 : 0,
	);
	const changes: ClientChange[] = [];
	if (before?.gone === 0 && gone)
		changes.push({ kind: 'contact-gone', contact, why: now.deleted ? 'deleted' : 'archived' });
	if (before !== null && before.email_key !== emailKey(now.email)) changes.push({ kind: 'email-changed', contact });
	return changes;
}
