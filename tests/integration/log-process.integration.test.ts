import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId, GroupId } from '../../src/lib/domain/ids.ts';
import type { Group } from '../../src/lib/protocol/entries.ts';
import { databasePath } from '../../sync-server/data-folder.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { LogClient } from '../support/log-client.ts';
import { FIRM, startLogRelay } from '../support/log-relay.ts';
import { RecordWriter } from '../support/record-writer.ts';
import { TestBrowser } from '../support/relay.ts';

const MAIN = fileURLToPath(new URL('../../sync-server/main.ts', import.meta.url));
const platform = createPlatform();

let folder: string;
let running: ChildProcess | null = null;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'carnet-process-'));
});
afterEach(() => {
	running?.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
});

async function startMain(): Promise<{ child: ChildProcess; url: string }> {
	const child = spawn(process.execPath, [MAIN], {
		env: { ...process.env, DATA_DIR: folder, PORT: '0' },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	running = child;
	let said = '';
	for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
		said += String(text);
		const url = /Carnet is ready: (\S+)/.exec(said)?.[1];
		if (url !== undefined) return { child, url };
	}
	throw new Error(`the relay did not start: ${said}`);
}

test('LOG-2 SIGTERM while a device pushes: the relay ends within 5 s, tells the device, and has all that it acknowledged', async () => {
	const { child, url } = await startMain();
	const browser = new TestBrowser(url, url);
	const answer = await browser.post('/api/set-up', {
		firmName: 'Cabinet Dupont',
		country: 'FR',
		locale: 'fr',
		name: 'Anna Dupont',
		email: 'anna@dupont.example',
		password: 'correct horse battery staple',
		deviceName: 'Test',
	});
	expect(answer.status).toBe(201);
	const headers = { Origin: url, Cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
	const client = await LogClient.greet(`${url.replace('http', 'ws')}/sync/log`, null, { headers });
	const anna = new RecordWriter(answer.body.deviceId, platform);
	const acked: Group[] = [];
	const ended = once(child, 'exit');
	let stoppedAt = 0;
	for (let i = 0; ; i++) {
		const group = anna.group(accountDocument(platform.uuid() as AccountId), { name: `Company ${i}` });
		if (i === 40) {
			stoppedAt = performance.now();
			child.kill('SIGTERM');
		}
		const code = await client.push(group).catch((error: Error) => error.message);
		if (code[0] !== null) break;
		acked.push(group);
	}
	expect(acked.length).toBeGreaterThanOrEqual(40);
	expect((await client.closed).code).toBe(1001);
	expect(await ended).toEqual([0, null]);
	expect(performance.now() - stoppedAt).toBeLessThan(5_000);
	const wal = `${databasePath(folder)}-wal`;
	expect(existsSync(wal) && statSync(wal).size > 0).toBe(false);
	const database = openSqlite(databasePath(folder));
	const rows = await database.all('SELECT group_id, COUNT(*) AS count FROM log_rows GROUP BY group_id');
	const kept = new Map(rows.map((row) => [row.group_id as GroupId, row.count]));
	for (const group of acked) expect(kept.get(group.id)).toBe(group.entries.length);
	await database.close();
});

test('LOG-2 a full disk: nothing is acknowledged that is not on it; when there is room again, everything arrives', async () => {
	const relay = await startLogRelay({ path: join(folder, 'carnet.db') });
	const { page_count } = (await relay.database.get('PRAGMA page_count')) as { page_count: number };
	// SQLite answers as on a full disk once the file would have more pages than this.
	await relay.database.transaction((sql) => sql.get(`PRAGMA max_page_count = ${page_count + 40}`));
	const anna = new RecordWriter('Anna00000000', platform);
	const client = await LogClient.greet(relay.url('Anna00000000'));
	const groups = Array.from({ length: 20 }, () =>
		anna.group(accountDocument(platform.uuid() as AccountId), { name: 'x'.repeat(15_000) }),
	);
	const acked: Group[] = [];
	for (const group of groups) {
		const answer = await client.push(group).catch(() => ['closed']);
		if (answer[0] !== null) break;
		acked.push(group);
	}
	expect((await client.closed).code).toBe(4500);
	expect(acked.length).toBeGreaterThan(0);
	expect(acked.length).toBeLessThan(groups.length);
	expect(String((relay.failures[0] as Error).cause)).toContain('full');
	expect((await relay.log.head(FIRM)).head).toBe(acked.length * 2);
	await relay.database.transaction((sql) => sql.get('PRAGMA max_page_count = 1000000'));
	const again = await LogClient.greet(relay.url('Anna00000000'));
	for (const group of groups) expect(await again.push(group)).toEqual([null]);
	expect((await relay.log.head(FIRM)).head).toBe(groups.length * 2);
	await relay.stop();
});
