import { ACCOUNT_PARTS, PERSON_PARTS, splitTarget, type AccountPart, type PersonPart, type Target } from '$lib/exchange/targets.ts';
import type { CustomField } from '$lib/domain/custom-field.ts';
import * as m from '$messages';

/** What can be said of a column. */
export interface TargetOption {
	value: Target;
	label: string;
	hint: string;
}

const ACCOUNT: Readonly<Record<AccountPart, () => string>> = {
	code: m.import_account_code,
	name: m.import_account_name,
	type: m.import_account_type,
	companyName: m.import_account_companyName,
	siren: m.import_account_siren,
	street: m.import_account_street,
	street2: m.import_account_street2,
	postcode: m.import_account_postcode,
	city: m.import_account_city,
	country: m.import_account_country,
	tags: m.import_account_tags,
	template: m.import_account_template,
};

const PERSON: Readonly<Record<PersonPart, () => string>> = {
	civility: m.import_person_civility,
	firstName: m.import_person_firstName,
	lastName: m.import_person_lastName,
	name: m.import_person_name,
	email: m.import_person_email,
	phone: m.import_person_phone,
	phone2: m.import_person_phone2,
	phone3: m.import_person_phone3,
	birthDate: m.import_person_birthDate,
	street: m.import_person_street,
	street2: m.import_person_street2,
	postcode: m.import_person_postcode,
	city: m.import_person_city,
	country: m.import_person_country,
	language: m.import_person_language,
	tags: m.import_person_tags,
	login: m.import_person_login,
	notify: m.import_person_notify,
	sync: m.import_person_sync,
	id: m.import_person_id,
};

/** The custom field that a target is about; null: it is about none. */
export function fieldOf(target: Target, fields: readonly CustomField[]): CustomField | null {
	const split = splitTarget(target);
	return 'field' in split ? (fields.find(({ id }) => id === split.field) ?? null) : null;
}

/** What a target is called. */
export function targetWords(target: Target, fields: readonly CustomField[]): string {
	const split = splitTarget(target);
	const name = 'field' in split ? (fields.find(({ id }) => id === split.field)?.label ?? '') : split.group === 'account' ? ACCOUNT[split.part as AccountPart]() : PERSON[split.part as PersonPart]();
	return split.group === 'spouse' ? m.import_spouse({ what: name }) : name;
}

/** The names of an export's columns; a custom field is called by its label. An import understands them in both languages. */
export function exportTitles(): Partial<Record<Target, string>> {
	const account = ACCOUNT_PARTS.map((part): [Target, string] => [`account/${part}`, ACCOUNT[part]()]);
	const person = PERSON_PARTS.map((part): [Target, string] => [`contact/${part}`, PERSON[part]()]);
	return Object.fromEntries([...account, ...person]);
}

/** Everything that a column can hold: of the account, of its contact, of a second one. */
export function targetOptions(fields: readonly CustomField[]): TargetOption[] {
	const own = (kind: CustomField['kind']) => fields.filter((field) => field.kind === kind && !field.archived).map(({ id }) => id);
	const account: Target[] = [...ACCOUNT_PARTS.map((part): Target => `account/${part}`), ...own('account').map((id): Target => `account/custom/${id}`)];
	const person = (group: 'contact' | 'spouse'): Target[] => [
		...PERSON_PARTS.map((part): Target => `${group}/${part}`),
		...own('contact').map((id): Target => `${group}/custom/${id}`),
	];
	const option = (hint: string) => (value: Target) => ({ value, label: targetWords(value, fields), hint });
	return [
		...account.map(option(m.import_group_account())),
		...person('contact').map(option(m.import_group_contact())),
		...person('spouse').map(option(m.import_group_spouse())),
	];
}
