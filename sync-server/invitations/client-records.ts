import * as Y from 'yjs';
import {
	followMerges,
	hasMergeMarks,
	readMerged,
	type Fields,
	type Merged,
} from '../../src/lib/documents/merged-reading.ts';
import { readAccount, readContact } from '../../src/lib/documents/record-reading.ts';
import { readRegisters } from '../../src/lib/documents/registers.ts';
import { ACCOUNT_DEFAULTS } from '../../src/lib/domain/account.ts';
import { CONTACT_DEFAULTS } from '../../src/lib/domain/contact.ts';
import { accountDocument, contactDocument, recordId, type DocumentName } from '../../src/lib/domain/document-name.ts';
import { emailKey } from '../../src/lib/domain/email.ts';
import type { AccountId, ContactId, DeviceId, FirmId } from '../../src/lib/domain/ids.ts';
import type { Link } from '../../src/lib/domain/link.ts';
import { documentUpdates } from '../store/log-store.ts';
import type { Sql } from '../store/sql.ts';
import { mergedAccounts, mergedContacts, placeholders } from './merged-clients.ts';

/** What a change of the log's records means for who may see what. */
export type ClientChange =
	| { kind: 'account-closed'; account: AccountId; why: 'archived' | 'deleted' }
	| { kind: 'account-opened'; account: AccountId }
	/** `notified`: the client has NOTIFY on. */
	| { kind: 'login-off'; account: AccountId; contact: ContactId; why: 'login-off' | 'unlinked'; notified: boolean }
	| { kind: 'login-on'; account: AccountId; contact: ContactId; notified: boolean }
	| { kind: 'contact-gone'; contact: ContactId; why: 'archived' | 'deleted' }
	| { kind: 'email-changed'; contact: ContactId }
	/** It means another one since, or itself again. */
	| { kind: 'contact-merged'; contact: ContactId }
	| { kind: 'account-merged'; account: AccountId }
	/** It is new, and others that other devices brought have the same address or company number. */
	| { kind: 'alike'; record: DocumentName; others: DocumentName[]; by: 'email' | 'siren' };

/** Which device brought a document; nothing where it is not known. */
export type Brought = ReadonlyMap<DocumentName, DeviceId>;

/** Others that one record is said to look like. */
const MOST_ALIKE = 20;

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

/** A record as the log has it: its document, or those that merges make one with it. */
export async function readRecord(sql: Sql, firm: FirmId, name: DocumentName): Promise<Merged> {
	const [record] = await readRecords(sql, firm, name, []);
	return record ?? { members: [name], fields: new Map() };
}

/** The record that a document is, or is part of, first; and those that others are which were one with it. */
async function readRecords(
	sql: Sql,
	firm: FirmId,
	name: DocumentName,
	former: readonly DocumentName[],
): Promise<Merged[]> {
	const own = await readDocument(sql, firm, name);
	if (former.length === 0 && !hasMergeMarks(name, own)) return [{ members: [name], fields: own }];
	const load = async (names: readonly DocumentName[]): Promise<Map<DocumentName, Fields>> => {
		const read = new Map<DocumentName, Fields>();
		for (const each of names) {
			const fields = await readDocument(sql, firm, each);
			if (fields.size > 0) read.set(each, fields);
		}
		return read;
	};
	const known = new Map([[name, own], ...(await load(former.filter((each) => each !== name)))]);
	const records = readMerged(await followMerges(known, load));
	return records.sort((a, b) => Number(b.members.includes(name)) - Number(a.members.includes(name)));
}

/**
 * Notes what the log says of contacts now. Those who were merged have a row each, which says what the standing one's says.
 * @returns what changed, and accounts whose links mean somebody else since
 */
