import { personKey } from '../domain/contact.ts';
import { generatedName, personName } from '../domain/account.ts';
import { emailKey } from '../domain/email.ts';
import { caseKey } from '../domain/text.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import type { ReadAccount, ReadPerson, ReadRow } from './read-row.ts';

/** What records of the book are asked for: those with any of these. */
export interface WantedRecords {
	/** IDs of accounts, as they are shown. */
	codes: string[];
	sirens: string[];
	/** `caseKey` of account names. */
	names: string[];
	/** `emailKey` of addresses. */
	emails: string[];
	/** `personKey` of names. */
	people: string[];
	contacts: string[];
}

/** Records of the book, none of them deleted; of each account its contacts too, of each contact their accounts. */
export interface FoundRecords {
	accounts: AccountRow[];
	contacts: ContactRow[];
}

/** Asks the book. */
export type FindRecords = (wanted: WantedRecords) => Promise<FoundRecords>;

/** What a row must know of the book. */
export function wantedBy({ account, people }: ReadRow): WantedRecords {
	const wanted: WantedRecords = { codes: [], sirens: [], names: [], emails: [], people: [], contacts: [] };
	if (account !== null) {
		if (account.code !== '') wanted.codes.push(account.code);
		if (account.siren !== '') wanted.sirens.push(account.siren);
		const name = accountName(account, people);
		if (name !== '') wanted.names.push(caseKey(name));
	}
	for (const person of people) {
		if (person.known !== null) wanted.contacts.push(person.known);
		if (person.fields.email !== undefined) wanted.emails.push(emailKey(person.fields.email));
		const key = nameOf(person);
		if (key !== '') wanted.people.push(personKey(key));
	}
	return wanted;
}

/** What several rows must know, each thing once and nothing that was asked before. */
export function newlyWanted(rows: readonly ReadRow[], asked: Set<string>): WantedRecords {
	const all: WantedRecords = { codes: [], sirens: [], names: [], emails: [], people: [], contacts: [] };
	for (const row of rows) {
		for (const [kind, keys] of Object.entries(wantedBy(row)) as [keyof WantedRecords, string[]][]) {
			for (const key of keys) {
				const mark = `${kind} ${key}`;
				if (asked.has(mark)) continue;
				asked.add(mark);
				all[kind].push(key);
			}
		}
	}
	return all;
}

/** First and last name of a person of a file. */
export function nameOf({ fields }: Pick<ReadPerson, 'fields'>): string {
	return personName({ firstName: fields.firstName ?? '', lastName: fields.lastName ?? '' });
}

/** The name that an account of a file is shown under. */
export function accountName(account: Pick<ReadAccount, 'name' | 'type' | 'companyName'>, people: readonly Pick<ReadPerson, 'fields'>[]): string {
	if (account.name !== '') return account.name;
	const [first] = people;
	const named = first === undefined ? null : { firstName: first.fields.firstName ?? '', lastName: first.fields.lastName ?? '' };
	return generatedName(account, named);
}
