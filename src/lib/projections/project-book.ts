import { ACCOUNT_DEFAULTS, generatedName, personName } from '../domain/account.ts';
import { CONTACT_DEFAULTS } from '../domain/contact.ts';
import { stampTime } from '../domain/clock.ts';
import { documentKind } from '../domain/document-name.ts';
import { emailKey } from '../domain/email.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import { caseKey, foldText } from '../domain/text.ts';
import { readAccount, readContact } from '../documents/record-reading.ts';
import { readRegisters } from '../documents/registers.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { OpenDocument } from '../storage/open-documents.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import { Pass } from './pass.ts';

/** The version of this room's code: rows made by another version are made anew (see `rebuild.ts`). */
export const PROJECTIONS_VERSION = 1;

/**
 * Makes the rows of changed accounts and contacts, and of what their names and links show elsewhere: accounts named after a contact,
 * contacts' lists of accounts, counters, the search pack.
 */
export async function projectBook(tx: BookTransaction, changed: readonly OpenDocument[]): Promise<void> {
	const pass = new Pass(tx);
	const accounts: { id: AccountId; open: OpenDocument }[] = [];
	const contacts: { id: ContactId; open: OpenDocument }[] = [];
	for (const open of changed) {
		const kind = documentKind(open.name);
		if (kind.kind === 'account') accounts.push({ id: kind.id, open });
		if (kind.kind === 'contact') contacts.push({ id: kind.id, open });
	}
	await pass.load(
		accounts.map(({ id }) => id),
		contacts.map(({ id }) => id),
	);
	for (const { id, open } of contacts) pass.setContact(contactRow(id, open, pass.contact(id)));
	const read = accounts.map(({ id, open }) => ({ id, reading: readAccount(readRegisters(open.doc)) }));
	const touched = new Set<ContactId>();
	for (const { id, reading } of read) {
		for (const link of reading.links) touched.add(link.contact);
		for (const contact of pass.account(id)?.contactIds ?? []) touched.add(contact);
	}
	await pass.load([], [...touched]);
	for (const { id, reading } of read) {
		const before = pass.account(id);
		const row = accountRow(id, reading, before);
		pass.setAccount({ ...row, ...shownName(row, pass) });
		pass.relink(id, before?.contactIds ?? [], row.contactIds);
	}
	await pass.adoptEarlierLinks();
	for (const row of pass.accountsNamedAfter(contacts.map(({ id }) => id))) pass.setAccount({ ...row, ...shownName(row, pass) });
	await pass.save();
}

function accountRow(id: AccountId, reading: ReturnType<typeof readAccount>, before: AccountRow | undefined): AccountRow {
	const values = { ...ACCOUNT_DEFAULTS, ...reading.values };
	return {
		id,
		type: values.type,
		name: '',
		typedName: values.name,
		sortKey: '',
		nameKey: '',
		companyName: values.companyName,
		companyAddress: values.companyAddress,
		status: status(values, reading.values),
		links: reading.links,
		contactIds: reading.links.map((link) => link.contact),
		createdBy: values.createdBy ?? null,
		createdAt: values.createdAt === undefined ? 0 : stampTime(values.createdAt),
		alsoWritten: reading.lost,
		chunk: before?.chunk ?? -1,
	};
}

function contactRow(id: ContactId, open: OpenDocument, before: ContactRow | undefined): ContactRow {
	const reading = readContact(readRegisters(open.doc));
	const values = { ...CONTACT_DEFAULTS, ...reading.values };
	const name = personName(values);
	return {
		id,
		firstName: values.firstName,
		lastName: values.lastName,
		name,
		sortKey: foldText(name),
		email: values.email,
		emailKey: emailKey(values.email),
		phones: [...values.phones],
		address: values.address,
		language: values.language ?? null,
		status: status(values, reading.values),
		accounts: before?.accounts ?? [],
		createdBy: values.createdBy ?? null,
		createdAt: values.createdAt === undefined ? 0 : stampTime(values.createdAt),
		alsoWritten: reading.lost,
		chunk: before?.chunk ?? -1,
	};
}

/** A document that holds nothing is a record whose creation was set aside: it is shown nowhere. */
function status(values: { archived: boolean; deleted: boolean }, written: object): 'active' | 'archived' | 'deleted' {
	if (values.deleted || Object.keys(written).length === 0) return 'deleted';
	return values.archived ? 'archived' : 'active';
}

function shownName(row: AccountRow, pass: Pass): Pick<AccountRow, 'name' | 'sortKey' | 'nameKey'> {
	const first = row.contactIds[0];
	const name = row.typedName !== '' ? row.typedName : generatedName(row, first === undefined ? null : (pass.contact(first) ?? null));
	return { name, sortKey: foldText(name), nameKey: caseKey(name) };
}
