import { personName, type AccountType } from '../domain/account.ts';
import type { CustomField } from '../domain/custom-field.ts';
import { dayOf } from '../domain/day.ts';
import { readEmail } from '../domain/email.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { FirmSettings } from '../domain/firm-settings.ts';
import { contactId, type ContactId, type TemplateId } from '../domain/ids.ts';
import type { AddressParts, ImportedPerson } from '../domain/imported.ts';
import type { LinkSwitches } from '../domain/link.ts';
import { checkName, safeName } from '../domain/names.ts';
import { checkSiren } from '../domain/siren.ts';
import type { Locale } from '../domain/staff.ts';
import { MAX_TAG_NAME } from '../domain/tag.ts';
import { foldText, tidyLine, tidyText } from '../domain/text.ts';
import type { CountryNames } from './countries.ts';
import { isNoDay, plainCell, readCivility, readCustomCell, readFileDay, readLanguage, readList, readSwitch, readType, splitName, type DateOrder } from './read-cell.ts';
import { readFilePhones, type PhoneNotice } from './read-phones.ts';
import { headerKey, splitTarget, type AccountPart, type Mapping, type PersonPart, type Target } from './targets.ts';

/** Why a cell refuses its row. */
export type CellProblem =
	| 'name-missing'
	| 'email-invalid'
	| 'email-several'
	| 'phone-invalid'
	| 'siren-invalid'
	| 'date-invalid'
	| 'date-future'
	| 'value-invalid'
	| 'too-long'
	| 'choice-unknown'
	| 'template-unknown'
	| 'type-unknown'
	| 'switch-unknown'
	| 'country-unknown'
	| 'account-archived'
	/** A line that sums others up, and no client. */
	| 'total-line'
	/** A new record can't be without it. */
	| 'required-missing';

/** What was put right, or left out, without refusing the row. */
export type CellNotice = PhoneNotice | 'name-repaired' | 'switch-needs-email' | 'named-after-account' | 'code-unused' | 'civility-left' | 'language-left';

/** Something to say of a cell; `column` is null for the row as a whole. */
export interface CellNote<Code extends string> {
	column: number | null;
	target: Target | null;
	value: string;
	code: Code;
}

/** A person as a row names them. */
export interface ReadPerson extends Omit<ImportedPerson, 'id' | 'isNew'> {
	group: 'contact' | 'spouse';
	/** The id that the file gives, of somebody in the book. */
	known: ContactId | null;
}

/** An account as a row names it. */
export interface ReadAccount {
	/** As the file has it, in capitals; '' for none. */
	code: string;
	/** What the file says; null: it says nothing, and `type` is told by the rest. */
	saidType: AccountType | null;
	type: AccountType;
	/** '' : made of the company's name, or the first person's. */
	name: string;
	companyName: string;
	siren: string;
	address: AddressParts;
	template: TemplateId | null;
	tags: readonly string[];
	custom: Readonly<Record<string, FieldValue>>;
}

/** A row with its values as they would be stored, or what is wrong with them. */
export interface ReadRow {
	problems: CellNote<CellProblem>[];
	notices: CellNote<CellNotice>[];
	/** null: nothing of the row is about an account. */
	account: ReadAccount | null;
	people: ReadPerson[];
}

/** What rows are read by. */
export interface ReadingRules {
	mapping: Mapping;
	firm: Pick<FirmSettings, 'fields' | 'templates' | 'country'>;
	locale: Locale;
	countries: CountryNames;
	/** Of each column of dates. */
	orders: ReadonlyMap<number, DateOrder>;
	/** ms since 1970 */
	now: number;
}

const LEGAL_FORM = /(?:^|\s)(?:sarl|eurl|sasu?|sas|sa|sci|scm|scp|selarl|selas|snc|scop|gie|earl|gaec|asso(?:ciation)?|ltd|llc|inc|plc|gmbh|bv|nv)(?:\s|$)/;
/** How a line begins that sums others up. */
const TOTAL = /^(?:sous[- ]?total|sub[- ]?total|grand total|total(?: general| clients?| des clients)?|totaux|(?:nombre|number|count) (?:de|of) [a-z ]+?)\s*[:=]?\s*\d*$/;
const MAX = { street: 500, postcode: 20, city: 120 } as const;

/** Reads one row by the rules of the forms. Names that can't be a directory's are repaired and said to be; anything else that does not fit refuses the row. */
export function readRow(cells: readonly string[], rules: ReadingRules): ReadRow {
	return new RowReader(cells, rules).read();
}

