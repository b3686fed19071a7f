import { ConfigError, type Config } from './config.ts';
import { databasePath } from './data-folder.ts';
import { openSqlite } from './store/sqlite.ts';
import type { Database } from './store/sql.ts';

/**
 * Opens the relay's database: SQLite in the data folder, or Postgres where `DATABASE_URL` names one. It is not migrated yet.
 * @throws ConfigError when Postgres can't be used
 */
export async function openDatabase(config: Config): Promise<Database> {
	if (config.databaseUrl === null) return openSqlite(databasePath(config.dataDir));
	throw new ConfigError('DATABASE_URL: this version keeps its data in SQLite only.');
}
