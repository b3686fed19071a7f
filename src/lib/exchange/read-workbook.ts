import { strFromU8, unzipSync, zipSync, type Unzipped } from 'fflate';
import readWorkbookFile, { type CellValue } from 'read-excel-file/universal';
import { FileRefused, toTable, type FileTable, type Work } from './table.ts';

/** The most that a workbook may unpack to, in bytes: a small file of a gigabyte of zeros is no table. */
const MAX_UNPACKED = 600 * 1_024 * 1_024;

/**
 * Reads a sheet of an Excel workbook (`.xlsx`): the one that is wanted, else the first that holds a table and not just a title. Numbers come as Excel stores them, so that long ones stay whole; dates as
 * 'YYYY-MM-DD'. A cell that is merged over several lines says the same in each of them.
 * @throws FileRefused
 * @throws Cancelled
 */
export async function readWorkbook(bytes: Uint8Array<ArrayBuffer>, work: Work, wanted: string | null = null): Promise<FileTable> {
	const { files, packed } = unpacked(bytes);
	await work.breathe();
	work.progress(0.3);
	const sheets = await readWorkbookFile<string>(packed, { parseNumber: (text) => text }).catch(() => {
		throw new FileRefused('damaged');
	});
	await work.breathe();
	work.progress(0.9);
	const filled = sheets.filter(({ data }) => data.some((row) => row.some((cell) => cell !== null)));
	const sheet = filled.find((one) => one.sheet === wanted) ?? filled.find(({ data }) => data.filter(isWide).length > 1) ?? filled[0];
	if (sheet === undefined) throw new FileRefused('empty');
	const rows = sheet.data.map((row) => row.map(cellText));
	for (const { column, from, to } of mergesOf(files, sheet.sheet)) fillDown(rows, column, from, to);
	const others = filled.filter((other) => other !== sheet).map((other) => other.sheet);
	return toTable(rows, rows.map((_, i) => i + 1), { kind: 'xlsx', sheet: sheet.sheet, others });
}

/** Whether bytes begin like a zip archive, which a workbook is. */
export function isZip(bytes: Uint8Array): boolean {
	return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** Whether bytes begin like the compound file that older Excel files and locked workbooks are. */
export function isCompoundFile(bytes: Uint8Array): boolean {
	return bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;
}

/**
 * The same archive without compression. The reader would unpack large sheets in workers made of blobs, which the page's policy forbids; and it
 * would not look at how much comes out.
 */
function unpacked(bytes: Uint8Array<ArrayBuffer>): { files: Unzipped; packed: ArrayBuffer } {
	let room = MAX_UNPACKED;
	const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
		const wanted = /\.(xml|rels)$/i.test(name) && !/\/(drawings|charts|media|theme)\//.test(name);
		if (wanted) room -= originalSize;
		if (room < 0) throw new FileRefused('too-large');
		return wanted;
	};
	try {
		const files = unzipSync(bytes, { filter });
		// Another program's file, such as .ods or .docx.
		if (!('[Content_Types].xml' in files)) throw new FileRefused('no-table');
		return { files, packed: zipSync(files, { level: 0 }).buffer as ArrayBuffer };
	} catch (error) {
		throw error instanceof FileRefused ? error : new FileRefused('damaged');
	}
}

/** Whether a line has more than one cell: a cover sheet has a few words, one under another. */
function isWide(row: readonly (CellValue<string> | null)[]): boolean {
	return row.filter((cell) => cell !== null).length > 1;
}

/** Cells of a sheet that are merged over several lines, by the place of their column and of their first and last line. Source: ECMA-376 part 1, §18.3.1.55. */
function mergesOf(files: Unzipped, sheet: string): { column: number; from: number; to: number }[] {
	const tags = (path: string, name: string) => strFromU8(files[path] ?? new Uint8Array()).match(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, 'g')) ?? [];
	const attribute = (tag: string, name: string) => plainText(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
	const named = tags('xl/workbook.xml', 'sheet').find((tag) => attribute(tag, 'name') === sheet);
	const id = named === undefined ? '' : attribute(named, '\\w+:id');
	const target = tags('xl/_rels/workbook.xml.rels', 'Relationship').find((tag) => attribute(tag, 'Id') === id);
	const path = target === undefined ? '' : attribute(target, 'Target');
	const xml = files[path.startsWith('/') ? path.slice(1) : `xl/${path}`] ?? new Uint8Array();
	// They stand behind the cells, which may be hundreds of megabytes.
	const behind = strFromU8(xml.subarray(endOf(xml, 'sheetData>')));
	return [...behind.matchAll(/<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g)].flatMap(([, letters = '', from, to]) =>
		from === to ? [] : { column: columnOf(letters), from: Number(from) - 1, to: Number(to) - 1 },
	);
}

function fillDown(rows: string[][], column: number, from: number, to: number): void {
	const text = rows[from]?.[column] ?? '';
	for (const row of text === '' ? [] : rows.slice(from + 1, to + 1)) {
		while (row.length <= column) row.push('');
		if (row[column] === '') row[column] = text;
	}
}

/** Where a text ends that stands last in bytes; 0 where it is not in them. */
function endOf(bytes: Uint8Array, text: string): number {
	const last = text.charCodeAt(text.length - 1);
	for (let end = bytes.lastIndexOf(last); end > 0; end = bytes.lastIndexOf(last, end - 1)) {
		if (strFromU8(bytes.subarray(Math.max(0, end - text.length + 1), end + 1)) === text) return end + 1;
	}
	return 0;
}

function columnOf(letters: string): number {
	return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function plainText(xml: string): string {
	return xml.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');
}

function cellText(cell: CellValue<string> | null): string {
	if (cell === null) return '';
	const value: unknown = cell;
	if (value instanceof Date) return value.toISOString().slice(0, 10);
	return String(value);
}
