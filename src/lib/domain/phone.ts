import { tidyLine } from './text.ts';

const LOOKS = /^\+?[\d\s()./\-\u00a0\u202f]{3,40}$/;

/** How many trailing digits tell two numbers apart, whatever prefix they were written with. */
const SIGNIFICANT = 9;

/** Country calling codes of one and two digits; all others have three (ITU-T E.164, list of assigned codes). */
const CALLING_CODE = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/** Whether what was typed can be a phone number: at least three digits, the signs that people put between them, no letters. */
export function isPhone(raw: string): boolean {
	const text = tidyLine(raw);
	return LOOKS.test(text) && /\d.*\d.*\d/.test(text);
}

/** Whether two spellings are one number: +33 6…, 0033 6… and 06… end alike. */
export function samePhone(a: string, b: string): boolean {
	const [left, right] = [phoneKey(a), phoneKey(b)];
	return left.length >= 6 && left === right;
}

/**
 * What all spellings of one number have in common: its national digits, without calling code, trunk zero and what people put between.
 * Told by the number as it is typed and nothing else, so that it is the same on every device, whatever country the firm chooses later. Numbers
 * of two countries may share a key: a reason to ask the person, not to be sure.
 */
export function phoneKey(raw: string): string {
	const typed = tidyLine(raw).replace(/\(0\)/g, '');
	const digits = typed.replace(/\D/g, '');
	const international = typed.startsWith('+') ? digits : digits.startsWith('00') ? digits.slice(2) : null;
	const national = international === null ? digits : international.replace(CALLING_CODE, '');
	return national.replace(/^0+/, '').slice(-SIGNIFICANT);
}
