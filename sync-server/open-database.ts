import { ConfigError, type Config } from './config.ts';
import { databasePath } from './data-folder.ts';
import { openPostgres } from './store/postgres.ts';
import { openSqlite } from './store/sqlite.ts';
import type { Database } from './store/sql.ts';

/**
 * Opens the relay's database: SQLite in the data folder, or Postgres where `DATABASE_URL` names one. It is not migrated yet.
 * @throws ConfigError when Postgres does not answer; the message does not repeat the address, which may hold a password
 */
export async function openDatabase(config: Config): Promise<Database> {
	if (config.databaseUrl === null) return openSqlite(databasePath(config.dataDir));
	const database = openPostgres(config.databaseUrl);
	try {
		await database.get('SELECT 1 AS ok');
	} catch (error) {
		await database.close();
		throw new ConfigError(
			`DATABASE_URL: Postgres does not answer there (${error instanceof Error ? error.message : String(error)}).`,
		);
	}
	return database;
}
