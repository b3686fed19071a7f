const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** One line of typed or pasted text, made comparable: NFC, control characters out, runs of white space folded, ends trimmed. */
export function tidyLine(raw: string): string {
	return raw.normalize('NFC').replace(/[\t\r\n]/g, ' ').replace(CONTROL, '').replace(/\s+/gu, ' ').trim();
}

/** Pasted text for a field of one line: breaks and tabs become spaces, other control characters go; everything else stays as it is. */
export function pastedLine(raw: string): string {
	return raw.replace(/[\t\r\n\u2028\u2029]+/g, ' ').replace(CONTROL, '');
}

/** The same for text of several lines: line breaks stay. */
export function tidyText(raw: string): string {
	return raw
		.normalize('NFC')
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
