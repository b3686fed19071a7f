import type { CustomField } from './custom-field.ts';
import { checkCustomValue, type CustomReading } from './custom-value.ts';
import { isDay, readDay } from './day.ts';
import type { FieldValue } from './field-value.ts';
import type { Locale } from './staff.ts';

/**
 * Reads what was typed into a custom field, in the person's language: numbers with comma or dot and any spaces between thousands, amounts with
 * or without a currency sign, days with the day first. Choices are given by their ids, a check box as 'true' or ''.
 */
export function readCustomText(field: Pick<CustomField, 'type' | 'choices' | 'required'>, text: string, locale: Locale): CustomReading {
	if (text.trim() === '') return checkCustomValue(field, field.type === 'checkbox' ? false : null);
	switch (field.type) {
		case 'number':
			return checkCustomValue(field, readNumber(text, locale) ?? Number.NaN);
		case 'amount':
			return checkCustomValue(field, readAmount(text, locale) ?? Number.NaN);
		case 'date':
			return checkCustomValue(field, readDay(text) ?? text);
		case 'checkbox':
			return checkCustomValue(field, text === 'true');
		case 'choices':
			return checkCustomValue(field, text.split(',').map((id) => id.trim()));
		default:
			return checkCustomValue(field, text);
	}
}

/** A stored value as it would be typed, for an input; '' where the value does not fit the field's type. `readCustomText` gives it back. */
export function writeCustomText(field: Pick<CustomField, 'type'>, value: FieldValue, locale: Locale): string {
	const decimal = (number: string) => (locale === 'fr' ? number.replace('.', ',') : number);
	switch (field.type) {
		case 'number':
			return typeof value === 'number' ? decimal(String(value)) : '';
		case 'amount':
			return typeof value === 'number' ? decimal((value / 100).toFixed(2)) : '';
		case 'date':
			return typeof value === 'string' && isDay(value) ? value.split('-').reverse().join('/') : '';
		case 'checkbox':
			return value === true ? 'true' : '';
		case 'choices':
			return Array.isArray(value) ? value.join(',') : '';
		default:
			return typeof value === 'string' ? value : '';
	}
}

/**
 * Reads a decimal number. A comma is the decimal sign in French, a sign between thousands in English where three digits follow; a dot is
 * the decimal sign in both. Of two different signs the last one is the decimal sign.
 * @returns null for what is no number
 */
export function readNumber(typed: string, locale: Locale): number | null {
	const plain = readDecimal(typed, locale);
	const number = Number(plain ?? Number.NaN);
	return Number.isFinite(number) ? number : null;
}

/** Reads an amount of money in cents; more than two decimals are refused. */
function readAmount(typed: string, locale: Locale): number | null {
	const plain = readDecimal(typed.replace(/[€£$]|\b(?:EUR|GBP|USD|CHF)\b/giu, ''), locale);
	const parts = /^([+-]?)(\d*)(?:\.(\d{0,2}))?$/.exec(plain ?? '');
	if (plain === null || parts === null) return null;
	const [, sign, whole = '', decimals = ''] = parts;
	// By the digits: 19.99 * 100 is not 1999 in binary fractions.
	const cents = Number(`${whole}${decimals.padEnd(2, '0')}`);
	return sign === '-' && cents !== 0 ? -cents : cents;
}

/** A number as a programming language writes it, or null. */
function readDecimal(typed: string, locale: Locale): string | null {
	const text = typed.trim().replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/gu, '').replace(/^[−–]/, '-');
	if (!/^[+-]?(?:\d[\d.,]*|[.,]\d+)(?:e[+-]?\d{1,3})?$/i.test(text)) return null;
	const [digits = '', exponent] = text.split(/e/i);
	const signs = digits.replace(/[^.,]/g, '');
	const plain = new Set(signs).size > 1 ? withLastAsDecimal(digits) : withOneSign(digits, signs, locale);
	return plain === null || exponent === undefined ? plain : `${plain}e${exponent}`;
}

function withLastAsDecimal(digits: string): string | null {
	const at = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
	const [whole, decimals] = [digits.slice(0, at), digits.slice(at + 1)];
	if (whole.includes(digits.charAt(at))) return null;
	return isGrouped(whole) ? `${whole.replace(/[.,]/g, '')}.${decimals}` : null;
}

function withOneSign(digits: string, signs: string, locale: Locale): string | null {
	if (signs === '') return digits;
	const thousands = signs.length > 1 || (locale === 'en' && signs === ',' && /\d,\d{3}$/.test(digits));
	if (!thousands) return digits.replace(',', '.');
	return isGrouped(digits) ? digits.replace(/[.,]/g, '') : null;
}

function isGrouped(whole: string): boolean {
	return /^[+-]?\d{1,3}(?:[.,]\d{3})*$/.test(whole) || /^[+-]?\d*$/.test(whole);
}