interface Cell {
	column: number;
	target: Target;
	text: string;
}

class RowReader {
	readonly #rules: ReadingRules;
	readonly #parts = new Map<string, Cell>();
	readonly #custom: Record<'account' | 'contact' | 'spouse', Cell[]> = { account: [], contact: [], spouse: [] };
	readonly #problems: CellNote<CellProblem>[] = [];
	readonly #notices: CellNote<CellNotice>[] = [];

	constructor(cells: readonly string[], rules: ReadingRules) {
		this.#rules = rules;
		for (const [column, target] of rules.mapping.entries()) {
			const text = plainCell(cells[column] ?? '');
			if (target === null || tidyLine(text) === '') continue;
			const split = splitTarget(target);
			const cell = { column, target, text };
			if ('field' in split) this.#custom[split.group].push(cell);
			else this.#parts.set(`${split.group}/${split.part}`, cell);
		}
	}

	read(): ReadRow {
		const people = [this.#person('contact'), this.#person('spouse')].filter((person) => person !== null);
		const account = this.#account(people);
		if (account?.type === 'individual') moveAddress(account, people[0]);
		const named = people.filter((person) => this.#isNamed(person, account));
		this.#checkTotal(account, people);
		for (const person of named) this.#checkSwitches(person);
		if (account === null && named.length === 0) this.#problems.push({ column: null, target: null, value: '', code: 'name-missing' });
		return { problems: this.#problems, notices: this.#notices, account, people: named };
	}

	#cell(group: 'account' | 'contact' | 'spouse', part: AccountPart | PersonPart): Cell | undefined {
		return this.#parts.get(`${group}/${part}`);
	}

	#refuse(cell: Cell, code: CellProblem): void {
		this.#problems.push({ column: cell.column, target: cell.target, value: cell.text, code });
	}

	#notice(cell: Cell, code: CellNotice): void {
		this.#notices.push({ column: cell.column, target: cell.target, value: cell.text, code });
	}