export async function refreshContacts(
	sql: Sql,
	firm: FirmId,
	contacts: readonly ContactId[],
	brought: Brought = new Map(),
): Promise<{ changes: ClientChange[]; relinked: AccountId[] }> {
	const changes: ClientChange[] = [];
	const moved = new Set<ContactId>();
	const done = new Set<DocumentName>();
	const meant = await mergedContacts(sql, firm);
	const read = (contact: ContactId) => {
		const former = meant.get(contact);
		return readRecords(sql, firm, contactDocument(contact), former === undefined ? [] : [contactDocument(former)]);
	};
	// All at once: Postgres takes them in one round trip.
	for (const { members, fields } of (await Promise.all(contacts.map(read))).flat()) {
		const ids = members.map((name) => recordId(name) as ContactId);
		const [root] = ids;
		if (root === undefined || done.has(contactDocument(root))) continue;
		for (const name of members) done.add(name);
		for (const id of ids)
			changes.push(...(await noteContact(sql, firm, id, id === root ? '' : root, fields, { moved, brought })));
	}
	if (moved.size === 0) return { changes, relinked: [] };
	const ids = [...moved];
	const rows = await sql.all(
		`SELECT DISTINCT account_id FROM client_links WHERE firm_id = $1 AND contact_id IN (${placeholders(ids, 1)})`,
		firm,
		...ids,
	);
	return { changes, relinked: rows.map((row) => row.account_id as AccountId) };
}

/** @param moved gets everybody whom links name, or named, when the contact means somebody else since */
async function noteContact(
	sql: Sql,
	firm: FirmId,
	contact: ContactId,
	mergedInto: ContactId | '',
	fields: Fields,
	{ moved, brought }: { moved: Set<ContactId>; brought: Brought },
): Promise<ClientChange[]> {
	const { values } = readContact(fields);
	const now = { ...CONTACT_DEFAULTS, ...values };
	const gone = now.archived || now.deleted;
	const before = await sql.get(
		'SELECT email_key, gone, merged_into FROM client_contacts WHERE firm_id = $1 AND contact_id = $2',
		firm,
		contact,
	);
	const meant = before === null ? '' : String(before.merged_into);
	if (meant !== mergedInto) for (const id of [contact, meant, mergedInto]) if (id !== '') moved.add(id as ContactId);
	await sql.run(
		`INSERT INTO client_contacts (firm_id, contact_id, first_name, last_name, email, email_key, locale, gone, merged_into, brought_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (firm_id, contact_id) DO UPDATE SET first_name = excluded.first_name,
		last_name = excluded.last_name, email = excluded.email, email_key = excluded.email_key, locale = excluded.locale, gone = excluded.gone,
		merged_into = excluded.merged_into`,
		firm,
		contact,
		now.firstName,
		now.lastName,
		now.email,
		emailKey(now.email),
		now.language ?? null,
		gone ? 1 : 0,
		mergedInto,
		brought.get(contactDocument(contact)) ?? '',
	);
	const changes: ClientChange[] = [];
	if (before?.gone === 0 && gone)
		changes.push({ kind: 'contact-gone', contact, why: now.deleted ? 'deleted' : 'archived' });
	if (before !== null && before.email_key !== emailKey(now.email)) changes.push({ kind: 'email-changed', contact });
	if (meant !== mergedInto) changes.push({ kind: 'contact-merged', contact });
	if (before === null && mergedInto === '' && !gone) {
		const others = await sameAddress(
			sql,
			firm,
			contact,
			emailKey(now.email),
			brought.get(contactDocument(contact)) ?? '',
		);
		if (others.length > 0) changes.push({ kind: 'alike', record: contactDocument(contact), others, by: 'email' });
	}
	return changes;
}

async function sameAddress(
	sql: Sql,
	firm: FirmId,
	contact: ContactId,
	key: string,
	device: string,
): Promise<DocumentName[]> {
	if (key === '' || device === '') return [];
	const rows = await sql.all(
		`SELECT contact_id FROM client_contacts WHERE firm_id = $1 AND email_key = $2 AND contact_id <> $3 AND gone = 0 AND merged_into = ''
		AND brought_by <> $4 AND brought_by <> '' ORDER BY contact_id LIMIT ${MOST_ALIKE}`,
		firm,
		key,
		contact,
		device,
	);
	return rows.map((row) => contactDocument(row.contact_id as ContactId));
}

async function sameSiren(
	sql: Sql,
	firm: FirmId,
	account: AccountId,
	siren: string,
	device: string,
): Promise<DocumentName[]> {
	if (siren === '' || device === '') return [];
	const rows = await sql.all(
		`SELECT account_id FROM client_accounts WHERE firm_id = $1 AND siren = $2 AND siren <> '' AND account_id <> $3 AND deleted = 0 AND merged_into = ''
		AND brought_by <> $4 AND brought_by <> '' ORDER BY account_id LIMIT ${MOST_ALIKE}`,
		firm,
		siren,
		account,
		device,
	);
	return rows.map((row) => accountDocument(row.account_id as AccountId));
}

