import { unzipSync, zipSync } from 'fflate';
import readWorkbookFile, { type CellValue } from 'read-excel-file/universal';
import { FileRefused, toTable, type FileTable, type Work } from './table.ts';

/** The most that a workbook may unpack to, in bytes: a small file of a gigabyte of zeros is no table. */
const MAX_UNPACKED = 600 * 1_024 * 1_024;

/**
 * Reads the first sheet with rows of an Excel workbook (`.xlsx`). Numbers come as Excel stores them, so that long ones stay whole; dates as
 * 'YYYY-MM-DD'.
 * @throws FileRefused
 * @throws Cancelled
 */
export async function readWorkbook(bytes: Uint8Array<ArrayBuffer>, work: Work): Promise<FileTable> {
	const packed = unpacked(bytes);
	await work.breathe();
	work.progress(0.3);
	const sheets = await readWorkbookFile<string>(packed, { parseNumber: (text) => text }).catch(() => {
		throw new FileRefused('damaged');
	});
	await work.breathe();
	work.progress(0.9);
	const filled = sheets.filter(({ data }) => data.some((row) => row.some((cell) => cell !== null)));
	const [sheet] = filled;
	if (sheet === undefined) throw new FileRefused('empty');
	const rows = sheet.data.map((row) => row.map(cellText));
	const others = filled.slice(1).map((other) => other.sheet);
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
function unpacked(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
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
		return zipSync(files, { level: 0 }).buffer as ArrayBuffer;
	} catch (error) {
		throw error instanceof FileRefused ? error : new FileRefused('damaged');
	}
}

function cellText(cell: CellValue<string> | null): string {
	if (cell === null) return '';
	const value: unknown = cell;
	if (value instanceof Date) return value.toISOString().slice(0, 10);
	return String(value);
}
