import { parseLinkField } from '$lib/domain/link.ts';
import * as m from '$messages';

const FIELDS: Readonly<Record<string, () => string>> = {
	type: m.record_type,
	name: m.record_name,
	companyName: m.record_company_name,
	companyAddress: m.record_company_address,
	firstName: m.record_first_name,
	lastName: m.record_last_name,
	email: m.record_email,
	phones: m.record_phones,
	address: m.record_address,
	language: m.record_language,
	archived: m.record_archived,
	deleted: m.record_deleted,
	createdAt: m.record_created,
	createdBy: m.record_created,
};

const LINK_PARTS = {
	present: m.record_contact,
	linkedAt: m.record_contact,
	login: m.record_login,
	notify: m.record_notify,
	sync: m.record_sync,
} as const;

/** What people call a field of a record. */
export function fieldWord(field: string): string {
	const link = parseLinkField(field);
	if (link !== null) return LINK_PARTS[link.part]();
	return (FIELDS[field] ?? m.record_other)();
}

/** The words for several fields, each once, in the order given. */
export function fieldWords(fields: readonly string[]): string[] {
	return [...new Set(fields.map(fieldWord))];
}
