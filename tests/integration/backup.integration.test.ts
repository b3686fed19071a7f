import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { accountDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { databasePath, lockDataFolder } from '../../sync-server/data-folder.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { documentUpdates, listDocuments } from '../../sync-server/store/log-store.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { LogClient } from '../support/log-client.ts';
import { FIRM, startLogRelay } from '../support/log-relay.ts';
import { RecordWriter } from '../support/record-writer.ts';

const ANNA = 'Anna00000000';
const BASIL = 'Basil0000000';
const platform = createPlatform();
const children: ChildProcess[] = [];
let folder: string;
let backupFile: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'carnet-backup-'));
	backupFile = join(folder, 'backup.db');
});
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
});

async function run(
	script: 'backup' | 'restore',
	file: string,
	more: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
	const path = fileURLToPath(new URL(`../../sync-server/${script}.ts`, import.meta.url));
	const child = spawn(process.execPath, [path, file], {
		env: { PATH: process.env.PATH, DATA_DIR: folder, ...more },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	children.push(child);
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
	const [code] = await once(child, 'close');
	return { code, said };
}

function newAccount(): DocumentName {
	return accountDocument(platform.uuid() as AccountId);
}

test('LOG-19 a backup that is made while devices write is sound, and of one moment', async () => {
	const relay = await startLogRelay({ path: databasePath(folder) });
	const anna = new RecordWriter(ANNA, platform);
	const client = await LogClient.greet(relay.url(ANNA));
	const accounts = Array.from({ length: 5 }, newAccount);
	let running = true;
	const made = run('backup', backupFile).finally(() => {
		running = false;
	});
	let pushed = 0;
	while (running) {
		const account = accounts[pushed % 5] as DocumentName;
		expect(await client.push(anna.group(account, { name: `name ${pushed++}` }))).toEqual([null]);
		client.frames.length = 0;
	}
	expect(await made).toEqual({ code: 0, said: `Backed up to ${backupFile}\n` });
	await relay.stop();
	expect(statSync(backupFile).mode & 0o777).toBe(0o600);
	const copy = openSqlite(backupFile);
	const head = (await copy.get('SELECT seq FROM log_heads')) as { seq: number };
	expect(head.seq).toBeLessThanOrEqual(2 * pushed);
	expect(await copy.get('SELECT COUNT(*) AS count, MAX(seq) AS last FROM log_rows')).toEqual({
		count: head.seq,
		last: head.seq === 0 ? null : head.seq,
	});
	for (const account of await listDocuments(copy, FIRM)) {
		const doc = new Y.Doc();
		for (const bytes of await documentUpdates(copy, FIRM, account)) Y.applyUpdate(doc, bytes);
		expect(doc.store.pendingStructs).toBeNull();
		expect(doc.getMap('record').size).toBe(1);
	}
	await copy.close();
	expect((await run('backup', backupFile)).said).toContain('exists already');
});

test('LOG-19 after a restore devices are sent to recover, give back what was lost, and nothing is confused', async () => {
	writeFileSync(join(folder, 'relay.key'), new Uint8Array(32));
	const path = databasePath(folder);
	const anna = new RecordWriter(ANNA, platform);
	const account = newAccount();
	const before = await startLogRelay({ path });
	const client = await LogClient.greet(before.url(ANNA));
	await client.push(anna.group(account, { name: 'kept' }));
	expect((await run('backup', backupFile)).code).toBe(0);
	expect(existsSync(`${backupFile}.key`)).toBe(true);
	const lost = anna.group(account, { name: 'lost', type: 'company' });
	await client.push(lost);
	await client.reach(5);
	const { epoch } = await before.log.head(FIRM);
	await before.stop();

	const unlock = lockDataFolder(folder);
	expect(await run('restore', backupFile)).toMatchObject({
		code: 1,
		said: expect.stringContaining('Another Carnet is running'),
	});
	unlock();
	const restored = await run('restore', backupFile);
	expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('Restored from') });
	expect(readdirSync(folder).filter((name) => name.includes('before-restore'))).toHaveLength(1);

	const after = await startLogRelay({ path });
	expect((await after.log.head(FIRM)).head).toBe(2);
	expect((await after.log.head(FIRM)).epoch).not.toBe(epoch);
	const back = await LogClient.greet(after.url(ANNA), client.cursor);
	expect(await back.expect('welcome')).toMatchObject({ resume: 'recover', head: 2 });
	await back.reach(2);
	const state = { kind: 'update' as const, document: account, bytes: Y.encodeStateAsUpdate(anna.document(account)) };
	const supplied = {
		id: platform.uuid() as never,
		supplied: true,
		entries: [state, ...lost.entries.filter((entry) => entry.kind === 'event')],
	};
	expect(await back.push(supplied)).toEqual([null]);
	const basil = new RecordWriter(BASIL, platform);
	const other = await LogClient.greet(after.url(BASIL));
	await other.reach(5);
	for (const row of other.rows) if (row.entry !== null) basil.apply(row.entry);
	expect(basil.read(account)).toEqual(anna.read(account));
	expect(await other.push(basil.group(account, { name: 'on it goes' }))).toEqual([null]);
	await after.stop();
});

test('LOG-19 what is no backup is not put back, and the present data stays', async () => {
	const relay = await startLogRelay({ path: databasePath(folder) });
	const client = await LogClient.greet(relay.url(ANNA));
	await client.push(new RecordWriter(ANNA, platform).group(newAccount(), { name: 'kept' }));
	await relay.stop();
	writeFileSync(backupFile, 'not a database');
	expect(await run('restore', backupFile)).toMatchObject({ code: 1, said: expect.stringContaining('damaged') });
	expect(await run('restore', join(folder, 'nowhere.db'))).toMatchObject({
		code: 1,
		said: expect.stringContaining('There is no file'),
	});
	expect(await run('restore', backupFile, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toMatchObject({
		code: 1,
		said: expect.stringContaining('pg_restore'),
	});
	expect(await run('backup', backupFile, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toMatchObject({
		code: 1,
		said: expect.stringContaining('pg_dump'),
	});
	const again = await startLogRelay({ path: databasePath(folder) });
	expect((await again.log.head(FIRM)).head).toBe(2);
	await again.stop();
});
