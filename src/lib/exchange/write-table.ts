import type { CustomField } from '../domain/custom-field.ts';
import { writeCustomText } from '../domain/custom-text.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { PostalAddress } from '../domain/address.ts';
import type { Link } from '../domain/link.ts';
import type { Locale } from '../domain/staff.ts';
import type { TagId } from '../domain/ids.ts';
import type { Vocabulary } from '../domain/vocabulary.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import { splitTarget, type AccountPart, type PersonPart, type Target } from './targets.ts';

/** Between several values of one cell; `readList` takes it apart. */
const BETWEEN = ' | ';

const ACCOUNT_COLUMNS: readonly AccountPart[] = ['code', 'name', 'type', 'companyName', 'siren', 'street', 'postcode', 'city', 'country', 'tags'];
const PERSON_COLUMNS: readonly PersonPart[] = [
	'id',
	'civility',
	'firstName',
	'lastName',
	'email',
	'phone',
	'phone2',
	'phone3',
	'birthDate',
	'street',
	'postcode',
	'city',
	'country',
	'language',
	'tags',
	'login',
	'notify',
	'sync',
];

/** What values are written by. */
export interface WritingRules {
	fields: readonly CustomField[];
	vocabulary: Vocabulary;
	locale: Locale;
}

/** The columns of an export: of the account, its own fields, of the contact, their own fields. */
export function exportColumns(fields: readonly CustomField[]): Target[] {
	const own = (kind: CustomField['kind']) => fields.filter((field) => field.kind === kind && !field.archived).map(({ id }): Target => `${kind}/custom/${id}`);
	return [
		...ACCOUNT_COLUMNS.map((part): Target => `account/${part}`),
		...own('account'),
		...PERSON_COLUMNS.map((part): Target => `contact/${part}`),
		...own('contact'),
	];
}

/** A row of an export: a contact of an account, an account without contacts, or a contact without an account. */
export function exportRow(columns: readonly Target[], account: AccountRow | null, contact: ContactRow | null, rules: WritingRules): string[] {
	const link = account?.links.find((one) => one.contact === contact?.id);
	return columns.map((target) => {
		const split = splitTarget(target);
		if ('field' in split) return customCell(rules, split.field, (split.group === 'account' ? account : contact)?.custom ?? {});
		if (split.group === 'account') return account === null ? '' : accountCell(account, split.part as AccountPart, rules);
		return contact === null ? '' : personCell(contact, link, split.part as PersonPart, rules);
	});
}

function accountCell(account: AccountRow, part: AccountPart, rules: WritingRules): string {
	switch (part) {
		case 'type':
			return rules.locale === 'fr' ? (account.type === 'company' ? 'Entreprise' : 'Individu') : account.type === 'company' ? 'Company' : 'Individual';
		case 'tags':
			return tagCell(rules.vocabulary, account.tags);
		case 'street':
		case 'postcode':
		case 'city':
		case 'country':
			return addressCell(account.companyAddress, part);
		case 'street2':
		case 'template':
			return '';
		default:
			return account[part];
	}
}

function personCell(contact: ContactRow, link: Link | undefined, part: PersonPart, rules: WritingRules): string {
	switch (part) {
		case 'civility':
			return contact.civility === null ? '' : rules.locale === 'fr' ? { mr: 'M.', ms: 'Mme' }[contact.civility] : { mr: 'Mr', ms: 'Ms' }[contact.civility];
		case 'phone':
		case 'phone2':
			return contact.phones[part === 'phone' ? 0 : 1] ?? '';
		case 'phone3':
			return contact.phones.slice(2).join(BETWEEN);
		case 'birthDate':
			return rules.locale === 'fr' ? contact.birthDate.split('-').reverse().join('/') : contact.birthDate;
		case 'language':
			return contact.language ?? '';
		case 'tags':
			return tagCell(rules.vocabulary, contact.tags);
		case 'login':
		case 'notify':
		case 'sync':
			return link === undefined ? '' : yesNo(link[part], rules.locale);
		case 'street':
		case 'postcode':
		case 'city':
		case 'country':
			return addressCell(contact.address, part);
		case 'street2':
			return '';
		default:
			return contact[part];
	}
}

function addressCell(address: PostalAddress, part: 'street' | 'postcode' | 'city' | 'country'): string {
	return address[part];
}

function tagCell(vocabulary: Vocabulary, tags: readonly TagId[]): string {
	return vocabulary.tagsOf(tags).map(({ name }) => name).join(BETWEEN);
}

function yesNo(on: boolean, locale: Locale): string {
	return locale === 'fr' ? (on ? 'oui' : 'non') : on ? 'yes' : 'no';
}

function customCell({ fields, locale }: WritingRules, id: string, values: Readonly<Record<string, FieldValue>>): string {
	const field = fields.find((one) => one.id === id);
	const value = values[id];
	if (field === undefined || value === undefined || value === null) return '';
	const label = (choice: string) => field.choices.find((one) => one.id === choice)?.label ?? '';
	if (field.type === 'choice') return typeof value === 'string' ? label(value) : '';
	if (field.type === 'choices') return Array.isArray(value) ? value.map((one) => label(String(one))).join(BETWEEN) : '';
	if (field.type === 'checkbox') return yesNo(value === true, locale);
	return writeCustomText(field, value, locale);
}
