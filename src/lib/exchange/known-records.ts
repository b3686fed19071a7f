import { EMPTY_ADDRESS } from '../domain/address.ts';
import { personKey } from '../domain/contact.ts';
import { emailKey } from '../domain/email.ts';
import { parseCustomField } from '../domain/custom-field.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId, TagId } from '../domain/ids.ts';
import { accountChanges, personChanges, withPhones, type AccountBefore, type ImportedAccount, type ImportedPerson, type PersonBefore } from '../domain/imported.ts';
import type { LinkSwitches } from '../domain/link.ts';
import { phoneKey } from '../domain/phone.ts';
import { tagKey, type RecordKind } from '../domain/tag.ts';
import { caseKey, foldText } from '../domain/text.ts';
import type { Vocabulary } from '../domain/vocabulary.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import type { ReadAccount, ReadPerson } from './read-row.ts';

/** Tags by name: which a record carries, and which are not there yet. */
export class TagNames {
	readonly #vocabulary: Vocabulary;
	readonly #made = new Map<string, string>();

	constructor(vocabulary: Vocabulary) {
		this.#vocabulary = vocabulary;
	}

	/** The names of tags that nobody made yet, as they are first written in the file. */
	get made(): string[] {
		return [...this.#made.values()];
	}

	/** The keys of the tags that a record carries. */
	carried(kind: RecordKind, tags: readonly TagId[]): Set<string> {
		return new Set(this.#vocabulary.tagsOf(tags).filter((tag) => tag.kind === kind).map(({ name }) => tagKey(name)));
	}

	/** Notes that somebody gets a tag of this name. */
	give(kind: RecordKind, name: string): void {
		const key = `${kind} ${tagKey(name)}`;
		if (this.#vocabulary.named(kind, name) === null && !this.#made.has(key)) this.#made.set(key, name);
	}
}

/** A person as an import knows them: from the book, or from an earlier row; with what the rows so far make of them. */
export class KnownPerson {
	readonly id: ContactId;
	readonly row: ContactRow | null;
	readonly accounts: Set<AccountId>;
	readonly imported: { -readonly [Part in keyof ImportedPerson]: ImportedPerson[Part] };
	state: PersonBefore;
	/** The unit that writes this person's values; others only link them. */
	home: { dirty: boolean } | null = null;
	#tags: Set<string>;

	constructor(id: ContactId, row: ContactRow | null, names: TagNames) {
		this.id = id;
		this.row = row;
		this.accounts = new Set(row?.accounts ?? []);
		this.state = row ?? { firstName: '', lastName: '', email: '', civility: null, birthDate: '', language: null, phones: [], address: EMPTY_ADDRESS, custom: {} };
		this.imported = { id, isNew: row === null, fields: {}, phones: [], address: {}, tags: [], custom: {}, switches: {} };
		this.#tags = names.carried('contact', row?.tags ?? []);
	}

	get isNew(): boolean {
		return this.row === null;
	}

	get name(): string {
		return [this.state.firstName, this.state.lastName].filter((part) => part !== '').join(' ');
	}

	/** Takes in what a row says. Returns whether that says anything new. */
	take(read: ReadPerson, names: TagNames): boolean {
		const changes = personChanges(this.state, read);
		const tags = read.tags.filter((name) => !this.#tags.has(tagKey(name)));
		for (const name of tags) {
			this.#tags.add(tagKey(name));
			names.give('contact', name);
		}
		this.state = applied(this.state, changes);
		const { imported } = this;
		imported.fields = { ...imported.fields, ...read.fields };
		imported.phones = withPhones(imported.phones, read.phones);
		imported.address = { ...imported.address, ...read.address };
		imported.tags = [...imported.tags, ...tags];
		imported.custom = { ...imported.custom, ...read.custom };
		return Object.keys(changes).length > 0 || tags.length > 0;
	}
}

/** An account as an import knows it. */
export class KnownAccount {
	readonly id: AccountId;
	readonly row: AccountRow | null;
	readonly links: Map<ContactId, Partial<LinkSwitches>>;
	readonly imported: { -readonly [Part in keyof ImportedAccount]: ImportedAccount[Part] };
	name: string;
	/** An earlier row of the file is about it: those of the same name are too. */
	named = false;
	state: AccountBefore;
	#tags: Set<string>;
	/** Some row said the type: guesses count no more. */
	#typeSaid = false;

	constructor(id: AccountId, row: AccountRow | null, name: string, names: TagNames) {
		this.id = id;
		this.row = row;
		this.name = name;
		this.links = new Map((row?.links ?? []).map((link) => [link.contact, link]));
		this.state = row ?? { type: 'individual', name: '', companyName: '', siren: '', companyAddress: EMPTY_ADDRESS, custom: {} };
		this.imported = { id, isNew: row === null, fields: {}, address: {}, code: null, template: null, tags: [], custom: {} };
		this.#tags = names.carried('account', row?.tags ?? []);
	}

	get isNew(): boolean {
		return this.row === null;
	}

	/** Takes in what a row says. Returns whether that says anything new. */
	take(read: ReadAccount, names: TagNames): boolean {
		this.named = true;
		const fields: ImportedAccount['fields'] = {};
		if (read.saidType !== null) {
			fields.type = read.saidType;
			this.#typeSaid = true;
		} else if (this.isNew && !this.#typeSaid && this.imported.fields.type !== 'company') {
			// A guess: rows that say no more than the account's name don't make a person of a company.
			fields.type = read.type;
		}
		// The first spelling stands.
		const named = this.isNew ? (this.imported.fields.name ?? '') : this.name;
		if (read.name !== '' && caseKey(read.name) !== caseKey(named)) fields.name = read.name;
		const ofCompany = (fields.type ?? this.state.type) === 'company';
		// Where the company's name only repeats the account's, it is not news for an account that has one.
		const repeats = !this.isNew && read.companyName === read.name && this.state.companyName !== '';
		if (ofCompany && read.companyName !== '' && !repeats && caseKey(read.companyName) !== caseKey(this.state.companyName)) fields.companyName = read.companyName;
		if (ofCompany && read.siren !== '') fields.siren = read.siren;
		const said = { fields, address: ofCompany ? read.address : {}, custom: read.custom };
		const changes = accountChanges(this.state, said);
		const tags = read.tags.filter((name) => !this.#tags.has(tagKey(name)));
		for (const name of tags) {
			this.#tags.add(tagKey(name));
			names.give('account', name);
		}
		this.state = applied(this.state, changes);
		const { imported } = this;
		imported.fields = { ...imported.fields, ...fields };
		imported.address = { ...imported.address, ...said.address };
		imported.tags = [...imported.tags, ...tags];
		imported.custom = { ...imported.custom, ...read.custom };
		if (this.isNew) {
			imported.template ??= read.template;
			if (imported.code === null && read.code !== '') imported.code = read.code;
		}
		return Object.keys(changes).length > 0 || tags.length > 0;
	}

	/** Links a person, or turns switches of their link. Returns what that changes. */
	link(person: KnownPerson, switches: Partial<LinkSwitches>): 'linked' | 'switched' | null {
		const before = this.links.get(person.id);
		this.links.set(person.id, { ...before, ...switches });
		person.accounts.add(this.id);
		if (before === undefined) return 'linked';
		const turned = Object.entries(switches).some(([name, on]) => (before[name as keyof LinkSwitches] ?? false) !== on);
		return turned ? 'switched' : null;
	}
}

/** Everybody whom an import knows, found by what files say of them. */
export class KnownRecords {
	readonly people = new Map<ContactId, KnownPerson>();
	readonly accounts = new Map<AccountId, KnownAccount>();
	readonly #byEmail = new Map<string, KnownPerson[]>();
	readonly #byName = new Map<string, KnownPerson[]>();
	readonly #byCode = new Map<string, KnownAccount>();
	readonly #bySiren = new Map<string, KnownAccount[]>();
	readonly #byAccountName = new Map<string, KnownAccount[]>();

	addPerson(person: KnownPerson): void {
		this.people.set(person.id, person);
		this.noteTraits(person);
	}

	/** To be called when a person's address or name changed: they are found by both. */
	noteTraits(person: KnownPerson): void {
		if (person.state.email !== '') addTo(this.#byEmail, emailKey(person.state.email), person);
		if (person.name !== '') addTo(this.#byName, personKey(person.name), person);
	}

	addAccount(account: KnownAccount, code: string): void {
		this.accounts.set(account.id, account);
		if (code !== '' && !this.#byCode.has(code)) this.#byCode.set(code, account);
		if (account.state.siren !== '') addTo(this.#bySiren, account.state.siren, account);
		if (account.name !== '') addTo(this.#byAccountName, caseKey(account.name), account);
	}

	byCode(code: string): KnownAccount | undefined {
		return this.#byCode.get(code);
	}

	bySiren(siren: string): readonly KnownAccount[] {
		return this.#bySiren.get(siren) ?? [];
	}

	byAccount(name: string): readonly KnownAccount[] {
		return this.#byAccountName.get(caseKey(name)) ?? [];
	}

	byEmail(email: string): readonly KnownPerson[] {
		return this.#byEmail.get(emailKey(email)) ?? [];
	}

	byName(name: string): readonly KnownPerson[] {
		return this.#byName.get(personKey(name)) ?? [];
	}
}

/** Whether two first names can be one person's: a word in common, or one of them not known. */
export function mayBeOne(a: { firstName?: string }, b: { firstName?: string }): boolean {
	const words = (name = '') => foldText(name).split(/[\s'-]+/).filter((word) => word !== '');
	const [left, right] = [words(a.firstName), words(b.firstName)];
	return left.length === 0 || right.length === 0 || left.some((word) => right.includes(word));
}

/** Whether a phone of a file is among those of somebody. */
export function sharesPhone(known: readonly string[], read: readonly string[]): boolean {
	const keys = new Set(known.map(phoneKey).filter((key) => key.length >= 6));
	return read.some((phone) => keys.has(phoneKey(phone)));
}


function addTo<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
	const items = map.get(key);
	if (items === undefined) map.set(key, [item]);
	else if (!items.includes(item)) items.push(item);
}

/** A state after changes as registers say them. */
function applied<State extends { custom: Readonly<Record<string, FieldValue>> }>(state: State, changes: Readonly<Record<string, FieldValue>>): State {
	if (Object.keys(changes).length === 0) return state;
	const custom: Record<string, FieldValue> = { ...state.custom };
	const fields: Record<string, FieldValue> = {};
	for (const [field, value] of Object.entries(changes)) {
		const own = parseCustomField(field);
		if (own === null) fields[field] = value;
		else custom[own] = value;
	}
	return { ...state, ...fields, custom };
}