/**
 * Notes what the log says of accounts and their links now. LOGIN: where writes disagree, off wins, as on every device. Accounts that were merged,
 * and links of contacts who were, have rows each, which say what the standing one's say.
 */
export async function refreshAccounts(
	sql: Sql,
	firm: FirmId,
	accounts: readonly AccountId[],
	brought: Brought = new Map(),
): Promise<ClientChange[]> {
	if (accounts.length === 0) return [];
	const meaning = await mergedContacts(sql, firm);
	const done = new Set<DocumentName>();
	const meant = await mergedAccounts(sql, firm);
	const read = (account: AccountId) => {
		const former = meant.get(account);
		return readRecords(sql, firm, accountDocument(account), former === undefined ? [] : [accountDocument(former)]);
	};
	// All at once: Postgres takes them in one round trip.
	const records = (await Promise.all(accounts.map(read))).flat().filter(({ members: [root] }) => {
		if (root === undefined || done.has(root)) return false;
		done.add(root);
		return true;
	});
	const noted = records.flatMap(({ members, fields }) => {
		const [root] = members;
		return members.map((name) => {
			const standing = name === root ? '' : (recordId(root ?? name) as AccountId);
			return noteAccount(sql, firm, recordId(name) as AccountId, standing, fields, { meaning, brought });
		});
	});
	return (await Promise.all(noted)).flat();
}

async function noteAccount(
	sql: Sql,
	firm: FirmId,
	account: AccountId,
	mergedInto: AccountId | '',
	fields: Fields,
	{ meaning, brought }: { meaning: ReadonlyMap<ContactId, ContactId>; brought: Brought },
): Promise<ClientChange[]> {
	const { values, links } = readAccount(fields, (id) => meaning.get(id) ?? id);
	const now = { ...ACCOUNT_DEFAULTS, ...values };
	const before = await sql.get(
		'SELECT archived, deleted, merged_into FROM client_accounts WHERE firm_id = $1 AND account_id = $2',
		firm,
		account,
	);
	await sql.run(
		`INSERT INTO client_accounts (firm_id, account_id, type, typed_name, company_name, archived, deleted, siren, merged_into, brought_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (firm_id, account_id) DO UPDATE SET type = excluded.type,
		typed_name = excluded.typed_name, company_name = excluded.company_name, archived = excluded.archived, deleted = excluded.deleted,
		siren = excluded.siren, merged_into = excluded.merged_into`,
		firm,
		account,
		now.type,
		now.name,
		now.companyName,
		now.archived ? 1 : 0,
		now.deleted ? 1 : 0,
		now.siren,
		mergedInto,
		brought.get(accountDocument(account)) ?? '',
	);
	const changes: ClientChange[] = [];
	const wasOpen = before !== null && before.archived === 0 && before.deleted === 0;
	const isOpen = !now.archived && !now.deleted;
	if (wasOpen && !isOpen) changes.push({ kind: 'account-closed', account, why: now.deleted ? 'deleted' : 'archived' });
	if (before !== null && !wasOpen && isOpen) changes.push({ kind: 'account-opened', account });
	if ((before?.merged_into ?? '') !== mergedInto) changes.push({ kind: 'account-merged', account });
	if (before === null && mergedInto === '' && isOpen) {
		const others = await sameSiren(sql, firm, account, now.siren, brought.get(accountDocument(account)) ?? '');
		if (others.length > 0) changes.push({ kind: 'alike', record: accountDocument(account), others, by: 'siren' });
	}
	return [...changes, ...(await noteLinks(sql, firm, account, withMerged(links, meaning)))];
}

/** Links of everybody whom the linked contacts stand for, too. */
function withMerged(links: readonly Link[], meaning: ReadonlyMap<ContactId, ContactId>): Link[] {
	if (meaning.size === 0) return [...links];
	return links.flatMap((link) => [
		link,
		...[...meaning].flatMap(([contact, standing]) => (standing === link.contact ? { ...link, contact } : [])),
	]);
}

async function noteLinks(sql: Sql, firm: FirmId, account: AccountId, links: readonly Link[]): Promise<ClientChange[]> {
	const changes: ClientChange[] = [];
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
