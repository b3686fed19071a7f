import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readConfig } from './config.ts';
import { databasePath } from './data-folder.ts';
import { BackupError, backupSqlite } from './store/sqlite-backup.ts';

const HELP = `Writes a copy of the database, whole and of one moment, while the relay runs or not.

  npm run backup -- carnet-2026-11-24.db

The relay's secret is copied beside it (….key): keep the two together, in a safe place.`;

function backup(): void {
	const [target, ...rest] = process.argv.slice(2);
	if (target === undefined || rest.length > 0) throw new BackupError(HELP);
	const config = readConfig(process.env);
	if (config.databaseUrl !== null) throw new BackupError('The data is in Postgres: back it up with pg_dump.');
	backupSqlite(databasePath(config.dataDir), target);
	const secret = join(config.dataDir, 'relay.key');
	if (existsSync(secret)) copyFileSync(secret, `${target}.key`);
	console.log(`Backed up to ${target}`);
}

try {
	backup();
} catch (error) {
	console.error(error instanceof BackupError || error instanceof ConfigError ? error.message : error);
	process.exit(1);
}
