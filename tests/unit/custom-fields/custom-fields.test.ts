import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { FIELD_TYPES, type CustomField, type FieldType } from '../../../src/lib/domain/custom-field.ts';
import { checkCustomValue } from '../../../src/lib/domain/custom-value.ts';
import type { FieldValue } from '../../../src/lib/domain/field-value.ts';
import type { FieldId } from '../../../src/lib/domain/ids.ts';
import type { Locale } from '../../../src/lib/domain/staff.ts';
import { CustomFieldsState } from '../../../src/lib/features/custom-fields/custom-fields-state.svelte.ts';
import { customProblemWords, customValueText } from '../../../src/lib/features/custom-fields/custom-words.ts';
import {
	emptyTyped,
	readTyped,
	toTyped,
	type TypedValue,
} from '../../../src/lib/features/custom-fields/typed-value.ts';
import { createLocaleStore } from '../../../src/lib/i18n/locale.svelte.ts';

const locale = createLocaleStore({ saved: 'en', languages: [], keep: () => undefined, root: { lang: '' } });
afterEach(() => locale.choose('en'));

function field(type: FieldType, more: Partial<CustomField> = {}): CustomField {
	return {
		id: `0190b36e-0000-7000-8000-${String(FIELD_TYPES.indexOf(type)).padStart(12, '0')}` as FieldId,
		kind: 'account',
		label: `A ${type}`,
		type,
		required: false,
		order: 0,
		choices: [
			{ id: 'a', label: 'Monthly' },
			{ id: 'b', label: 'Quarterly' },
		],
		archived: false,
		...more,
	};
}

function openFields(fields: CustomField[], language: () => Locale = () => 'en'): CustomFieldsState {
	return new CustomFieldsState({ fields: () => fields, locale: language });
}

const read = (type: FieldType, value: TypedValue, language: Locale) =>
	readTyped(field(type), { value, locale: language });

describe('what is typed', () => {
	test.each<[FieldType, string, Locale, FieldValue]>([
		['number', '1 234,5', 'fr', 1234.5],
		['number', '1\u202f234,5', 'fr', 1234.5],
		['number', '1,234.5', 'en', 1234.5],
		['number', '1,234', 'en', 1234],
		['number', '1,234', 'fr', 1.234],
		['amount', '1\u202f234,56 €', 'fr', 123456],
		['amount', '1,234.5', 'en', 123450],
		['date', '31/01/2026', 'fr', '2026-01-31'],
		['date', '1.2.2026', 'en', '2026-02-01'],
		['date', '2026-02-01', 'en', '2026-02-01'],
		['email', ' lea@example.com, ', 'en', 'lea@example.com'],
		['url', 'example.com', 'en', 'https://example.com'],
		['phone', '06 12 34 56 78', 'fr', '06 12 34 56 78'],
		['text', '  a   b ', 'en', 'a b'],
	])('%s %j in %s is read', (type, typed, language, value) => {
		expect(read(type, typed, language)).toEqual({ ok: true, value });
	});

	test.each<[FieldType, string]>([
		['number', 'twelve'],
		['amount', '1.234.5'],
		['amount', '0.001'],
		['date', '31/02/2026'],
		['date', 'tomorrow'],
		['email', 'a@b'],
		['url', 'not a site'],
		['phone', 'call me'],
		['choice', 'c'],
	])('%s %j is refused, in words', (type, typed) => {
		const reading = read(type, typed, 'en');
		expect(reading.ok).toBe(false);
		if (!reading.ok) expect(customProblemWords(field(type), reading.problem)).toMatch(/[.!]$/);
	});
});

