import type { Table } from 'dexie';

/** Rows of one reading: few enough that nobody waits for the page meanwhile. */
const AT_ONCE = 200;

/** The rows that are there, of those that were asked for. */
export function present<T>(rows: readonly (T | undefined)[]): T[] {
	return rows.filter((row) => row !== undefined);
}

/** The rows that are there, of any number of ids: all of a list may be asked for. */
export async function presentOf<Row, Key>(table: Table<Row, Key>, ids: readonly Key[]): Promise<Row[]> {
	const rows: Row[] = [];
	for (let from = 0; from < ids.length; from += AT_ONCE) rows.push(...present(await table.bulkGet(ids.slice(from, from + AT_ONCE))));
	return rows;
}
