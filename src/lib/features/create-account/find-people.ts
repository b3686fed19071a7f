import type { Queries } from '$lib/app/carnet.ts';
import { readEmail } from '$lib/domain/email.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import { foldText, tidyLine } from '$lib/domain/text.ts';
import type { ContactRow, SamePerson } from '$lib/queries/rows.ts';

/** What finding people reads of the book. */
export type PeopleQueries = Pick<Queries, 'search' | 'contactsById' | 'accountsById' | 'samePeople'>;

/** A person of the book as one tells them from others: with the names of their accounts. */
export interface FoundPerson {
	contact: ContactRow;
	accounts: string[];
}

const SAME_AT_MOST = 3;

/** People by name, e-mail or phone, best first. `except`: those who can't be chosen. */
export async function findPeople(
	queries: PeopleQueries,
	text: string,
	limit: number,
	except: readonly ContactId[],
): Promise<FoundPerson[]> {
	const contacts = await hits(queries, text, limit + except.length);
	return withAccounts(queries, contacts.filter(({ id }) => !except.includes(id)).slice(0, limit));
}

/** What is typed of a new person. */
export interface TypedPerson {
	firstName: string;
	lastName: string;
	email: string;
	phones: readonly string[];
}

/** A person of the book who may be the one being typed. */
export interface SameFound extends FoundPerson {
	by: SamePerson['by'];
	/** The same e-mail address, or the same phone and a name in common. */
	likely: boolean;
}

/** People of the book who may be the one being typed, the surest first. */
export async function findSamePeople(queries: PeopleQueries, typed: TypedPerson): Promise<SameFound[]> {
	const email = readEmail(typed.email);
	const found = await queries.samePeople({ ...typed, email: email.kind === 'address' ? email.address : '' });
	const few = found.slice(0, SAME_AT_MOST);
	const people = await withAccounts(
		queries,
		few.map(({ contact }) => contact),
	);
	return people.map((person, i) => {
		const by = few[i]?.by ?? 'name';
		return { ...person, by, likely: by === 'email' || (by === 'phone' && sharesName(typed, person.contact)) };
	});
}

/** One person with their accounts' names, or null when the book does not have them. */
export async function findPerson(queries: PeopleQueries, id: ContactId): Promise<FoundPerson | null> {
	const [person] = await withAccounts(queries, (await queries.contactsById([id])).filter(isThere));
	return person ?? null;
}

async function hits(queries: PeopleQueries, text: string, limit: number): Promise<ContactRow[]> {
	const found = await queries.search(text, limit, 'contact');
	const ids = found.map((hit) => hit.id as ContactId);
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

/** Whether a word of the one name is in the other: families share a phone, and namesakes of one phone are one person. */
function sharesName(typed: TypedPerson, contact: ContactRow): boolean {
	const words = nameWords(typed);
	return nameWords(contact).some((word) => words.includes(word));
}

function nameWords({ firstName, lastName }: { firstName: string; lastName: string }): string[] {
	return foldText(tidyLine(`${firstName} ${lastName}`))
		.split(/[\s'-]+/)
		.filter((word) => word !== '');
}
