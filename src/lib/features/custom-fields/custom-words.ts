import type { CustomField } from '$lib/domain/custom-field.ts';
import { fitsField, type ValueProblem } from '$lib/domain/custom-value.ts';
import type { FieldValue } from '$lib/domain/field-value.ts';
import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';

const FORMS = {
	text: m.fields_too_long,
	longText: m.fields_too_long,
	number: m.fields_number,
	amount: m.fields_amount,
	date: m.fields_date,
	choice: m.fields_choice,
	choices: m.fields_choice,
	checkbox: m.fields_choice,
	phone: m.fields_phone,
	email: m.fields_email,
	url: m.fields_url,
} as const;

/** What is wrong with a custom field and how to repair it, in the language on screen; null for no fault. */
export function customProblemWords(field: CustomField, problem: ValueProblem | null): string | null {
	if (problem === null) return null;
	if (problem === 'too-long') return m.fields_too_long();
	return problem === 'value-required' ? m.fields_required({ label: field.label }) : FORMS[field.type]();
}

/**
 * A stored value as one reads it: dates and numbers by the language on screen, choices by their labels; null for an empty one.
 * A value that does not fit the field's present type is shown as it was written (`fits`: false).
 */
export function customValueText(
	field: CustomField,
	value: FieldValue | undefined,
): { text: string; fits: boolean } | null {
	if (value === undefined || value === null || value === '') return null;
	if (!fitsField(field, value)) return { text: typeof value === 'string' ? value : JSON.stringify(value), fits: false };
	const label = (id: unknown) => field.choices.find((choice) => choice.id === id)?.label ?? String(id);
	if (typeof value === 'boolean') return { text: value ? m.record_yes() : m.record_no(), fits: true };
	if (Array.isArray(value)) return value.length === 0 ? null : { text: formats().list(value.map(label)), fits: true };
	if (typeof value === 'number')
		return { text: field.type === 'amount' ? formats().cents(value) : formats().decimal(value), fits: true };
	if (field.type === 'choice') return { text: label(value), fits: true };
	if (field.type === 'date') return { text: formats().day(String(value)), fits: true };
	return { text: String(value), fits: true };
}
