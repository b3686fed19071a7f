import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_TYPES, type CustomField, type FieldType } from '../../../src/lib/domain/custom-field.ts';
import { readCustomText, writeCustomText } from '../../../src/lib/domain/custom-text.ts';
import { checkCustomValue, fitsField } from '../../../src/lib/domain/custom-value.ts';
import { isDay } from '../../../src/lib/domain/day.ts';
import { isFieldValue } from '../../../src/lib/domain/field-value.ts';

const choices = [
	{ id: 'a', label: 'Réel' },
	{ id: 'b', label: 'Micro' },
	{ id: 'c', label: 'Autre' },
];

function field(type: FieldType, required = false): Pick<CustomField, 'type' | 'choices' | 'required'> {
	return { type, choices, required };
}

const type = fc.constantFrom(...FIELD_TYPES);
const locale = fc.constantFrom('fr' as const, 'en' as const);
/** What programs and other versions may have left in a record. */
const anything = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.array(fc.string()), fc.dictionary(fc.string(), fc.string()));

describe('values of custom fields', () => {
	it.each([
		['fr', '1 234,5', 1234.5],
		['fr', '1\u202f234\u202f567,25', 1234567.25],
		['fr', '1234.5', 1234.5],
		['fr', '-0,5', -0.5],
		['en', '1,234.5', 1234.5],
		['en', '1,234', 1234],
		['en', '12,5', 12.5],
		['en', '1.234', 1.234],
		['fr', '1.234,50', 1234.5],
		['fr', '−3', -3],
	] as const)('CUS-1 reads the number of %s: %s', (language, text, number) => {
		expect(readCustomText(field('number'), text, language)).toEqual({ ok: true, value: number });
	});

	it.each(['abc', '1,2,3', '1.2.3', '12 34', '--1', '1e', ',', '1,23.4,5'])('CUS-1 refuses the number %s', (text) => {
		expect(readCustomText(field('number'), text, 'fr')).toEqual({ ok: false, problem: 'value-invalid' });
	});

	it.each([
		['fr', '1 234,50 €', 123450],
		['fr', '0,1', 10],
		['en', '£1,234.56', 123456],
		['fr', '19,99', 1999],
		['fr', '-12', -1200],
	] as const)('CUS-1 reads the amount of %s in cents: %s', (language, text, cents) => {
		expect(readCustomText(field('amount'), text, language)).toEqual({ ok: true, value: cents });
	});

	it.each(['12,345', '1 €€ x', 'douze'])('CUS-1 refuses the amount %s', (text) => {
		expect(readCustomText(field('amount'), text, 'fr').ok).toBe(false);
	});

	it.each([
		['31/01/2026', '2026-01-31'],
		['1.2.2026', '2026-02-01'],
		['29 02 2028', '2028-02-29'],
		['2026-12-01', '2026-12-01'],
	])('CUS-1 reads the day %s', (text, day) => {
		expect(readCustomText(field('date'), text, 'fr')).toEqual({ ok: true, value: day });
	});

	it.each(['31/02/2026', '29/02/2027', '1/13/2026', '01/02/26', '2026-00-10', 'hier'])('CUS-1 refuses the day %s', (text) => {
		expect(readCustomText(field('date'), text, 'fr').ok).toBe(false);
	});

	it.each([
		['url', 'exemple.fr/page', 'https://exemple.fr/page'],
		['url', 'http://exemple.fr', 'http://exemple.fr'],
		['email', ' Lea@Exemple.FR, ', 'Lea@exemple.fr'],
		['phone', '06 12 34 56 78', '06 12 34 56 78'],
		['choice', 'b', 'b'],
		['choices', ['c', 'a', 'c'], ['a', 'c']],
		['checkbox', true, true],
		['text', ' deux\u00a0 mots ', 'deux mots'],
	] as const)('CUS-1 takes for %s: %j', (kind, raw, value) => {
		expect(checkCustomValue(field(kind), raw)).toEqual({ ok: true, value });
	});

	it.each([
		['url', 'javascript:alert(1)'],
		['url', 'mailto:a@b.fr'],
		['url', 'deux mots.fr'],
		['email', 'a@b'],
		['phone', 'appeler Léa'],
		['choice', 'd'],
		['choices', ['a', 'd']],
		['checkbox', 'oui'],
		['amount', 1.5],
		['number', Number.NaN],
	] as const)('CUS-1 refuses for %s: %j', (kind, raw) => {
		expect(checkCustomValue(field(kind), raw)).toEqual({ ok: false, problem: 'value-invalid' });
	});

	it('CUS-1 what is taken is a register’s value, fits, and is taken again as it is', () => {
		fc.assert(
			fc.property(type, anything, (kind, raw) => {
				const read = checkCustomValue(field(kind), raw);
				if (!read.ok) return;
				expect(isFieldValue(read.value)).toBe(true);
				expect(fitsField(field(kind), read.value)).toBe(true);
				expect(checkCustomValue(field(kind), read.value)).toEqual(read);
			}),
		);
	});

	it('CUS-1 what is written for an input is read as the same value', () => {
		const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()).map((value) => ['number', value] as const);
		const amount = fc.integer({ min: -(10 ** 12), max: 10 ** 12 }).map((value) => ['amount', value] as const);
		const date = fc
			.tuple(fc.integer({ min: 1000, max: 2999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
			.map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'))
			.filter(isDay)
			.map((value) => ['date', value] as const);
		const picked = fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((value) => ['choices', value] as const);
		fc.assert(
			fc.property(fc.oneof(number, amount, date, picked), locale, ([kind, value], language) => {
				const text = writeCustomText(field(kind), value, language);
				const read = readCustomText(field(kind), text, language);
				expect(read.ok && (read.value === value || JSON.stringify(read.value) === JSON.stringify(value))).toBe(true);
			}),
		);
	});

	it('CUS-1 no text makes reading fail otherwise than by saying so', () => {
		fc.assert(fc.property(type, fc.string({ unit: 'binary' }), locale, (kind, text, language) => void readCustomText(field(kind), text, language)));
	});

	it('CUS-2 a required field refuses what is empty; a check box is always answered', () => {
		for (const kind of FIELD_TYPES) {
			const read = checkCustomValue(field(kind, true), kind === 'choices' ? [] : '');
			expect(read).toEqual(kind === 'checkbox' ? { ok: true, value: false } : { ok: false, problem: 'value-required' });
		}
	});

	it('CUS-3 a value of another type does not fit, and null always does', () => {
		expect(fitsField(field('number'), '12')).toBe(false);
		expect(fitsField(field('text'), 12)).toBe(false);
		expect(fitsField(field('choice'), 'gone')).toBe(false);
		for (const kind of FIELD_TYPES) expect(fitsField(field(kind), null)).toBe(true);
	});
});