test('a stored value is shown so that it is read again as itself, in both languages', () => {
	const values: fc.Arbitrary<[FieldType, FieldValue]> = fc.oneof(
		fc.tuple(
			fc.constant<FieldType>('number'),
			fc
				.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
				.map((n) => Math.round(n * 1e4) / 1e4 || 0),
		),
		fc.tuple(fc.constant<FieldType>('amount'), fc.integer({ min: -1e12, max: 1e12 })),
		fc.tuple(
			fc.constant<FieldType>('date'),
			fc
				.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
				.map((date) => date.toISOString().slice(0, 10)),
		),
		fc.tuple(fc.constant<FieldType>('choice'), fc.constantFrom('a', 'b')),
		fc.tuple(fc.constant<FieldType>('choices'), fc.constantFrom(['a'], ['a', 'b'])),
		fc.tuple(fc.constant<FieldType>('checkbox'), fc.boolean()),
	);
	fc.assert(
		fc.property(values, fc.constantFrom<Locale>('en', 'fr'), ([type, value], language) => {
			const one = field(type);
			expect(checkCustomValue(one, value).ok).toBe(true);
			expect(readTyped(one, { value: toTyped(one, value, language), locale: language })).toEqual({ ok: true, value });
		}),
	);
});

test('a value of another type than the field has now is kept out of the control and shown as not fitting', () => {
	expect(toTyped(field('number'), 'a text', 'en')).toBe('');
	expect(customValueText(field('number'), 'a text')).toEqual({ text: 'a text', fits: false });
});

test('stored values read as people write them, in the language on screen', () => {
	expect(customValueText(field('amount'), 123456)?.text).toBe('1,234.56');
	expect(customValueText(field('choices'), ['a', 'b'])?.text).toBe('Monthly and Quarterly');
	expect(customValueText(field('checkbox'), true)?.text).toBe('yes');
	locale.choose('fr');
	expect(customValueText(field('amount'), 123456)?.text).toBe('1\u202f234,56');
	expect(customValueText(field('date'), '2026-02-01')?.text).toBe('1 févr. 2026');
	expect(customValueText(field('text'), '')).toBeNull();
});

describe('a form of fields', () => {
	test('says that a required one is empty only once Create was pressed, the first one first', () => {
		const fields = [field('text'), field('number', { required: true }), field('date', { required: true })];
		const form = openFields(fields);
		expect(form.firstFault()).toBeNull();
		form.insisted = true;
		expect(form.firstFault()?.type).toBe('number');
		form.type(field('number'), '12');
		expect(form.firstFault()?.type).toBe('date');
	});

	test('calls a half-typed value wrong when it is left, not before', () => {
		const form = openFields([field('date')]);
		form.type(field('date'), '31/02');
		expect(form.fault(field('date'))).toBeNull();
		form.leave(field('date'));
		expect(form.fault(field('date'))).toBe('value-invalid');
		form.type(field('date'), '28/02/2026');
		expect(form.fault(field('date'))).toBeNull();
	});

	test('writes what it understood the way it is written here, when the field is left', () => {
		const form = openFields([field('amount')]);
		form.type(field('amount'), '1234,5');
		form.leave(field('amount'));
		expect(form.of(field('amount'))).toBe('1,234.50');
		expect(form.values()).toEqual({ [field('amount').id]: 123450 });
	});

	test('a number typed in one language keeps its value in the other', () => {
		let language: Locale = 'fr';
		const form = openFields([field('number')], () => language);
		form.type(field('number'), '1,234');
		language = 'en';
		expect(form.values()).toEqual({ [field('number').id]: 1.234 });
	});

	test('keeps what was typed for a field that is archived or changes its type meanwhile', () => {
		const fields = [field('text')];
		const form = openFields(fields);
		form.type(field('text'), 'kept');
		fields[0] = { ...field('text'), archived: true };
		expect(form.values()).toEqual({});
		fields[0] = { ...field('text'), type: 'checkbox' };
		expect(form.of(fields[0])).toBe(false);
		fields[0] = field('text');
		expect(form.values()).toEqual({ [field('text').id]: 'kept' });
	});

	test('comes back from a draft as it was', () => {
		const fields = FIELD_TYPES.map((type) => field(type));
		const form = openFields(fields);
		form.type(field('text'), 'a');
		form.type(field('choices'), ['b']);
		form.type(field('checkbox'), true);
		const again = openFields(fields);
		again.restore(JSON.parse(JSON.stringify(form.toDraft())) as ReturnType<typeof form.toDraft>);
		for (const one of fields) expect(again.of(one)).toEqual(form.of(one));
		expect(openFields(fields).blank).toBe(true);
		expect(again.blank).toBe(false);
		expect(emptyTyped(field('choices'))).toEqual([]);
	});
});
