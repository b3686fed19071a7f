import { isPhone } from '../domain/phone.ts';
import { tidyLine } from '../domain/text.ts';
import { plainCell } from './read-cell.ts';

/** What was put right in a phone: a zero or plus that a spreadsheet took, or a word beside the number. */
export type PhoneNotice = 'phone-zero' | 'phone-words';

/**
 * The phones of a cell, as they are written but for what a spreadsheet or a person did to them; null for one that is none.
 * @param country the firm's
 */
export function readFilePhones(text: string, country: string): ({ phone: string; notices: PhoneNotice[] } | null)[] {
	const typed = text.split(/[;,|\n]+|:::|\s+\/\s+|\s+(?:ou|or|et|and)\s+/i).map((part) => tidyLine(plainCell(part.trim())));
	return typed.filter((part) => part !== '').map((part) => {
		const number = isPhone(part) ? part : withoutWords(part);
		if (number === null) return null;
		const lost = country === 'FR' ? lostSign(number) : '';
		const notices: PhoneNotice[] = [...(number === part ? [] : (['phone-words'] as const)), ...(lost === '' ? [] : (['phone-zero'] as const))];
		return { phone: lost + number, notices };
	});
}

/** A number with a word beside it: "tel: 06…", "06… (bureau)". */
function withoutWords(text: string): string | null {
	const number = text.replace(/^[\p{L}\s.]+:?\s*(?=[\d+(])/u, '').replace(/(?<=\d)[\s-]*\(?[\p{L}\s.]+\)?$/u, '');
	return isPhone(number) ? number : null;
}

/** A French number that a spreadsheet took for a number has lost its zero, or the plus before its calling code. */
function lostSign(phone: string): string {
	return /^[1-9]\d{8}$/.test(phone) ? '0' : /^33[1-9]\d{8}$/.test(phone) ? '+' : '';
}
