import { parseCustomField } from '$lib/domain/custom-field.ts';
import { parseLinkField } from '$lib/domain/link.ts';
import * as m from '$messages';
import { NO_WORDS, type WordSource } from './word-source.svelte.ts';

const FIELDS: Readonly<Record<string, () => string>> = {
	type: m.record_type,
	name: m.record_name,
	code: m.record_code,
	companyName: m.record_company_name,
	companyAddress: m.record_company_address,
	siren: m.record_siren,
	civility: m.record_civility,
	firstName: m.record_first_name,
	lastName: m.record_last_name,
	birthDate: m.record_birth_date,
	email: m.record_email,
	phones: m.record_phones,
	address: m.record_address,
	language: m.record_language,
	archived: m.record_archived,
	toReview: m.review_field,
	deleted: m.record_deleted,
	createdAt: m.record_created,
	createdBy: m.record_created,
};

/** Fields that there are many of, by what their names begin with. */
const FAMILIES: Readonly<Record<string, () => string>> = {
	tag: m.record_tag,
	custom: m.record_custom_field,
	field: m.record_custom_field,
	folder: m.record_folder,
	template: m.record_template,
	filter: m.record_filter,
};

const LINK_PARTS = {
	present: m.record_contact,
	linkedAt: m.record_contact,
	login: m.record_login,
	notify: m.record_notify,
	sync: m.record_sync,
} as const;

/** What people call a field of a record. */
export function fieldWord(field: string, { firm }: WordSource = NO_WORDS): string {
	const link = parseLinkField(field);
	if (link !== null) return LINK_PARTS[link.part]();
	const custom = parseCustomField(field);
	const label = custom === null ? undefined : firm?.fields.find(({ id }) => id === custom)?.label;
	if (label !== undefined) return label;
	return (FIELDS[field] ?? FAMILIES[field.split('/')[0] ?? ''] ?? m.record_other)();
}

/** The words for several fields, each once, in the order given. */
export function fieldWords(fields: readonly string[], source: WordSource = NO_WORDS): string[] {
	return [...new Set(fields.map((field) => fieldWord(field, source)))];
}
