import { migrations } from './migrations/index.ts';
import type { Database, Sql } from './sql.ts';

const TYPES = {
	sqlite: { BYTES: 'BLOB', BIGINT: 'INTEGER', STRICT: ' STRICT' },
	postgres: { BYTES: 'BYTEA', BIGINT: 'BIGINT', STRICT: '' },
};

/** The advisory lock of whoever changes the schema: a number of our own. */
const MIGRATING = 5_180;

/**
 * Brings a database's schema up to date, one transaction a step.
 * @throws Error when the database was written by a newer Carnet: going on could lose what it does not know
 */
export async function migrate(database: Database): Promise<void> {
	const done = await database.transaction(async (sql) => {
		await waitForTurn(database, sql);
		await sql.run('CREATE TABLE IF NOT EXISTS migrations (id TEXT PRIMARY KEY)');
		return new Set((await sql.all('SELECT id FROM migrations')).map((row) => String(row.id)));
	});
	const unknown = [...done].find((id) => !migrations.some((migration) => migration.id === id));
	if (unknown !== undefined)
		throw new Error(
			`The data was written by a newer version of Carnet (step ${unknown}). Start that version, or restore an older backup.`,
		);
	const types = TYPES[database.engine];
	for (const migration of migrations) {
		if (done.has(migration.id)) continue;
		await database.transaction(async (sql) => {
			await waitForTurn(database, sql);
			// Another relay that started at the same time may have been faster.
			if ((await sql.get('SELECT id FROM migrations WHERE id = $1', migration.id)) !== null) return;
			for (const statement of statements(migration.text)) {
				const typed = statement.replace(/\bBYTES\b/g, types.BYTES).replace(/\bBIGINT\b/g, types.BIGINT);
				await sql.run(/^CREATE TABLE/.test(typed) ? `${typed}${types.STRICT}` : typed);
			}
			await sql.run('INSERT INTO migrations (id) VALUES ($1)', migration.id);
		});
	}
}

/** Relays that start together on one Postgres change its schema one after another; a SQLite file has one process (`data-folder.ts`). */
async function waitForTurn(database: Database, sql: Sql): Promise<void> {
	if (database.engine === 'postgres') await sql.run('SELECT pg_advisory_xact_lock($1)', MIGRATING);
}

function statements(text: string): string[] {
	return text
		.replace(/--.*$/gm, '')
		.split(';')
		.map((statement) => statement.trim())
		.filter((statement) => statement !== '');
}
