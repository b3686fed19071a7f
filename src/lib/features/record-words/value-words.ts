import { isEmptyAddress, postalAddress } from '$lib/domain/address.ts';
import type { FieldValue } from '$lib/domain/field-value.ts';
import { parseLinkField } from '$lib/domain/link.ts';
import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';

const LANGUAGES: Readonly<Record<string, string>> = { en: 'English', fr: 'Français' };

/** A field's value as people read it, in the language on screen; an empty one is said to be so. */
export function valueWords(field: string, value: FieldValue | undefined): string {
	if (value === undefined || value === null || value === '') return m.record_empty();
	if (typeof value === 'boolean') return switchWords(field, value);
	if (typeof value === 'number') return formats().number(value);
	if (typeof value === 'string') return textWords(field, value);
	if (Array.isArray(value))
		return value.length === 0 ? m.record_empty() : value.map((item) => valueWords('', item as FieldValue)).join(', ');
	const address = postalAddress.safeParse(value);
	if (!address.success) return m.record_other();
	if (isEmptyAddress(address.data)) return m.record_empty();
	const { street, postcode, city, country } = address.data;
	return [
		street.replaceAll('\n', ', '),
		[postcode, city].filter(Boolean).join(' '),
		country === '' ? '' : formats().country(country),
	]
		.filter(Boolean)
		.join(', ');
}

function switchWords(field: string, on: boolean): string {
	if (parseLinkField(field) !== null) return on ? m.record_on() : m.record_off();
	return on ? m.record_yes() : m.record_no();
}

function textWords(field: string, value: string): string {
	if (field === 'type') return value === 'company' ? m.create_type_company() : m.create_type_individual();
	if (field === 'language') return LANGUAGES[value] ?? value;
	return value;
}
