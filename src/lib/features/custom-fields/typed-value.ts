import type { CustomField } from '$lib/domain/custom-field.ts';
import { readCustomText } from '$lib/domain/custom-text.ts';
import { checkCustomValue, fitsField, type CustomReading } from '$lib/domain/custom-value.ts';
import type { FieldValue } from '$lib/domain/field-value.ts';
import type { Locale } from '$lib/domain/staff.ts';
import { formats } from '$lib/i18n/format.ts';

/** What stands in a custom field's control: text as typed; a choice's id, or '' for none; the ids of several; a tick. */
export type TypedValue = string | boolean | readonly string[];

/** What a control holds, and the language that it was typed in: `1,5` means what it meant when the language is switched. */
export interface Typed {
	value: TypedValue;
	locale: Locale;
}

/** An empty control of a field. */
export function emptyTyped(field: Pick<CustomField, 'type'>): TypedValue {
	if (field.type === 'checkbox') return false;
	return field.type === 'choices' ? [] : '';
}

/** A stored value as its control shows it, in a language. One that does not fit the field's present type gives an empty control. */
export function toTyped(field: CustomField, value: FieldValue | undefined, locale: Locale): TypedValue {
	if (value === undefined || value === null || !fitsField(field, value)) return emptyTyped(field);
	if (typeof value === 'boolean') return value;
	if (Array.isArray(value)) return value.map(String);
	if (typeof value === 'number')
		return field.type === 'amount' ? formats(locale).cents(value) : formats(locale).decimal(value);
	return field.type === 'date' ? formats(locale).shortDay(String(value)) : String(value);
}

/**
 * Reads a control: numbers with comma or dot and any spaces between thousands, days with the day first or ISO, amounts to cents.
 * An empty control is null, which a required field refuses; a box without its tick is false.
 */
export function readTyped(field: CustomField, { value, locale }: Typed): CustomReading {
	return typeof value === 'string' && field.type !== 'choice'
		? readCustomText(field, value, locale)
		: checkCustomValue(field, value);
}

/** Nothing is typed, chosen or ticked. */
export function isEmptyTyped(value: TypedValue): boolean {
	if (typeof value === 'string') return value.trim() === '';
	return typeof value === 'boolean' ? !value : value.length === 0;
}
