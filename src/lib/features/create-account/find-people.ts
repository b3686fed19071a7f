import type { Queries } from '$lib/app/carnet.ts';
import { emailKey, readEmail } from '$lib/domain/email.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import { samePhone } from '$lib/domain/phone.ts';
import { foldText, tidyLine } from '$lib/domain/text.ts';
import type { ContactRow } from '$lib/queries/rows.ts';

/** What finding people reads of the book. */
export type PeopleQueries = Pick<Queries, 'search' | 'contactsById' | 'accountsById'>;

/** A person of the book as one tells them from others: with the names of their accounts. */
export interface FoundPerson {
	contact: ContactRow;
	accounts: string[];
}

/** Hits are of accounts too, so more are asked for than people are wanted. */
const HITS_PER_PERSON = 5;
const SAME_AT_MOST = 3;

/** People by name, e-mail or phone, best first. `except`: those who can't be chosen. */
export async function findPeople(
	queries: PeopleQueries,
	text: string,
	limit: number,
	except: readonly ContactId[],
): Promise<FoundPerson[]> {
	const contacts = await hits(queries, text, (limit + except.length) * HITS_PER_PERSON);
	return withAccounts(queries, contacts.filter(({ id }) => !except.includes(id)).slice(0, limit));
}

/** What is typed of a new person. */
export interface TypedPerson {
	firstName: string;
	lastName: string;
	email: string;
	phones: readonly string[];
}

/** People of the book who are probably the one being typed: the same e-mail address, or the same name and a phone in common. */
export async function findSamePeople(queries: PeopleQueries, typed: TypedPerson): Promise<FoundPerson[]> {
	const email = readEmail(typed.email);
	const key = email.kind === 'address' ? emailKey(email.address) : null;
	const name = personKey(typed);
	const phones = typed.phones.filter((phone) => phone.trim() !== '');
	const found = new Map<ContactId, ContactRow>();
	if (key !== null) {
		for (const contact of await hits(queries, key, 50)) if (contact.emailKey === key) found.set(contact.id, contact);
	}
	if (name !== '' && phones.length > 0) {
		for (const contact of await hits(queries, name, 100)) {
			if (personKey(contact) === name && contact.phones.some((one) => phones.some((other) => samePhone(one, other))))
				found.set(contact.id, contact);
		}
	}
	return withAccounts(queries, [...found.values()].slice(0, SAME_AT_MOST));
}

/** One person with their accounts' names, or null when the book does not have them. */
export async function findPerson(queries: PeopleQueries, id: ContactId): Promise<FoundPerson | null> {
	const [person] = await withAccounts(queries, (await queries.contactsById([id])).filter(isThere));
	return person ?? null;
}

async function hits(queries: PeopleQueries, text: string, limit: number): Promise<ContactRow[]> {
	const found = await queries.search(text, limit);
	const ids = found.filter((hit) => hit.kind === 'contact').map((hit) => hit.id as ContactId);
	return (await queries.contactsById(ids)).filter(isThere);
}

async function withAccounts(queries: PeopleQueries, contacts: readonly ContactRow[]): Promise<FoundPerson[]> {
	const ids = [...new Set(contacts.flatMap((contact) => contact.accounts))];
	const names = new Map<AccountId, string>();
	for (const account of ids.length === 0 ? [] : await queries.accountsById(ids)) names.set(account.id, account.name);
	return contacts.map((contact) => ({
		contact,
		accounts: contact.accounts.map((id) => names.get(id) ?? '').filter((name) => name !== ''),
	}));
}

function isThere(contact: ContactRow): boolean {
	return contact.status !== 'deleted';
}

function personKey({ firstName, lastName }: { firstName: string; lastName: string }): string {
	return foldText(tidyLine(`${firstName} ${lastName}`));
}
