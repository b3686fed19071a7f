import { tidyLine } from './text.ts';

const LOOKS = /^\+?[\d\s()./\-\u00a0\u202f]{3,40}$/;

/** How many trailing digits tell two numbers of one country apart, whatever prefix they were written with. */
const SIGNIFICANT = 9;

/** Whether what was typed can be a phone number: at least three digits, the signs that people put between them, no letters. */
export function isPhone(raw: string): boolean {
	const text = tidyLine(raw);
	return LOOKS.test(text) && /\d.*\d.*\d/.test(text);
}

/** Whether two spellings are one number: +33 6…, 0033 6… and 06… end alike. */
export function samePhone(a: string, b: string): boolean {
	const [left, right] = [significantDigits(a), significantDigits(b)];
	return left.length >= 6 && left === right;
}

function significantDigits(raw: string): string {
	return raw.replace(/\(0\)/g, '').replace(/\D/g, '').replace(/^0+/, '').slice(-SIGNIFICANT);
}
