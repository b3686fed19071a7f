import { isEmptyAddress, postalAddress } from '$lib/domain/address.ts';
import { parseCustomField } from '$lib/domain/custom-field.ts';
import type { FieldValue } from '$lib/domain/field-value.ts';
import { parseFolderField, storedFolder } from '$lib/domain/folder.ts';
import { parseLinkField } from '$lib/domain/link.ts';
import { formatSiren } from '$lib/domain/siren.ts';
import { customValueText } from '$lib/features/custom-fields/custom-words.ts';
import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';
import { NO_WORDS, type WordSource } from './word-source.svelte.ts';

const LANGUAGES: Readonly<Record<string, string>> = { en: 'English', fr: 'Français' };

/** A field's value as people read it, in the language on screen; an empty one is said to be so. */
export function valueWords(field: string, value: FieldValue | undefined, source: WordSource = NO_WORDS): string {
	if (value === undefined || value === null || value === '') return m.record_empty();
	const custom = parseCustomField(field);
	if (custom !== null) {
		const known = source.firm?.fields.find(({ id }) => id === custom);
		if (known !== undefined) return customValueText(known, value)?.text ?? m.record_empty();
	}
	if (parseFolderField(field) !== null) return folderWords(value);
	if (typeof value === 'boolean') return switchWords(field, value);
	if (typeof value === 'number') return formats().number(value);
	if (typeof value === 'string') return textWords(field, value);
	if (Array.isArray(value))
		return value.length === 0 ? m.record_empty() : value.map((item) => valueWords('', item as FieldValue)).join(', ');
	return addressWords(value);
}

function addressWords(value: FieldValue): string {
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

function folderWords(value: FieldValue): string {
	const folder = storedFolder.safeParse(value);
	if (!folder.success) return m.record_other();
	return folder.data.removed ? m.record_folder_removed({ name: folder.data.name }) : folder.data.name;
}

function switchWords(field: string, on: boolean): string {
	if (parseLinkField(field) !== null) return on ? m.record_on() : m.record_off();
	return on ? m.record_yes() : m.record_no();
}

function textWords(field: string, value: string): string {
	switch (field) {
		case 'type':
			return value === 'company' ? m.create_type_company() : m.create_type_individual();
		case 'language':
			return LANGUAGES[value] ?? value;
		case 'civility':
			return value === 'mr' ? m.record_civility_mr() : m.record_civility_ms();
		case 'birthDate':
			return formats().day(value);
		case 'siren':
			return formatSiren(value);
		default:
			return value;
	}
}
