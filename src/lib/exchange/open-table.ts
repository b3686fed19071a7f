import { isCompoundFile, isZip, readWorkbook } from './read-workbook.ts';
import { readCsv } from './read-csv.ts';
import { FileRefused, MAX_FILE, type FileTable, type Work } from './table.ts';

/**
 * Reads a file of rows by what it is, not by what it is called.
 * @throws FileRefused
 * @throws Cancelled
 */
export async function openTable(bytes: Uint8Array<ArrayBuffer>, work: Work): Promise<FileTable> {
	if (bytes.length === 0) throw new FileRefused('empty');
	if (bytes.length > MAX_FILE) throw new FileRefused('too-large');
	if (isCompoundFile(bytes)) throw new FileRefused('locked');
	return isZip(bytes) ? readWorkbook(bytes, work) : readCsv(bytes, work);
}
