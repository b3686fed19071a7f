/** How a file of separated values is written. */
export interface CsvDialect {
	delimiter: ';' | ',';
}

/** What French Excel opens rightly is cut by semicolons; everybody else's by commas. */
export function dialectOf(locale: 'fr' | 'en'): CsvDialect {
	return { delimiter: locale === 'fr' ? ';' : ',' };
}

/**
 * A CSV file (RFC 4180) with a byte order mark, by which Excel knows it for UTF-8, and CRLF. A cell that a spreadsheet would calculate, or
 * take for a number and write otherwise, gets an apostrophe in front, which `plainCell` takes off again.
 * Source: ASVS 5.0 1.2.10.
 */
export function writeCsv(rows: Iterable<readonly string[]>, { delimiter }: CsvDialect): string {
	const lines: string[] = [];
	for (const row of rows) lines.push(row.map((cell) => quoted(harmless(cell), delimiter)).join(delimiter));
	return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** A cell that no spreadsheet takes for a formula, nor for a number that loses a zero in front (a phone, a postcode) or its last digits (a SIRET). */
export function harmless(cell: string): string {
	return /^'*(?:[=+\-@\t\r\u0000]|0\d+$|\d{12,}$)/.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string, delimiter: string): string {
	return /["\r\n]/.test(cell) || cell.includes(delimiter) || /^\s|\s$/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}
