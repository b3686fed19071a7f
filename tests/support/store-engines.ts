import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../sync-server/store/sql.ts';
import { openPostgres } from '../../sync-server/store/postgres.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { findPostgres, startPostgres, type PostgresCluster } from './postgres.ts';

/** One engine of the store, for tests that both must pass. */
export interface StoreEngine {
	name: string;
	start(): Promise<void>;
	/** An empty place for a database. */
	place(): Promise<string>;
	open(place: string): Database;
	stop(): Promise<void>;
}

/** Both engines; Postgres is left out, with a word about it, on a machine that has none. */
export function storeEngines(): StoreEngine[] {
	const engines = [sqliteFiles(), sqliteMemory()];
	if (findPostgres() === null)
		console.warn('Postgres is not installed here: its half of the store contract was not run.');
	else engines.push(postgresEngine());
	return engines;
}

function sqliteFiles(): StoreEngine {
	let folder = '';
	let made = 0;
	return {
		name: 'SQLite',
		start: async () => {
			folder = mkdtempSync(join(tmpdir(), 'carnet-sqlite-'));
		},
		place: async () => join(folder, `${++made}.db`),
		open: openSqlite,
		stop: async () => rmSync(folder, { recursive: true, force: true }),
	};
}

function sqliteMemory(): StoreEngine {
	return {
		name: 'SQLite in memory',
		start: async () => undefined,
		place: async () => ':memory:',
		open: openSqlite,
		stop: async () => undefined,
	};
}

function postgresEngine(): StoreEngine {
	let cluster: PostgresCluster | null = null;
	return {
		name: 'Postgres',
		start: async () => {
			cluster = await startPostgres();
		},
		place: async () => (cluster as PostgresCluster).createDatabase(),
		open: openPostgres,
		stop: async () => cluster?.stop(),
	};
}
