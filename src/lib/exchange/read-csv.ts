import Papa from 'papaparse';
import { decodeText } from './decode.ts';
import { FileRefused, MAX_ROWS, toTable, type FileTable, type Work } from './table.ts';

/** Characters that are read between two breaths. */
const PIECE = 1_000_000;

/** Characters that are looked at to tell the delimiter. */
const LOOK = 200_000;

const DELIMITERS = [';', ',', '\t', '|'];

/**
 * Reads a file of separated values: whichever delimiter and encoding it has, with quotes, line breaks in cells and Excel's `sep=` line.
 * @throws FileRefused
 * @throws Cancelled
 */
export async function readCsv(bytes: Uint8Array, work: Work): Promise<FileTable> {
	const decoded = decodeText(bytes);
	const { encoding } = decoded;
	const told = /^sep=(.)\r?\n/i.exec(decoded.text);
	const text = told === null ? decoded.text : decoded.text.slice(told[0].length);
	if (text.trim() === '') throw new FileRefused('empty');
	if (text.includes('\u0000')) throw new FileRefused('no-table');
	const delimiter = told?.[1] ?? tellDelimiter(text);
	const rows: string[][] = [];
	const lines: number[] = [];
	let line = told === null ? 1 : 2;
	let broken = false;
	const take = (data: readonly string[][]) => {
		for (const row of data) {
			rows.push(row);
			lines.push(line);
			line += 1 + row.reduce((sum, cell) => sum + breaksIn(cell), 0);
		}
	};
	await new Promise<void>((resolve, reject) => {
		Papa.parse<string[]>(text, {
			delimiter,
			chunkSize: PIECE,
			chunk: ({ data, errors, meta }: Papa.ParseResult<string[]>, parser: Papa.Parser) => {
				take(data);
				broken ||= errors.some(({ code }) => code === 'MissingQuotes');
				if (rows.length > MAX_ROWS + 20) {
					parser.abort();
					return;
				}
				parser.pause();
				work.progress(meta.cursor / text.length);
				work.breathe().then(
					() => parser.resume(),
					(reason: unknown) => {
						parser.abort();
						reject(reason);
					},
				);
			},
			complete: () => resolve(),
			error: reject,
		});
	});
	// A quote that nobody closes has swallowed the rest of the file.
	if (broken) throw new FileRefused('damaged');
	return toTable(rows, lines, { kind: 'csv', encoding, delimiter });
}

/** The delimiter that cuts most lines into the same number of cells, and into the most cells. */
function tellDelimiter(text: string): string {
	const cut = text.length > LOOK ? text.slice(0, text.lastIndexOf('\n', LOOK)) : text;
	let best = { delimiter: ';', score: 0 };
	for (const delimiter of DELIMITERS) {
		const { data } = Papa.parse<string[]>(cut, { delimiter, preview: 50, skipEmptyLines: 'greedy' });
		const widths = data.map((row) => row.length).filter((width) => width > 1);
		const usual = widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 1;
		const alike = widths.filter((width) => width === usual).length / Math.max(1, data.length);
		const score = usual > 1 ? alike * Math.log2(usual + 1) : 0;
		if (score > best.score) best = { delimiter, score };
	}
	return best.delimiter;
}

function breaksIn(cell: string): number {
	return cell.includes('\n') || cell.includes('\r') ? (cell.match(/\r\n|\r|\n/g)?.length ?? 0) : 0;
}
