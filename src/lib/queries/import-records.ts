import type { Table } from 'dexie';
import type { AccountId, ContactId } from '../domain/ids.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';

/** What records are asked for: those that have any of these. */
interface Wanted {
	/** IDs of accounts, as they are shown. */
	codes: readonly string[];
	sirens: readonly string[];
	/** `caseKey` of account names. */
	names: readonly string[];
	/** `emailKey` of addresses. */
	emails: readonly string[];
	/** `personKey` of names. */
	people: readonly string[];
	contacts: readonly string[];
}

/** Finds the records that rows of a file may be about, with the contacts of the accounts and the accounts of the contacts. None of them deleted. */
export async function recordsLike(database: BookDatabase, wanted: Wanted): Promise<{ accounts: AccountRow[]; contacts: ContactRow[] }> {
	return database.transaction('r', [database.accounts, database.contacts], async () => {
		const claims = wanted.codes.map((code) => /^[A-Z]{3}-\d+/.exec(code)?.[0] ?? code);
		const [byCode, bySiren, byName, byEmail, byPerson, byId] = await Promise.all([
			manyBy(database.accounts, 'codeClaim', claims),
			manyBy(database.accounts, 'siren', wanted.sirens),
			manyBy(database.accounts, 'nameKey', wanted.names),
			manyBy(database.contacts, 'emailKey', wanted.emails),
			manyBy(database.contacts, 'nameKey', wanted.people),
			database.contacts.bulkGet(wanted.contacts as ContactId[]),
		]);
		const accounts = new Map<AccountId, AccountRow>();
		const contacts = new Map<ContactId, ContactRow>();
		for (const row of [...byCode, ...bySiren, ...byName]) accounts.set(row.id, row);
		for (const row of [...byEmail, ...byPerson, ...byId]) if (row !== undefined) contacts.set(row.id, row);
		const theirs = [...contacts.values()].flatMap((row) => row.accounts.filter((id) => !accounts.has(id)));
		for (const row of await database.accounts.bulkGet([...new Set(theirs)])) if (row !== undefined) accounts.set(row.id, row);
		const members = [...accounts.values()].flatMap((row) => row.contactIds.filter((id) => !contacts.has(id)));
		for (const row of await database.contacts.bulkGet([...new Set(members)])) if (row !== undefined) contacts.set(row.id, row);
		return { accounts: [...accounts.values()].filter(isThere), contacts: [...contacts.values()].filter(isThere) };
	});
}

function isThere(row: AccountRow | ContactRow): boolean {
	return row.status !== 'deleted';
}

async function manyBy<Row>(table: Table<Row>, index: string, keys: readonly string[]): Promise<Row[]> {
	return keys.length === 0 ? [] : table.where(index).anyOf([...keys]).toArray();
}
