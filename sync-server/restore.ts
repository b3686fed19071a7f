import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, readConfig } from './config.ts';
import { databasePath, DataFolderInUse, lockDataFolder, makeDataFolder } from './data-folder.ts';
import { createPlatform } from './platform.ts';
import { listLogs } from './store/log-store.ts';
import { migrate } from './store/migrate.ts';
import { BackupError, copyBackup, replaceSqlite } from './store/sqlite-backup.ts';
import { openSqlite } from './store/sqlite.ts';
import { LogService } from './sync/log-service.ts';

const HELP = `Puts a backup in the place of the present database. Stop the relay first.

  npm run restore -- carnet-2026-11-24.db

Devices then give back what the backup lacks, as soon as they come back, for 30 days. The present database is kept beside the new one.`;

async function restore(): Promise<void> {
	const [backup, ...rest] = process.argv.slice(2);
	if (backup === undefined || rest.length > 0) throw new BackupError(HELP);
	const config = readConfig(process.env);
	if (config.databaseUrl !== null) {
		throw new BackupError(
			'The data is in Postgres: put a backup of pg_dump back with pg_restore. The relay notices by itself, at the first device that had more.',
		);
	}
	makeDataFolder(config.dataDir);
	const unlock = lockDataFolder(config.dataDir);
	const database = databasePath(config.dataDir);
	const prepared = `${database}.restoring`;
	for (const part of ['', '-wal', '-shm']) rmSync(`${prepared}${part}`, { force: true });
	copyBackup(resolve(backup), prepared);
	const unsent = await beginNewHistory(prepared);
	const kept = `${database}.before-restore-${new Date().toISOString().replace(/[:.]/g, '-')}`;
	replaceSqlite(prepared, database, kept);
	const secret = join(config.dataDir, 'relay.key');
	if (!existsSync(secret) && existsSync(`${backup}.key`)) copyFileSync(`${backup}.key`, secret);
	unlock();

	console.log(`Restored from ${backup}.`);
	if (existsSync(kept)) console.log(`What was there before is in ${kept}`);
	console.log('Staff, devices, passwords and sessions are those of the backup: look through Settings > Staff.');
	if (unsent > 0)
		console.log(
			`${unsent} mails that waited in the backup will not be sent: they may have been, since. Ask for them again.`,
		);
	if (!existsSync(secret))
		console.log('relay.key is missing: second factors can not be checked, people enter with their recovery codes.');
}

/** Everything that must be true of the database before a relay may open it. Returns how many mails will not be sent. */
async function beginNewHistory(path: string): Promise<number> {
	const platform = createPlatform();
	const database = openSqlite(path);
	try {
		await migrate(database);
		const log = await LogService.open({ database, platform });
		for (const firm of await listLogs(database)) await log.beginRestore(firm);
		const text = "UPDATE mail_outbox SET state = 'cancelled', done_at = $1, reply = $2 WHERE state = 'waiting'";
		return await database.run(text, platform.now(), 'the backup that held it was restored');
	} finally {
		await database.close();
	}
}

restore().catch((error: unknown) => {
	const expected = error instanceof BackupError || error instanceof ConfigError || error instanceof DataFolderInUse;
	console.error(expected ? error.message : error);
	process.exit(1);
});
