import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeCode, FIRM, opened, rawStatus, setUpFirm, startRelay, type TestRelay } from '../support/relay.ts';

let folder: string;
let relay: TestRelay;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'carnet-build-'));
	writeBuild('1');
	relay = await startRelay({ buildFolder: join(folder, 'build'), dataDir: join(folder, 'data') });
});
afterEach(async () => {
	await relay.close();
	rmSync(folder, { recursive: true, force: true });
});

/** What the build of one version looks like. */
function writeBuild(version: string): void {
	const build = join(folder, 'build');
	rmSync(build, { recursive: true, force: true });
	mkdirSync(join(build, '_app', 'immutable'), { recursive: true });
	const page = `<!doctype html><html><body><script>start("${version}")</script><script src="/_app/immutable/app.${version}.js"></script></body></html>`;
	const write = (name: string, text: string) => {
		writeFileSync(join(build, name), text);
		writeFileSync(join(build, `${name}.br`), brotliCompressSync(text));
		writeFileSync(join(build, `${name}.gz`), gzipSync(text));
	};
	write('app.html', page);
	write('_app/version.json', JSON.stringify({ version }));
	write(`_app/immutable/app.${version}.js`, `console.log("${version}")`);
	writeFileSync(join(build, 'icon.png'), 'not really a picture');
}

test('DOOR-1 every address of the app gets the one page, compressed, to be asked for again; unknown files and calls get 404', async () => {
	for (const path of ['/', '/accounts', '/accounts/01a20e1c-286f-729a-b39d-5f853106e085', '/reset']) {
		const answer = await relay.browser().get(path, { 'Accept-Encoding': 'gzip, br' });
		expect(answer.status, path).toBe(200);
		expect(answer.body).toContain('start("1")');
		expect(answer.headers.get('Cache-Control')).toBe('no-cache');
		expect(answer.headers.get('Content-Encoding')).toBe('br');
		expect(answer.headers.get('Vary')).toBe('Accept-Encoding');
	}
	expect(
		(await relay.browser().get('/', { 'Accept-Encoding': 'gzip;q=0.5, br;q=0' })).headers.get('Content-Encoding'),
	).toBe('gzip');
	expect(
		(await relay.browser().get('/', { 'Accept-Encoding': 'identity' })).headers.get('Content-Encoding'),
	).toBeNull();
	for (const path of [
		'/_app/immutable/gone.js',
		'/_app/nothing',
		'/api/nothing',
		'/sync/nothing',
		'/dev/nothing',
		'/missing.png',
		'/..%2f..%2fpackage.json',
		'/.env',
	]) {
		const answer = await relay.browser().get(path);
		expect(answer.status, path).toBe(404);
		expect(JSON.stringify(answer.body)).not.toContain('start(');
	}
});

test('DOOR-2 hashed files are kept for a year, everything else is asked for again by its ETag', async () => {
	const hashed = await relay.browser().get('/_app/immutable/app.1.js');
	expect(hashed.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
	expect(hashed.headers.get('Content-Type')).toContain('javascript');
	const page = await relay.browser().get('/');
	const again = await relay.browser().get('/', { 'If-None-Match': page.headers.get('ETag') ?? '' });
	expect(again).toMatchObject({ status: 304, body: '' });
	expect(again.headers.get('Content-Security-Policy')).toBe(page.headers.get('Content-Security-Policy'));
	expect((await relay.browser().get('/icon.png')).headers.get('Cache-Control')).toBe('no-cache');
	expect((await relay.browser().call('HEAD', '/')).headers.get('ETag')).toBe(page.headers.get('ETag'));
});

test('DOOR-3 hashed files of the two builds before this one are still there for open tabs', async () => {
	for (const version of ['2', '3', '4']) {
		await relay.close();
		writeBuild(version);
		relay = await startRelay({ buildFolder: join(folder, 'build'), dataDir: join(folder, 'data') });
		expect((await relay.browser().get('/')).body).toContain(`start("${version}")`);
	}
	const statuses = await Promise.all(
		['1', '2', '3', '4'].map(
			async (version) => (await relay.browser().get(`/_app/immutable/app.${version}.js`)).status,
		),
	);
	expect(statuses).toEqual([404, 200, 200, 200]);
});

test('DOOR-4 the policy in the header holds the hashes of the very scripts in the page', async () => {
	for (const buildFolder of [join(folder, 'build'), undefined]) {
		const other = await startRelay({ ...(buildFolder === undefined ? {} : { buildFolder }) });
		const page = await other.browser().get('/');
		const scripts = [...page.body.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script ?? '');
		expect(scripts.length).toBeGreaterThan(0);
		const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
		expect(page.headers.get('Content-Security-Policy')).toContain(`script-src 'self' ${hashes.join(' ')};`);
		const inPage = /http-equiv="content-security-policy" content="([^"]*)"/.exec(page.body)?.[1];
		if (inPage !== undefined) for (const hash of hashes) expect(inPage).toContain(hash);
		await other.close();
	}
});

test('DOOR-5 every answer carries the security headers', async () => {
	await setUpFirm(relay.browser());
	for (const path of ['/', '/health', '/api/state', '/api/session', '/api/nothing', '/_app/nothing', '/icon.png']) {
		const { headers } = await relay.browser().get(path);
		expect(headers.get('Content-Security-Policy'), path).toContain("frame-ancestors 'none'");
		expect(headers.get('Content-Security-Policy'), path).not.toMatch(/script-src[^;]*unsafe/);
		expect(Object.fromEntries(headers), path).toMatchObject({
			'x-content-type-options': 'nosniff',
			'referrer-policy': 'no-referrer',
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-resource-policy': 'same-origin',
			'permissions-policy': expect.stringContaining('camera=()'),
		});
		if (path.startsWith('/api')) expect(headers.get('Cache-Control'), path).toBe('no-store');
	}
});

