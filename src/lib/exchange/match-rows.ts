import type { AccountId, ContactId } from '../domain/ids.ts';
import { personKey } from '../domain/contact.ts';
import { accountName, nameOf } from './book-facts.ts';
import { mayBeOne, sharesPhone, type KnownAccount, type KnownPerson, type KnownRecords } from './known-records.ts';
import type { ReadAccount, ReadPerson, ReadRow } from './read-row.ts';

/** Why a record may be the one that a row speaks of. */
export type Likeness = 'email' | 'name' | 'account-name';

/** A record that may be the one that a row speaks of, and is not sure to be. */
export type Candidate = { kind: 'contact'; id: ContactId; name: string; email: string; by: Likeness } | { kind: 'account'; id: AccountId; name: string; email: string; by: Likeness };

/** Who a row is about: somebody known, somebody new (null), or a question. */
export interface RowMatch {
	/** null: a new one; undefined: the row has none. */
	account: KnownAccount | null | undefined;
	/** For each person of the row; null: a new one. */
	people: (KnownPerson | null)[];
	questions: Candidate[];
}

/**
 * Tells whom a row is about: by ID, then by e-mail, then by name with phone or birth date; an account also by its SIREN, and by its name where it
 * has one of the row's people. Equal account names within a file are one account. What is only alike is asked, never guessed.
 */
export function matchRow(row: ReadRow, known: KnownRecords): RowMatch {
	const questions: Candidate[] = [];
	const sure = row.account === null ? undefined : sureAccount(row.account, row.people, known);
	const people: (KnownPerson | null)[] = [];
	for (const read of row.people) people.push(matchPerson(read, sure ?? null, row, people, known, questions));
	if (row.account === null) return { account: undefined, people, questions };
	if (sure !== undefined) return { account: sure, people, questions };
	return { account: byPeopleOrName(row.account, row.people, people, known, questions), people, questions };
}

/** The account that a row means beyond doubt, as far as it can be told without its people. */
function sureAccount(read: ReadAccount, people: readonly ReadPerson[], known: KnownRecords): KnownAccount | undefined {
	const byCode = read.code === '' ? undefined : known.byCode(read.code);
	if (byCode !== undefined) return byCode;
	const bySiren = read.siren === '' ? [] : known.bySiren(read.siren);
	if (bySiren.length === 1) return bySiren[0];
	const named = bySiren.find(({ name }) => name === read.name) ?? bySiren[0];
	if (named !== undefined) return named;
	if (read.name === '' && read.companyName === '') return accountOfPerson(read, people, known);
	const same = known.byAccount(accountName(read, people)).filter((account) => sirenFits(account, read));
	const made = same.find(({ isNew, named }) => isNew || named);
	const shared = same.find((account) => people.some((person) => memberOf(account, person, known) !== undefined));
	if (shared !== undefined) return shared;
	return made ?? (people.length === 0 && same.length === 1 ? same[0] : undefined);
}

/** The account that bears the name of a row's person, and has that person: as an earlier import made it. */
function accountOfPerson(read: ReadAccount, people: readonly ReadPerson[], known: KnownRecords): KnownAccount | undefined {
	const [person] = people;
	if (person === undefined) return undefined;
	const { email } = person.fields;
	const fits = ({ state }: KnownPerson) => email === undefined || state.email === '' || state.email.toLowerCase() === email.toLowerCase();
	return known.byAccount(accountName(read, people)).find((account) => {
		const member = memberOf(account, person, known);
		return member !== undefined && fits(member);
	});
}