	/** What a reader makes of a cell; undefined for an empty one, or for one that it refuses. */
	#value<T>(cell: Cell | undefined, read: (text: string) => T | null, code: CellProblem): T | undefined {
		if (cell === undefined) return undefined;
		const value = read(cell.text);
		if (value !== null) return value;
		this.#refuse(cell, code);
		return undefined;
	}

	/** What can be done without is left out where it can't be read. */
	#softly<T>(cell: Cell | undefined, read: (text: string) => T | null, code: CellNotice, take: (value: T) => void): void {
		if (cell === undefined) return;
		const value = read(cell.text);
		if (value === null) this.#notice(cell, code);
		else take(value);
	}

	#name(cell: Cell | undefined): string | undefined {
		return cell === undefined ? undefined : this.#safe(cell, cell.text);
	}

	#safe(cell: Cell, text: string): string {
		if (checkName(text) === null) return tidyLine(text);
		this.#notice(cell, 'name-repaired');
		return safeName(text);
	}

	#person(group: 'contact' | 'spouse'): ReadPerson | null {
		const fields: ReadPerson['fields'] = {};
		const full = this.#cell(group, 'name');
		if (full !== undefined) {
			const split = splitName(tidyLine(full.text));
			if (split.firstName !== '') fields.firstName = this.#safe(full, split.firstName);
			if (split.lastName !== '') fields.lastName = this.#safe(full, split.lastName);
			if (split.civility !== null) fields.civility = split.civility;
		}
		const firstName = this.#name(this.#cell(group, 'firstName'));
		const lastName = this.#name(this.#cell(group, 'lastName'));
		if (firstName !== undefined) fields.firstName = firstName;
		if (lastName !== undefined) fields.lastName = lastName;
		const email = this.#email(this.#cell(group, 'email'));
		if (email !== undefined) fields.email = email;
		this.#softly(this.#cell(group, 'civility'), readCivility, 'civility-left', (civility) => (fields.civility = civility));
		this.#softly(this.#cell(group, 'language'), readLanguage, 'language-left', (language) => (fields.language = language));
		const birthDate = this.#birthDate(this.#cell(group, 'birthDate'));
		if (birthDate !== undefined) fields.birthDate = birthDate;
		const known = contactId.safeParse(tidyLine(this.#cell(group, 'id')?.text ?? '').toLowerCase());
		const person: ReadPerson = {
			group,
			known: known.data ?? null,
			fields,
			phones: this.#phones(group),
			address: this.#address(group),
			tags: this.#tags(this.#cell(group, 'tags')),
			custom: this.#customValues(group),
			switches: this.#switches(group),
		};
		return isNothing(person) ? null : person;
	}

	#email(cell: Cell | undefined): string | undefined {
		if (cell === undefined) return undefined;
		const read = readEmail(tidyLine(cell.text));
		if (read.kind === 'address') return read.address;
		if (read.kind === 'problem') this.#refuse(cell, cell.text.split(/[;,|\s]+/).filter((part) => part.includes('@')).length > 1 ? 'email-several' : read.problem === 'too-long' ? 'too-long' : 'email-invalid');
		return undefined;
	}

	#birthDate(cell: Cell | undefined): string | undefined {
		if (cell !== undefined && isNoDay(cell.text)) return undefined;
		const day = this.#value(cell, (text) => readFileDay(text, this.#rules.orders.get(cell?.column ?? -1) ?? 'day', this.#rules.now), 'date-invalid');
		if (day === undefined || cell === undefined || day <= dayOf(this.#rules.now)) return day;
		this.#refuse(cell, 'date-future');
		return undefined;
	}

	#phones(group: 'contact' | 'spouse'): string[] {
		const phones: string[] = [];
		for (const part of ['phone', 'phone2', 'phone3'] as const) {
			const cell = this.#cell(group, part);
			if (cell === undefined) continue;
			for (const read of readFilePhones(cell.text, this.#rules.firm.country)) {
				if (read === null) {
					this.#refuse(cell, 'phone-invalid');
					continue;
				}
				for (const code of read.notices) this.#notice(cell, code);
				if (!phones.includes(read.phone)) phones.push(read.phone);
			}
		}
		return phones;
	}

	#address(group: 'account' | 'contact' | 'spouse'): AddressParts {
		const parts: { street?: string; postcode?: string; city?: string; country?: string } = {};
		const streets = (['street', 'street2'] as const).flatMap((part) => this.#cell(group, part) ?? []);
		const [first] = streets;
		const street = tidyText(streets.map(({ text }) => text).join('\n'));
		if (first !== undefined && street.length > MAX.street) this.#refuse(first, 'too-long');
		else if (street !== '') parts.street = street;
		for (const part of ['postcode', 'city'] as const) {
			const cell = this.#cell(group, part);
			const text = cell === undefined ? '' : tidyLine(cell.text);
			if (cell !== undefined && text.length > MAX[part]) this.#refuse(cell, 'too-long');
			else if (text !== '') parts[part] = text;
		}
		const country = this.#value(this.#cell(group, 'country'), (text) => this.#rules.countries.code(text), 'country-unknown');
		if (country !== undefined) parts.country = country;
		const french = (parts.country ?? this.#rules.firm.country) === 'FR';
		if (french && parts.postcode !== undefined && /^\d{4}$/.test(parts.postcode)) parts.postcode = `0${parts.postcode}`;
		return parts;
	}

	#tags(cell: Cell | undefined): string[] {
		if (cell === undefined) return [];
		const names = readList(cell.text).map(tidyLine);
		if (names.some((name) => name.length > MAX_TAG_NAME)) this.#refuse(cell, 'too-long');
		return names;
	}

	#switches(group: 'contact' | 'spouse'): Partial<LinkSwitches> {
		const switches: Partial<LinkSwitches> = {};
		for (const part of ['login', 'notify', 'sync'] as const) {
			const on = this.#value(this.#cell(group, part), readSwitch, 'switch-unknown');
			if (on !== undefined) switches[part] = on;
		}
		return switches;
	}

	#customValues(group: 'account' | 'contact' | 'spouse'): Record<string, FieldValue> {
		const values: Record<string, FieldValue> = {};
		for (const cell of this.#custom[group]) {
			const field = this.#fieldOf(cell.target);
			if (field === undefined) continue;
			const { locale, now, orders } = this.#rules;
			const read = readCustomCell(field, cell.text, { locale, now, order: orders.get(cell.column) ?? 'day' });
			if ('problem' in read) this.#refuse(cell, read.problem);
			else if (read.value !== null) values[field.id] = read.value;
		}
		return values;
	}

	#fieldOf(target: Target): CustomField | undefined {
		const split = splitTarget(target);
		return 'field' in split ? this.#rules.firm.fields.find(({ id }) => id === split.field) : undefined;
	}

	#account(people: readonly ReadPerson[]): ReadAccount | null {
		const code = tidyLine(this.#cell('account', 'code')?.text ?? '').toUpperCase();
		const saidType = this.#value(this.#cell('account', 'type'), readType, 'type-unknown') ?? null;
		const name = this.#name(this.#cell('account', 'name')) ?? '';
		const companyName = this.#name(this.#cell('account', 'companyName')) ?? '';
		const siren = this.#value(this.#cell('account', 'siren'), sirenOf, 'siren-invalid') ?? '';
		const template = this.#value(this.#cell('account', 'template'), (text) => this.#template(text), 'template-unknown') ?? null;
		const type = saidType ?? (companyName !== '' || siren !== '' || LEGAL_FORM.test(foldText(name).replace(/[.,]/g, ' ')) ? 'company' : 'individual');
		const account: ReadAccount = {
			code,
			saidType,
			type,
			name: name !== '' ? name : type === 'individual' ? companyName : '',
			companyName: type === 'company' ? (companyName === '' ? name : companyName) : '',
			siren: type === 'company' ? siren : '',
			address: this.#address('account'),
			template,
			tags: this.#tags(this.#cell('account', 'tags')),
			custom: this.#customValues('account'),
		};
		const says = code !== '' || account.name !== '' || account.companyName !== '' || account.siren !== '';
		const cell = this.#cell('account', 'name') ?? this.#cell('account', 'companyName') ?? this.#cell('account', 'code');
		const person = people.some(({ fields }) => personName({ firstName: fields.firstName ?? '', lastName: fields.lastName ?? '' }) !== '');
		if (says && cell !== undefined && !person && account.name + account.companyName !== '') this.#nameAfter(account, people, cell);
		return says || person ? account : null;
	}

	/** Somebody reachable at an account, without a name: is called like the account. */
	#nameAfter(account: ReadAccount, people: readonly ReadPerson[], cell: Cell): void {
		const [first] = people;
		if (first === undefined || first.known !== null) return;
		first.fields.lastName = account.name === '' ? account.companyName : account.name;
		this.#notice(cell, 'named-after-account');
	}

	#template(text: string): TemplateId | null {
		return this.#rules.firm.templates.find(({ name }) => headerKey(name) === headerKey(text))?.id ?? null;
	}

	/** People without a name can't be found nor made; the account's other values still stand. */
	#isNamed(person: ReadPerson, account: ReadAccount | null): boolean {
		const { firstName = '', lastName = '', email = '' } = person.fields;
		if (firstName !== '' || lastName !== '' || person.known !== null) return true;
		if (email === '' && account !== null && account.code !== '') return false;
		if (person.group === 'spouse' && Object.keys(person.fields).length === 0) return false;
		if (email === '' && person.phones.length === 0) return false;
		// An address alone may be somebody's in the book; nobody can be made of it.
		return true;
	}

	/** A line below a table that sums it up, and says nothing that only a client has. */
	#checkTotal(account: ReadAccount | null, people: readonly ReadPerson[]): void {
		const cells = [this.#cell('account', 'name'), this.#cell('account', 'companyName'), this.#cell('account', 'code'), this.#cell('contact', 'name'), this.#cell('contact', 'lastName'), this.#cell('contact', 'firstName')];
		const total = cells.find((cell) => cell !== undefined && TOTAL.test(foldText(cell.text)));
		if (total === undefined || (account?.siren ?? '') !== '' || people.some(({ fields, phones, address }) => fields.email !== undefined || fields.birthDate !== undefined || phones.length > 0 || address.city !== undefined)) return;
		this.#refuse(total, 'total-line');
	}

	#checkSwitches(person: ReadPerson): void {
		for (const part of ['login', 'notify'] as const) {
			const cell = this.#cell(person.group, part);
			if (cell !== undefined && person.switches[part] === true && (person.fields.email ?? '') === '' && person.known === null) this.#notice(cell, 'switch-needs-email');
		}
	}
}

/** An individual has no address of their own: it is their first contact's. */
function moveAddress(account: ReadAccount, first: ReadPerson | undefined): void {
	if (first === undefined || Object.keys(account.address).length === 0) return;
	first.address = { ...account.address, ...first.address };
	account.address = {};
}

function sirenOf(text: string): string | null {
	const digits = text.replace(/[\s.-]/gu, '');
	// A SIRET begins with the SIREN.
	const read = checkSiren(/^\d{14}$/.test(digits) ? digits.slice(0, 9) : digits);
	return read.ok ? read.siren : null;
}

function isNothing({ fields, phones, address, tags, custom, switches, known }: ReadPerson): boolean {
	const empty = [fields, address, custom, switches].every((part) => Object.keys(part).length === 0);
	return empty && phones.length === 0 && tags.length === 0 && known === null;
}
