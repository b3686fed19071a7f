import type { Queries } from '$lib/app/carnet.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import type { AccountLine, AccountRow, ContactLine } from '$lib/queries/rows.ts';

type LineQueries = Pick<Queries, 'search' | 'accountsById' | 'contactsById'>;

/** More hits than these are better found by typing on. */
export const MOST_FOUND = 200;

/** How many of the other kind a line names. */
const IN_A_LINE = 3;

/** Accounts found by what was typed: by their own words, then those of the people found, best first. */
export async function findAccountLines(
	queries: LineQueries,
	text: string,
	status: AccountRow['status'],
): Promise<AccountLine[]> {
	const hits = await queries.search(text, MOST_FOUND);
	const people = await queries.contactsById(idsOf<ContactId>(hits, 'contact'));
	const ids = new Set([...idsOf<AccountId>(hits, 'account'), ...people.flatMap((contact) => contact.accounts)]);
	const accounts = (await queries.accountsById([...ids]))
		.filter((account) => account.status === status)
		.slice(0, MOST_FOUND);
	const named = await byId(
		queries.contactsById,
		accounts.flatMap((account) => account.contactIds.slice(0, IN_A_LINE)),
	);
	return accounts.map((account) => ({ id: account.id, account, people: pick(named, account.contactIds) }));
}

/** Contacts found by what was typed, best first. */
export async function findContactLines(queries: LineQueries, text: string): Promise<ContactLine[]> {
	const hits = await queries.search(text, MOST_FOUND);
	const contacts = (await queries.contactsById(idsOf<ContactId>(hits, 'contact'))).filter(
		(contact) => contact.status === 'active',
	);
	const named = await byId(
		queries.accountsById,
		contacts.flatMap((contact) => contact.accounts.slice(0, IN_A_LINE)),
	);
	return contacts.map((contact) => ({ id: contact.id, contact, accounts: pick(named, contact.accounts) }));
}

function idsOf<Id extends string>(hits: readonly { kind: string; id: string }[], kind: 'account' | 'contact'): Id[] {
	return hits.filter((hit) => hit.kind === kind).map((hit) => hit.id as Id);
}

async function byId<Id extends string, Row extends { id: Id }>(
	read: (ids: Id[]) => Promise<Row[]>,
	ids: readonly Id[],
): Promise<Map<Id, Row>> {
	return new Map((await read([...new Set(ids)])).map((row) => [row.id, row]));
}

function pick<Id, Row>(rows: ReadonlyMap<Id, Row>, ids: readonly Id[]): Row[] {
	return ids.slice(0, IN_A_LINE).flatMap((id) => rows.get(id) ?? []);
}
