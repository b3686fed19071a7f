import type { Database, SqlRow, SqlValue } from '../../sync-server/store/sql.ts';

const TABLES = [
	'log_heads',
	'log_rows',
	'log_groups',
	'log_events',
	'log_clients',
	'log_epochs',
	'reactor_cursors',
	'erased_names',
] as const;

/** A copy of the relay's database at one moment: a backup. */
export type Snapshot = Readonly<Record<(typeof TABLES)[number], readonly SqlRow[]>>;

export async function readSnapshot(database: Database): Promise<Snapshot> {
	const entries = await database.transaction(async (sql) => {
		const read: [string, SqlRow[]][] = [];
		for (const table of TABLES) read.push([table, await sql.all(`SELECT * FROM ${table}`)]);
		return read;
	});
	return Object.fromEntries(entries) as unknown as Snapshot;
}

/** @param database empty, with the schema in place */
export async function writeSnapshot(database: Database, snapshot: Snapshot): Promise<void> {
	await database.transaction(async (sql) => {
		for (const table of TABLES) {
			for (const row of snapshot[table]) {
				const columns = Object.keys(row);
				const places = columns.map((_, i) => `$${i + 1}`).join(', ');
				await sql.run(
					`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`,
					...(Object.values(row) as SqlValue[]),
				);
			}
		}
	});
}
