import {
	chmodSync,
	closeSync,
	copyFileSync,
	existsSync,
	fsyncSync,
	linkSync,
	openSync,
	renameSync,
	rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A backup that can't be made or put back, in words for the operator. */
export class BackupError extends Error {
	override name = 'BackupError';
}

/**
 * Writes a copy of a SQLite database that is whole and of one moment, also while a relay writes to it. It appears under its name only once
 * it is complete and on the disk.
 * @throws BackupError when there is nothing to copy, or the file exists
 */
export function backupSqlite(database: string, target: string): void {
	if (!existsSync(database)) throw new BackupError(`There is no database at ${database}.`);
	if (existsSync(target)) throw new BackupError(`${target} exists already. Backups are not written over.`);
	const part = `${target}.part`;
	rmSync(part, { force: true });
	const source = new DatabaseSync(database, { timeout: 30_000 });
	try {
		source.prepare('VACUUM INTO ?').run(part);
	} finally {
		source.close();
	}
	chmodSync(part, 0o600);
	checkSqlite(part);
	putInPlace(part, target);
}

/**
 * Makes a copy of a backup to work on.
 * @throws BackupError when it is no sound database of Carnet's
 */
export function copyBackup(backup: string, target: string): void {
	if (!existsSync(backup)) throw new BackupError(`There is no file ${backup}.`);
	copyFileSync(backup, target);
	chmodSync(target, 0o600);
	checkSqlite(target);
}

/**
 * Puts a prepared database in the place of the present one, in one step: a crash leaves either. The present one stays beside it.
 * No process may have either open.
 * @param kept where the present one is kept
 */
export function replaceSqlite(prepared: string, database: string, kept: string): void {
	if (existsSync(database)) {
		// What stands in its write-ahead log belongs to it; left behind, it would be read into the new one.
		const present = new DatabaseSync(database);
		present.exec('PRAGMA wal_checkpoint(TRUNCATE)');
		present.close();
		linkSync(database, kept);
	}
	for (const rest of ['-wal', '-shm']) rmSync(`${database}${rest}`, { force: true });
	putInPlace(prepared, database);
}

/** @throws BackupError when the file is damaged or something else */
function checkSqlite(path: string): void {
	let handle: DatabaseSync | null = null;
	try {
		handle = new DatabaseSync(path);
		const sound = handle.prepare('PRAGMA integrity_check').get()?.integrity_check === 'ok';
		const isCarnet = handle.prepare("SELECT name FROM sqlite_master WHERE name = 'log_heads'").get() !== undefined;
		if (sound && isCarnet) return;
	} catch {
		// Not a database at all: said below.
	} finally {
		handle?.close();
	}
	throw new BackupError(`${path} is damaged, or no database of Carnet.`);
}

function putInPlace(part: string, target: string): void {
	flush(part);
	renameSync(part, target);
	flush(dirname(target));
}

function flush(path: string): void {
	const handle = openSync(path, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
