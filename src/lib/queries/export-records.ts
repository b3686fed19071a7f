import { Dexie } from 'dexie';
import { readStoredRegisters } from '../documents/registers.ts';
import { accountDocument, contactDocument, documentKind } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import type { ArchivedRecord } from '../domain/imported.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';

const PAGE = 500;

/** Which records are exported; `all`: every one that is not deleted, archived ones too. */
export type ExportScope = { kind: 'account'; ids: readonly AccountId[] } | { kind: 'contact'; ids: readonly ContactId[] } | { kind: 'all' };

/** A contact of an account, an account without contacts, or a contact without an account. */
export interface ExportPair {
	account: AccountRow | null;
	contact: ContactRow | null;
}

/** The records of an export, some hundred at a time. */
export async function* exportPairs(database: BookDatabase, scope: ExportScope): AsyncGenerator<ExportPair[]> {
	if (scope.kind === 'contact') {
		for (let from = 0; from < scope.ids.length; from += PAGE) yield pairsOfContacts(database, scope.ids.slice(from, from + PAGE), false);
		return;
	}
	const accounts = scope.kind === 'account' ? scope.ids : ((await database.accounts.orderBy('[status+sortKey+id]').primaryKeys()) as AccountId[]);
	for (let from = 0; from < accounts.length; from += PAGE) yield pairsOfAccounts(database, accounts.slice(from, from + PAGE));
	if (scope.kind === 'account') return;
	const contacts = (await database.contacts.orderBy('[status+sortKey+id]').primaryKeys()) as ContactId[];
	for (let from = 0; from < contacts.length; from += PAGE) yield pairsOfContacts(database, contacts.slice(from, from + PAGE), true);
}

/** Every document of the book that has an id of its own or is the firm's, some hundred at a time. */
export async function* archivedRecords(database: BookDatabase): AsyncGenerator<ArchivedRecord[]> {
	for (let after = ''; ; ) {
		const rows = await database.documents.where('name').above(after).limit(PAGE).toArray();
		if (rows.length === 0) return;
		yield rows.map(({ name, state }) => ({ name, values: valuesOf(state) }));
		after = rows.at(-1)?.name ?? '';
	}
}

/** The history of the book, some hundred events at a time: each with who did it. */
export async function* archivedEvents(database: BookDatabase): AsyncGenerator<unknown[]> {
	for (let after = ''; ; ) {
		const rows = await database.events.where('id').above(after).limit(PAGE * 4).toArray();
		if (rows.length === 0) return;
		yield rows.map(({ staff, group, event }) => ({ staff, group, event }));
		after = rows.at(-1)?.id ?? '';
	}
}

/** All that is held of one client: an account with its contacts, or a contact with their accounts, with history and invitations. */
export async function clientData(database: BookDatabase, of: { account: AccountId } | { contact: ContactId }): Promise<{ pairs: ExportPair[]; records: ArchivedRecord[]; events: unknown[]; invitations: unknown[] }> {
	const pairs = 'account' in of ? await pairsOfAccounts(database, [of.account]) : await pairsOfContacts(database, [of.contact], false);
	// Of a contact, no data of the other contacts of their accounts.
	const names = 'account' in of ? [accountDocument(of.account), ...pairs.flatMap(({ contact }) => (contact === null ? [] : contactDocument(contact.id)))] : [contactDocument(of.contact)];
	const documents = await database.documents.bulkGet(names);
	const histories = names.map((name) => database.events.where('[document+at]').between([name, Dexie.minKey], [name, Dexie.maxKey]).toArray());
	const events = (await Promise.all(histories)).flat();
	const contacts = names.flatMap((name) => {
		const kind = documentKind(name);
		return kind.kind === 'contact' ? kind.id : [];
	});
	const invitations = await database.invitations.where('contact').anyOf(contacts).toArray();
	return {
		pairs,
		records: documents.flatMap((row) => (row === undefined ? [] : [{ name: row.name, values: valuesOf(row.state) }])),
		events: events.map(({ staff, event }) => ({ staff, event })),
		invitations: invitations.map(({ facts }) => facts),
	};
}

async function pairsOfAccounts(database: BookDatabase, ids: readonly AccountId[]): Promise<ExportPair[]> {
	const accounts = (await database.accounts.bulkGet([...ids])).filter((row) => row !== undefined && row.status !== 'deleted');
	const people = [...new Set(accounts.flatMap((row) => row?.contactIds ?? []))];
	const contacts = new Map((await database.contacts.bulkGet(people)).flatMap((row) => (row === undefined ? [] : [[row.id, row]])));
	return accounts.flatMap((account): ExportPair[] => {
		if (account === undefined) return [];
		const own = account.contactIds.flatMap((id) => contacts.get(id) ?? []);
		return own.length === 0 ? [{ account, contact: null }] : own.map((contact) => ({ account, contact }));
	});
}

/** @param unlinked only those without an account */
async function pairsOfContacts(database: BookDatabase, ids: readonly ContactId[], unlinked: boolean): Promise<ExportPair[]> {
	const contacts = (await database.contacts.bulkGet([...ids])).filter((row) => row !== undefined && row.status !== 'deleted');
	const theirs = [...new Set(contacts.flatMap((row) => row?.accounts ?? []))];
	const accounts = new Map((unlinked ? [] : await database.accounts.bulkGet(theirs)).flatMap((row) => (row === undefined ? [] : [[row.id, row]])));
	return contacts.flatMap((contact): ExportPair[] => {
		if (contact === undefined || (unlinked && contact.accounts.length > 0)) return [];
		const own = contact.accounts.flatMap((id) => accounts.get(id) ?? []);
		return own.length === 0 ? [{ account: null, contact }] : own.map((account) => ({ account, contact }));
	});
}

function valuesOf(state: Uint8Array): Record<string, FieldValue> {
	return Object.fromEntries([...readStoredRegisters(state)].map(([field, { winner }]) => [field, winner.value]));
}