function byPeopleOrName(read: ReadAccount, typed: readonly ReadPerson[], people: readonly (KnownPerson | null)[], known: KnownRecords, questions: Candidate[]): KnownAccount | null | undefined {
	if (read.name === '' && read.companyName === '') {
		const theirs = new Set(people.flatMap((person) => [...(person?.accounts ?? [])]));
		const accounts = [...theirs].flatMap((id) => known.accounts.get(id) ?? []);
		// Somebody with accounts of their own needs no other; which of several the row means is not told.
		if (accounts.length > 0) return accounts.length === 1 ? accounts[0] : undefined;
		// Whoever the book has without an account is so by somebody's will.
		if (people[0]?.isNew === false) return undefined;
		return null;
	}
	const same = known.byAccount(accountName(read, typed)).filter((account) => sirenFits(account, read));
	for (const { id, name, row } of same) questions.push({ kind: 'account', id, name, email: row?.email ?? '', by: 'account-name' });
	return null;
}

function sirenFits(account: KnownAccount, { siren }: ReadAccount): boolean {
	return siren === '' || account.state.siren === '' || account.state.siren === siren;
}

function matchPerson(
	read: ReadPerson,
	account: KnownAccount | null,
	row: ReadRow,
	earlier: readonly (KnownPerson | null)[],
	known: KnownRecords,
	questions: Candidate[],
): KnownPerson | null {
	const byId = read.known === null ? undefined : known.people.get(read.known);
	if (byId !== undefined) return byId;
	const free = (person: KnownPerson) => !earlier.includes(person) && !contradicts(person, read);
	const member = account === null ? undefined : memberOf(account, read, known, free);
	if (member !== undefined) return member;
	const name = nameOf(read);
	const byEmail = read.fields.email === undefined ? [] : known.byEmail(read.fields.email).filter(free);
	const alike = byEmail.filter((person) => mayBeOne(person.state, read.fields));
	const exact = alike.filter((person) => name !== '' && personKey(person.name) === personKey(name));
	const [only] = exact.length > 0 ? exact : alike;
	if (only !== undefined && (exact.length === 1 || alike.length === 1)) return only;
	const byName = name === '' ? [] : known.byName(name).filter(free);
	const certain = byName.find((person) => sharesPhone(person.state.phones, read.phones) || (read.fields.birthDate !== undefined && person.state.birthDate === read.fields.birthDate));
	if (certain !== undefined) return certain;
	const twin = byName.find((person) => person.isNew && isBare(person) && isBareReading(read) && ownAccount(row));
	if (twin !== undefined) return twin;
	// People of one household share an address.
	const household = (person: KnownPerson) => account !== null && person.accounts.has(account.id);
	const asked = new Set<KnownPerson>();
	for (const person of alike) asked.add(person);
	for (const person of byEmail) if (!person.isNew && !household(person)) asked.add(person);
	for (const person of byName) if (!person.isNew) asked.add(person);
	for (const person of asked) {
		const by = byEmail.includes(person) ? 'email' : 'name';
		questions.push({ kind: 'contact', id: person.id, name: person.name, email: person.state.email, by });
	}
	return null;
}

/** A contact of an account who is the person of a row: the same name, or the same address with a first name that fits. */
function memberOf(account: KnownAccount, read: ReadPerson, known: KnownRecords, free: (person: KnownPerson) => boolean = (person) => !contradicts(person, read)): KnownPerson | undefined {
	const members = [...account.links.keys()].flatMap((id) => known.people.get(id) ?? []).filter(free);
	const name = nameOf(read);
	const email = read.fields.email?.toLowerCase();
	return (
		members.find((person) => name !== '' && personKey(person.name) === personKey(name)) ??
		members.find((person) => email !== undefined && person.state.email.toLowerCase() === email && mayBeOne(person.state, read.fields))
	);
}

function contradicts(person: KnownPerson, { fields }: ReadPerson): boolean {
	return fields.birthDate !== undefined && person.state.birthDate !== '' && person.state.birthDate !== fields.birthDate;
}

function isBare({ state }: KnownPerson): boolean {
	return state.email === '' && state.phones.length === 0 && state.birthDate === '';
}

function isBareReading({ fields, phones }: ReadPerson): boolean {
	return fields.email === undefined && phones.length === 0 && fields.birthDate === undefined;
}

/** Whether a row's account is made of its person's name. */
function ownAccount({ account }: ReadRow): boolean {
	return account === null || (account.name === '' && account.companyName === '');
}
