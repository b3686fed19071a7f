import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeCode, FIRM, opened, setUpFirm, TestBrowser } from '../support/relay.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const children: ChildProcess[] = [];
let dataDir: string;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'carnet-process-'));
});
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	rmSync(dataDir, { recursive: true, force: true });
});

interface Run {
	child: ChildProcess;
	/** What it wrote, on both streams. */
	output(): string;
	/** Its exit code, or the signal that ended it. */
	ended: Promise<number | string | null>;
}

function run(script: string, args: string[] = [], environment: Record<string, string> = {}): Run {
	let output = '';
	const env = { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: '0', ...environment };
	const child = spawn(process.execPath, [join(root, 'sync-server', script), ...args], {
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	children.push(child);
	for (const stream of [child.stdout, child.stderr])
		stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	return {
		child,
		output: () => output,
		ended: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string | null),
	};
}

async function address(relay: Run): Promise<string> {
	await expect.poll(relay.output, { timeout: 20_000 }).toMatch(/http:\/\/localhost:\d+/);
	return /http:\/\/localhost:\d+/.exec(relay.output())?.[0] ?? '';
}

test('RUN-1 the relay prints its address in plain words, and a second one on the same data folder refuses to start and says why', async () => {
	const first = run('main.ts');
	const url = await address(first);
	expect(first.output()).toBe(`Carnet is ready: ${url}\n`);
	expect(statSync(join(dataDir, 'relay.key')).mode & 0o777).toBe(0o600);
	const second = run('main.ts');
	expect(await second.ended).toBe(1);
	expect(second.output()).toContain(`Another Carnet is running on the data folder ${dataDir}`);
	expect((await new TestBrowser(url, url).get('/health')).status).toBe(200);
});

test('RUN-2 after kill -9 the next relay starts on the folder, with everything that was done', async () => {
	const first = run('main.ts');
	const url = await address(first);
	await setUpFirm(new TestBrowser(url, url));
	first.child.kill('SIGKILL');
	expect(await first.ended).toBe('SIGKILL');
	const second = run('main.ts');
	const again = await address(second);
	const answer = await new TestBrowser(again, again).post('/api/sign-in', {
		email: FIRM.email,
		password: FIRM.password,
		device: { name: 'x' },
	});
	expect(answer.status).toBe(200);
});

test('RUN-3 SIGTERM closes sockets with 1001 and ends the relay within 5 s, also while peers do not answer', async () => {
	const relay = run('main.ts');
	const url = await address(relay);
	const anne = new TestBrowser(url, url);
	await setUpFirm(anne);
	const [socket, deaf] = [anne.socket('/sync/log'), anne.socket('/sync/log')];
	await Promise.all([opened(socket), opened(deaf)]);
	deaf.pause();
	const closed = closeCode(socket);
	const started = performance.now();
	relay.child.kill('SIGTERM');
	expect(await closed).toBe(1001);
	expect(await relay.ended).toBe(0);
	expect(performance.now() - started).toBeLessThan(5_000);
	deaf.terminate();
	expect(statSync(join(dataDir, 'carnet.db-wal'), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
});

test('RUN-4 values that the relay cannot work with are named, all of them, before it starts', async () => {
	const relay = run('main.ts', [], {
		PORT: 'five',
		PUBLIC_URL: 'https://carnet.example/app',
		TRUSTED_PROXY: 'proxy.local',
		MAIL_FROM: 'a@b, c@d',
	});
	expect(await relay.ended).toBe(1);
	for (const name of ['PORT', 'PUBLIC_URL', 'TRUSTED_PROXY', 'MAIL_FROM'])
		expect(relay.output()).toContain(`${name}: `);
	expect(relay.output()).not.toContain('    at ');
});

test('RUN-4 a data folder that a newer Carnet wrote, or a damaged key, stops the start with words', async () => {
	writeFileSync(join(dataDir, 'relay.key'), 'short');
	const relay = run('main.ts');
	expect(await relay.ended).toBe(1);
	expect(relay.output()).toContain('is damaged');
});

test('PASS-7 an owner who is locked out gets a link on the relay’s machine, with the relay running and stopped', async () => {
	const relay = run('main.ts');
	const url = await address(relay);
	const anne = new TestBrowser(url, url);
	await setUpFirm(anne);
	const unknown = run('recover.ts', ['nobody@durand.example']);
	expect(await unknown.ended).toBe(1);
	expect(unknown.output()).toContain('No owner of a firm signs in as nobody@durand.example');

	const recovery = run('recover.ts', [FIRM.email], { PUBLIC_URL: 'https://carnet.example' });
	expect(await recovery.ended).toBe(0);
	const [, token = ''] = /^https:\/\/carnet\.example\/reset#t=([\w-]{43})\n$/.exec(recovery.output()) ?? [];
	expect((await anne.post('/api/password/reset', { token, password: 'quatre-hiboux-sous-la-pluie' })).status).toBe(200);

	relay.child.kill('SIGTERM');
	await relay.ended;
	const stopped = run('recover.ts', [FIRM.email]);
	expect(await stopped.ended).toBe(0);
	expect(stopped.output()).toMatch(/\/reset#t=[\w-]{43}\n$/);
});
