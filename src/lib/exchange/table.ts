import type { Encoding } from './decode.ts';

/** What a file of rows says, before anybody knows what its columns mean. */
export interface FileTable {
	/** The names of the columns, as the file has them. */
	columns: string[];
	/** The cells of each row, as text; as many as there are columns. */
	rows: string[][];
	/** Where each row begins in the file; the first line is 1. */
	lines: number[];
	/** Rows with nothing in any cell, which are passed over. */
	blank: number;
	format: { kind: 'csv'; encoding: Encoding; delimiter: string } | { kind: 'xlsx'; sheet: string; others: string[] };
}

/** Why a file can't be imported. */
export type FileFault = 'empty' | 'no-rows' | 'too-large' | 'too-many-rows' | 'no-table' | 'damaged' | 'locked';

/** More rows than these are more than a firm has clients, and more than a tab should hold. */
export const MAX_ROWS = 200_000;
/** The largest file, in bytes. */
export const MAX_FILE = 100 * 1_024 * 1_024;
export const MAX_COLUMNS = 300;

/** A file that can't be imported. */
export class FileRefused extends Error {
	override name = 'FileRefused';
	readonly fault: FileFault;

	constructor(fault: FileFault) {
		super(fault);
		this.fault = fault;
	}
}

/** Somebody gave up waiting. */
export class Cancelled extends Error {
	override name = 'Cancelled';
}

/** How a long piece of work says how far it is, and hears that nobody waits for it any more. */
export interface Work {
	/** @param share from 0 to 1 */
	progress(share: number): void;
	/** Lets messages in. @throws Cancelled */
	breathe(): Promise<void>;
}

/** The rows under the line of names, with what is empty left out. Where no line names the columns, they have no names, and the first line is a row. @throws FileRefused */
export function toTable(all: readonly string[][], lines: readonly number[], format: FileTable['format']): FileTable {
	const isBlank = (row: readonly string[]) => row.every((cell) => cell.trim() === '');
	const first = headRow(all);
	const top = all[first];
	if (top === undefined) throw new FileRefused('empty');
	const [head, names] = top.some(isValue) ? [first - 1, []] : [first, top];
	const width = Math.max(top.length, ...all.slice(head + 1, head + 1_000).map((row) => row.length));
	if (width > MAX_COLUMNS) throw new FileRefused('no-table');
	const columns = Array.from({ length: width }, (_, i) => names[i]?.trim() ?? '');
	const table: FileTable = { columns, rows: [], lines: [], blank: 0, format };
	for (let i = head + 1; i < all.length; i++) {
		const row = all[i] ?? [];
		if (isBlank(row)) {
			table.blank++;
			continue;
		}
		table.rows.push(columns.map((_, column) => row[column] ?? ''));
		table.lines.push(lines[i] ?? i + 1);
	}
	if (table.rows.length === 0) throw new FileRefused('no-rows');
	if (table.rows.length > MAX_ROWS) throw new FileRefused('too-many-rows');
	return table;
}

/** Whether a cell holds what no column is called: an e-mail address, or a phone, a date or an amount. */
function isValue(cell: string): boolean {
	return /^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/.test(cell) || /^[\s\d+().,/-]*\d[\s\d().,/-]{5,}$/.test(cell);
}

/** The line that names the columns: the first with text in most of its cells, behind titles and empty lines that people put above a table. */
function headRow(all: readonly string[][]): number {
	const filled = all.slice(0, 20).map((row) => row.filter((cell) => cell.trim() !== '').length);
	const most = Math.max(0, ...filled);
	if (most === 0) return -1;
	return filled.findIndex((count) => count >= Math.max(1, most / 2));
}