test('DOOR-6 calls from other sites are refused, whatever cookie they carry', async () => {
	const anne = relay.browser();
	await setUpFirm(anne);
	const refused: [string, Record<string, string>][] = [
		['another origin', { Origin: 'https://evil.example' }],
		['no origin of its own', { Origin: 'null' }],
		['another site', { 'Sec-Fetch-Site': 'cross-site' }],
		['a neighbour', { 'Sec-Fetch-Site': 'same-site' }],
		['typed into the address bar, but from elsewhere', { 'Sec-Fetch-Site': 'none', Origin: 'https://evil.example' }],
	];
	for (const [what, headers] of refused) expect((await anne.post('/api/sign-out', {}, headers)).status, what).toBe(403);
	expect(
		(await anne.post('/api/sign-out', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' })).status,
	).toBe(415);
	expect((await anne.post('/api/sign-out', '{}', { 'Content-Type': 'text/plain' })).status).toBe(415);
	expect((await anne.get('/api/session')).status).toBe(200);
	expect((await anne.post('/api/sign-out', {}, { 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
});

test('DOOR-6 a call that changes something and says nothing of where it comes from is refused', async () => {
	const status = await rawStatus(
		`${relay.url}/api/set-up`,
		'POST',
		{ 'Content-Type': 'application/json' },
		JSON.stringify(FIRM),
	);
	expect(status).toBe(403);
});

test('DOOR-7 bodies that are no JSON, too large or of the wrong form are refused, with the fields that are wrong', async () => {
	const anne = relay.browser();
	expect((await anne.post('/api/set-up', '{"firmName":')).status).toBe(400);
	expect((await anne.post('/api/set-up', { ...FIRM, firmName: 'x'.repeat(70_000) })).status).toBe(413);
	expect((await anne.post('/api/set-up', { ...FIRM, country: 'France', email: 'a@b.fr, c@d.fr' })).body).toEqual({
		error: 'invalid',
		fields: ['country', 'email'],
	});
	expect((await anne.post('/api/set-up', '{"__proto__":{"firmName":"x"}}')).status).toBe(400);
	expect((await anne.get('/api/state')).body).toMatchObject({ setUp: false });
});

test('DOOR-8 sockets open from the relay’s own pages alone', async () => {
	const anne = relay.browser();
	await setUpFirm(anne);
	for (const Origin of [
		'https://evil.example',
		'null',
		relay.url.replace('http', 'https'),
		`${relay.url}.evil.example`,
	]) {
		await expect(opened(anne.socket('/sync/log', { Origin })), Origin).rejects.toThrow('403');
	}
	await opened(anne.socket('/sync/log'));
	await expect(opened(anne.socket('/sync/nothing'))).rejects.toThrow('404');
});

test('DOOR-9 a socket without a session opens and is closed with the code for it', async () => {
	expect(await closeCode(relay.browser().socket('/sync/log'))).toBe(4401);
	const stranger = relay.browser();
	stranger.cookies.set('sid', 'A'.repeat(43));
	expect(await closeCode(stranger.socket('/sync/rooms/firm:settings'))).toBe(4401);
});

test('DOOR-10 a frame over the limit closes its socket and no other', async () => {
	const anne = relay.browser();
	await setUpFirm(anne);
	const [large, small] = [anne.socket('/sync/log'), anne.socket('/sync/log')];
	await Promise.all([opened(large), opened(small)]);
	const closed = closeCode(large);
	large.send(Buffer.alloc(1024 * 1024 + 1));
	expect(await closed).toBe(1009);
	expect(small.readyState).toBe(small.OPEN);
});

test('SESS-4 nothing that arrives after the session has ended is heard', async () => {
	const heard: string[] = [];
	const other = await startRelay({
		sockets: { log: (socket) => socket.on('message', (data) => heard.push(String(data))), room: () => undefined },
	});
	const anne = other.browser();
	await setUpFirm(anne);
	const socket = anne.socket('/sync/log');
	await opened(socket);
	socket.send('before');
	await expect.poll(() => heard, { timeout: 20_000 }).toEqual(['before']);
	const closed = closeCode(socket);
	const left = anne.post('/api/sign-out');
	socket.on('close', () => undefined);
	await left;
	if (socket.readyState === socket.OPEN) socket.send('after');
	expect(await closed).toBe(4401);
	expect(heard).toEqual(['before']);
	await other.close();
});

test('DOOR-11 client addresses come from a proxy only where it is trusted', async () => {
	const seen = async (trusted: string, forwardedFor: string) => {
		const other = await startRelay({ environment: { TRUSTED_PROXY: trusted } });
		const browser = other.browser();
		await browser.post('/api/set-up', FIRM, { 'X-Forwarded-For': forwardedFor });
		const row = await other.database.get('SELECT address FROM audit');
		await other.close();
		return String(row?.address).replace('0:0:0:0::/64', '127.0.0.1');
	};
	expect(await seen('', '203.0.113.9')).toBe('127.0.0.1');
	expect(await seen('127.0.0.0/8,::1', '203.0.113.9')).toBe('203.0.113.9');
	expect(await seen('127.0.0.1,::1', '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
	expect(await seen('127.0.0.1,::1,203.0.113.9', '198.51.100.1, 203.0.113.9')).toBe('198.51.100.1');
	expect(await seen('127.0.0.1,::1', '2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
});

test('DOOR-1 the relay sends nothing of the page before it is built', async () => {
	const empty = await startRelay({ buildFolder: join(folder, 'nowhere') });
	const answer = await empty.browser().get('/');
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('npm run build');
	await empty.close();
	expect(readFileSync(join(folder, 'build', 'app.html'), 'utf8')).toContain('start');
});
