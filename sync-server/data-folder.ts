import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RelayPlatform } from './platform.ts';

/** Another relay works on the data folder. */
export class DataFolderInUse extends Error {}

/**
 * Makes the data folder, readable by its owner alone.
 * @throws Error when it can't be made
 */
export function makeDataFolder(path: string): void {
	mkdirSync(path, { recursive: true, mode: 0o700 });
}

/**
 * Keeps every other relay off the data folder until the returned function is called or the process ends, however it ends:
 * an open exclusive transaction on a file of its own is a lock of the operating system, which a kill -9 lets go of.
 * @throws DataFolderInUse when another process holds it
 */
export function lockDataFolder(path: string): () => void {
	const lock = new DatabaseSync(join(path, 'relay.lock'), { timeout: 0 });
	try {
		lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
	} catch (error) {
		lock.close();
		if (!(error instanceof Error) || !error.message.includes('locked')) throw error;
		throw new DataFolderInUse(
			`Another Carnet is running on the data folder ${path}. Stop it first, or give this one a folder of its own with DATA_DIR.`,
		);
	}
	return () => lock.close();
}

/** Where the SQLite database of a data folder is. */
export function databasePath(path: string): string {
	return join(path, 'carnet.db');
}

/**
 * The relay's secret (32 bytes), made on first use. Backups must hold it too: without it second factors can't be checked.
 * @throws Error when the file is there but is not a secret
 */
export function readSecret(path: string, platform: RelayPlatform): Uint8Array {
	const file = join(path, 'relay.key');
	try {
		const secret = readFileSync(file);
		if (secret.length !== 32) throw new Error(`${file} is damaged: put the file of your last backup back.`);
		return secret;
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
	}
	const secret = platform.bytes(32);
	writeFileSync(`${file}.new`, secret, { mode: 0o600, flush: true });
	renameSync(`${file}.new`, file);
	chmodSync(file, 0o600);
	return secret;
}
