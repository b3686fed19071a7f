const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** Signs that nobody sees and that make two names look alike: soft hyphen, zero-width space, marks of direction. Joiners stay: scripts need them. */
const UNSEEN = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** In NFC, without what has no meaning in any text: half a surrogate pair would be another character on another device. */
function tidy(raw: string): string {
	return raw.toWellFormed().replace(UNSEEN, '').normalize('NFC');
}

/** One line of typed or pasted text, made comparable: NFC, control and unseen characters out, runs of white space folded, ends trimmed. */
export function tidyLine(raw: string): string {
	return tidy(raw).replace(/[\t\r\n]/g, ' ').replace(CONTROL, '').replace(/\s+/gu, ' ').trim();
}

/** Pasted text for a field of one line: breaks and tabs become spaces, other control characters go; everything else stays as it is. */
export function pastedLine(raw: string): string {
	return raw.replace(/[\t\r\n\u2028\u2029]+/g, ' ').replace(CONTROL, '');
}

/** The same for text of several lines: line breaks stay. */
export function tidyText(raw: string): string {
	return tidy(raw)
		.replace(/\r\n?/g, '\n')
		.split('\n')
		.map((line) => line.replace(CONTROL, '').replace(/[^\S\n]+/gu, ' ').trimEnd())
		.join('\n')
		.trim();
}

/** What a person means by "the same word": no accents, no case, ligatures opened. For searching and for sorting by base letter. */
export function foldText(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase()
		.replace(/œ/g, 'oe')
		.replace(/æ/g, 'ae')
		.replace(/ß/g, 'ss')
		.replace(/ø/g, 'o')
		.replace(/ł/g, 'l')
		.replace(/đ/g, 'd')
		.replace(/[’ʼ]/g, "'");
}

/** What a case-insensitive file system takes for the same name: NFC and lower case, accents kept. */
export function caseKey(text: string): string {
	return text.normalize('NFC').toLowerCase();
}
