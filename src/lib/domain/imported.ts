import { generatedName, type AccountType } from './account.ts';
import type { PostalAddress } from './address.ts';
import type { ChangeReason } from './change-reason.ts';
import type { Civility } from './contact.ts';
import { customField } from './custom-field.ts';
import type { DocumentName } from './document-name.ts';
import { emailKey } from './email.ts';
import { sameValue, type FieldValue } from './field-value.ts';
import type { AccountId, ContactId, FieldId, TemplateId } from './ids.ts';
import type { LinkSwitches } from './link.ts';
import { samePhone } from './phone.ts';
import type { Locale } from './staff.ts';

/** The most phones of one person. */
const MAX_PHONES = 10;

/** Parts of an address that a file speaks of. */
export type AddressParts = Partial<PostalAddress>;

/** Values of custom fields, as they are stored. */
type CustomParts = Readonly<Record<string, FieldValue>>;

/** What a file says of a person: values as they are stored, without those that it leaves empty. */
export interface ImportedPerson {
	id: ContactId;
	/** Not in the book before this import. */
	isNew: boolean;
	fields: { firstName?: string; lastName?: string; email?: string; civility?: Civility; birthDate?: string; language?: Locale };
	phones: readonly string[];
	address: AddressParts;
	/** By name: those that are not there are made. */
	tags: readonly string[];
	custom: CustomParts;
	/** Of the link to the account. */
	switches: Partial<LinkSwitches>;
}

/** What a file says of an account. */
export interface ImportedAccount {
	id: AccountId;
	isNew: boolean;
	fields: { type?: AccountType; name?: string; companyName?: string; siren?: string };
	address: AddressParts;
	/** The ID that the file gives a new account; null: one is picked. */
	code: string | null;
	/** Of a new account. */
	template: TemplateId | null;
	tags: readonly string[];
	custom: CustomParts;
}

/** An account with people whom a file links to it, or people without an account: written together, or not at all. */
export interface ImportedUnit {
	account: ImportedAccount | null;
	people: readonly ImportedPerson[];
	/** The lines of the file that it comes from. */
	lines: readonly number[];
}

/** What a contact has before an import. */
export interface PersonBefore {
	firstName: string;
	lastName: string;
	email: string;
	civility: Civility | null;
	birthDate: string;
	language: Locale | null;
	phones: readonly string[];
	address: PostalAddress;
	custom: CustomParts;
}

/** What an account has before an import. */
export interface AccountBefore {
	type: AccountType;
	name: string;
	companyName: string;
	siren: string;
	companyAddress: PostalAddress;
	custom: CustomParts;
}

/** The fields of a contact that an import changes: only what the file says, and says differently. Phones are added, an address is filled in part by part. */
export function personChanges(before: PersonBefore, { fields, phones, address, custom }: Omit<ImportedPerson, 'id' | 'isNew' | 'tags' | 'switches'>): Record<string, FieldValue> {
	const changes: Record<string, FieldValue> = {};
	for (const [field, value] of Object.entries(fields)) {
		const known = before[field as keyof typeof fields];
		const same = field === 'email' && typeof value === 'string' ? emailKey(value) === emailKey(before.email) : value === known;
		if (value !== undefined && !same) changes[field] = value;
	}
	const all = withPhones(before.phones, phones);
	if (all.length > before.phones.length) changes.phones = all;
	const filled = withParts(before.address, address);
	if (filled !== null) changes.address = filled;
	return { ...changes, ...customChanges(before.custom, custom) };
}

/** The fields of an account that an import changes. A name that says what is shown already says nothing new. */
export function accountChanges(before: AccountBefore, { fields, address, custom }: Pick<ImportedAccount, 'fields' | 'address' | 'custom'>): Record<string, FieldValue> {
	const changes: Record<string, FieldValue> = {};
	const company = (fields.type ?? before.type) === 'company';
	for (const [field, value] of Object.entries(fields)) {
		const ofCompany = field === 'companyName' || field === 'siren';
		if (value !== undefined && before[field as keyof typeof fields] !== value && (company || !ofCompany)) changes[field] = value;
	}
	// A company has a name of its own.
	if (changes.type === 'company' && before.companyName === '' && fields.companyName === undefined) changes.companyName = before.name;
	const filled = company ? withParts(before.companyAddress, address) : null;
	if (filled !== null) changes.companyAddress = filled;
	return { ...changes, ...customChanges(before.custom, custom) };
}

/** The name to store of a new account: '' where the generated one says the same, so that it follows its contact or company. */
export function typedName({ fields }: Pick<ImportedAccount, 'fields'>, first: { firstName?: string; lastName?: string } | undefined): string {
	const name = fields.name ?? '';
	const person = first === undefined ? null : { firstName: first.firstName ?? '', lastName: first.lastName ?? '' };
	return name === generatedName({ type: fields.type ?? 'individual', companyName: fields.companyName ?? '' }, person) ? '' : name;
}

/** Phones with those added that are not among them in any spelling. */
export function withPhones(before: readonly string[], phones: readonly string[]): string[] {
	const all = [...before];
	for (const phone of phones) {
		if (all.length < MAX_PHONES && !all.some((known) => known === phone || samePhone(known, phone))) all.push(phone);
	}
	return all;
}

/** An address with parts put in, or null when they say nothing new. */
function withParts(before: PostalAddress, parts: AddressParts): Record<string, string> | null {
	const filled = { ...before, ...parts };
	return sameValue({ ...before }, { ...filled }) ? null : filled;
}

function customChanges(before: CustomParts, custom: CustomParts): Record<string, FieldValue> {
	const changed = Object.entries(custom).filter(([id, value]) => !sameValue(before[id] ?? null, value));
	return Object.fromEntries(changed.map(([id, value]) => [customField(id as FieldId), value]));
}

/** A document as an archive holds it: every field that says something, as it is stored. */
export interface ArchivedRecord {
	name: DocumentName;
	values: Record<string, FieldValue>;
	/** What was done to it there, the latest first; left out: nothing is known. */
	history?: readonly PastLine[];
	/** The rest of a long history: the record itself was made by a group before. */
	made?: true;
}

/** A line of a record's history in the book that it is brought from. */
export interface PastLine {
	/** ms since 1970 */
	at: number;
	/** Who did it there, by name; '' for somebody who is not known. */
	by: string;
	why: ChangeReason;
	changes: { field: string; from?: FieldValue | undefined; to?: FieldValue | undefined }[];
}
