import { isCompoundFile, isZip, readWorkbook } from './read-workbook.ts';
import { readCsv } from './read-csv.ts';
import { FileRefused, MAX_FILE, type FileTable, type Work } from './table.ts';

/**
 * Reads a file of rows by what it is, not by what it is called.
 * @param sheet of a workbook; null: the first with a table
 * @throws FileRefused
 * @throws Cancelled
 */
export async function openTable(bytes: Uint8Array<ArrayBuffer>, work: Work, sheet: string | null = null): Promise<FileTable> {
	if (bytes.length === 0) throw new FileRefused('empty');
	if (bytes.length > MAX_FILE) throw new FileRefused('too-large');
	if (isCompoundFile(bytes)) throw new FileRefused('locked');
	return isZip(bytes) ? readWorkbook(bytes, work, sheet) : readCsv(bytes, work);
}
