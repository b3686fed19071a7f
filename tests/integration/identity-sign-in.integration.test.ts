import { afterEach, beforeEach, expect, test } from 'vitest';
import { findAuditBreak } from '../../sync-server/observability/audit.ts';
import { eventually } from '../support/eventually.ts';
import { closeCode, FIRM, opened, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
let anne: TestBrowser;

beforeEach(async () => {
	relay = await startRelay();
	anne = relay.browser();
});
afterEach(() => relay.close());

const signIn = (browser: TestBrowser, changes: Record<string, unknown> = {}) =>
	browser.post('/api/sign-in', { email: FIRM.email, password: FIRM.password, device: { name: 'Safari' }, ...changes });

test('SIGN-1 a fresh relay says that it waits for its firm, and is set up exactly once by two visitors at a time', async () => {
	expect((await anne.get('/api/state')).body).toEqual({ setUp: false, setUpCode: false, mail: 'mailbox' });
	const answers = await Promise.all([anne, relay.browser()].map((browser) => browser.post('/api/set-up', FIRM)));
	expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
	expect((await anne.get('/api/state')).body).toMatchObject({ setUp: true });
	expect(await relay.database.all('SELECT id FROM firms')).toHaveLength(1);
	expect(await relay.database.get('SELECT seq, restore_until FROM log_heads')).toEqual({ seq: 0, restore_until: 0 });
});

test('SIGN-2 set-up signs the owner in, and refuses passwords that break the rules', async () => {
	for (const [password, kind] of [
		['courte-phrase', 'too-short'],
		['motdepasse2026!!', 'common'],
		['Cabinet-Durand-2026', 'context'],
		['anne.durand.2026', 'context'],
	]) {
		const answer = await anne.post('/api/set-up', { ...FIRM, password });
		expect(answer, password).toMatchObject({ status: 422, body: { error: 'password', problem: { kind } } });
	}
	const profile = await setUpFirm(anne);
	expect(profile).toMatchObject({
		firmName: FIRM.firmName,
		firmCountry: 'FR',
		staffName: FIRM.name,
		role: 'owner',
		deviceName: FIRM.deviceName,
	});
	expect((await anne.get('/api/session')).body).toEqual(profile);
});

test('SIGN-3 an unknown address and a wrong password get the same answer', async () => {
	await setUpFirm(anne);
	const wrong = await signIn(relay.browser(), { password: 'not the password at all' });
	const unknown = await signIn(relay.browser(), { email: 'nobody@durand.example' });
	expect(wrong.status).toBe(401);
	expect(unknown.status).toBe(wrong.status);
	expect(unknown.body).toEqual(wrong.body);
	expect([...unknown.headers.keys()]).toEqual([...wrong.headers.keys()]);
});

test('SIGN-4 from the fifth failure on an account waits twice as long each time, known or not', async () => {
	await setUpFirm(anne);
	const stranger = relay.browser();
	for (const email of [FIRM.email, 'nobody@durand.example']) {
		const waits: number[] = [];
		for (let failure = 1; failure <= 8; failure++) {
			expect((await signIn(stranger, { email, password: 'not the password at all' })).status).toBe(401);
			if (failure < 5) continue;
			const refused = await signIn(stranger, { email });
			expect(refused).toMatchObject({ status: 429, body: { error: 'throttled' } });
			expect(refused.headers.get('Retry-After')).toBe(String(refused.body.retryAfter));
			waits.push(refused.body.retryAfter);
			relay.clock.ahead += refused.body.retryAfter * 1_000;
		}
		// What hashing took on a busy machine is waited already.
		for (const [i, full] of [5, 10, 20, 40].entries()) {
			expect(waits[i]).toBeLessThanOrEqual(full);
			expect(waits[i]).toBeGreaterThan(full * 0.6);
		}
		expect(waits).toHaveLength(4);
	}
});

test('SIGN-4 a success forgets the failures before it', async () => {
	await setUpFirm(anne);
	for (let round = 0; round < 2; round++) {
		for (let failure = 0; failure < 4; failure++)
			expect((await signIn(anne, { password: 'not the password at all' })).status).toBe(401);
		expect((await signIn(anne)).status).toBe(200);
	}
});

test('SIGN-5 strangers who hammer an account do not keep out a device that it is known from', async () => {
	const { deviceId } = await setUpFirm(anne);
	const stranger = relay.browser();
	for (let failure = 0; failure < 5; failure++) await signIn(stranger, { password: 'not the password at all' });
	expect((await signIn(relay.browser())).status).toBe(429);
	expect(await signIn(anne, { device: { id: deviceId, name: 'Safari' } })).toMatchObject({
		status: 200,
		body: { deviceId },
	});
});

test('SIGN-6 guesses made all at once are counted one after another', async () => {
	await setUpFirm(anne);
	const answers = await Promise.all(
		Array.from({ length: 12 }, () => signIn(relay.browser(), { password: 'not the password at all' })),
	);
	expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
	expect(answers.filter((answer) => answer.status === 429)).toHaveLength(7);
});

test('SIGN-9 a stranger at the public address of a relay that is not set up does not become its owner', async () => {
	expect((await relay.browser().get('/api/state')).body).toMatchObject({ setUpCode: false });
	const open = await startRelay({ environment: { PUBLIC_URL: 'https://carnet.example' } });
	const stranger = open.browser();
	expect((await stranger.get('/api/state')).body).toMatchObject({ setUp: false, setUpCode: true });
	expect(await stranger.post('/api/set-up', FIRM)).toMatchObject({ status: 403, body: { error: 'set-up-code' } });
	expect(await stranger.post('/api/set-up', { ...FIRM, code: '0000 0000 0000' })).toMatchObject({ status: 403 });
	const code = await open.server.setUpCode();
	expect(code).toMatch(/^\d{4} \d{4} \d{4}$/);
	expect((await open.browser().post('/api/set-up', { ...FIRM, code: code?.replaceAll(' ', '-') })).status).toBe(201);
	expect(await open.server.setUpCode()).toBeNull();
	await open.close();
});

test('SESS-1 the cookie is HttpOnly and SameSite, and over https Secure with the __Host- prefix', async () => {
	const cookie = (await anne.post('/api/set-up', FIRM)).headers.get('Set-Cookie');
	expect(cookie).toMatch(/^sid=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/);
	const secure = await startRelay({ environment: { PUBLIC_URL: 'https://carnet.example' } });
	const answer = await secure.browser().post('/api/set-up', { ...FIRM, code: await secure.server.setUpCode() });
	expect(answer.headers.get('Set-Cookie')).toMatch(
		/^__Host-sid=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
	);
	expect(answer.headers.get('Strict-Transport-Security')).toBe('max-age=31536000; includeSubDomains');
	await secure.close();
});

test('SESS-2 a sign-in gives a new token, and ends the earlier session of the same device', async () => {
	const { deviceId } = await setUpFirm(anne);
	const before = anne.cookies.get('sid');
	const earlier = relay.browser();
	earlier.cookies.set('sid', before ?? '');
	await signIn(anne, { device: { id: deviceId, name: 'Safari' } });
	expect(anne.cookies.get('sid')).not.toBe(before);
	expect(await earlier.get('/api/session')).toMatchObject({ status: 401, body: { error: 'signed-out' } });
	expect((await anne.get('/api/session')).status).toBe(200);
});

test('SESS-2 the database holds the hash of a token, never the token', async () => {
	await setUpFirm(anne);
	const rows = await relay.database.all('SELECT * FROM sessions');
	const token = Buffer.from(anne.cookies.get('sid') ?? '');
	expect(rows.some((row) => Object.values(row).some((value) => Buffer.from(String(value)).includes(token)))).toBe(
		false,
	);
});

test('SESS-3 a session ends after 30 days without contact, and after 180 days in any case', async () => {
	const DAY = 24 * 60 * 60_000;
	await setUpFirm(anne);
	for (let days = 29; days < 180; days += 29) {
		relay.clock.ahead = days * DAY;
		expect((await anne.get('/api/devices')).status).toBe(200);
	}
	relay.clock.ahead = 181 * DAY;
	expect((await anne.get('/api/devices')).status).toBe(401);
	await signIn(anne);
	relay.clock.ahead += 31 * DAY;
	expect((await anne.get('/api/devices')).status).toBe(401);
});

test('SESS-4 signing out ends the session and closes its sockets at once, with the code for it', async () => {
	await setUpFirm(anne);
	const socket = anne.socket('/sync/log');
	await opened(socket);
	const closed = closeCode(socket);
	const token = anne.cookies.get('sid') ?? '';
	expect((await anne.post('/api/sign-out')).status).toBe(200);
	expect(await closed).toBe(4401);
	expect(anne.cookies.size).toBe(0);
	anne.cookies.set('sid', token);
	expect((await anne.get('/api/session')).status).toBe(401);
});

test('SESS-4 a socket whose session ran out is closed by the sweep', async () => {
	await setUpFirm(anne);
	const socket = anne.socket('/sync/log');
	await opened(socket);
	const closed = closeCode(socket);
	relay.clock.ahead = 181 * 24 * 60 * 60_000;
	await relay.server.sweep();
	expect(await closed).toBe(4401);
});

test('AUD-1 sign-ins and refusals are audited in a chain that shows every alteration', async () => {
	const { firmId } = await setUpFirm(anne);
	await signIn(relay.browser(), { password: 'not the password at all' });
	await signIn(relay.browser());
	const rows = await relay.database.all(
		'SELECT kind, subject, address FROM audit WHERE firm_id = $1 ORDER BY seq',
		firmId,
	);
	expect(rows.map((row) => row.kind)).toEqual(['firm.set-up', 'sign-in.refused', 'device.added', 'sign-in']);
	expect(rows[1]).toMatchObject({
		subject: FIRM.email,
		address: expect.stringMatching(/^(127\.0\.0\.1|::1|0:0:0:0::\/64)$/),
	});
	expect(await findAuditBreak(relay.database, firmId)).toBeNull();
	await relay.database.run("UPDATE audit SET address = '10.0.0.1' WHERE firm_id = $1 AND seq = 2", firmId);
	expect(await findAuditBreak(relay.database, firmId)).toBe(2);
});

test('SIGN-7 twenty sign-ins at once leave the relay answering', async () => {
	await setUpFirm(anne);
	const signIns = Array.from({ length: 20 }, (_, i) =>
		signIn(relay.browser(), { email: `someone${i}@durand.example` }),
	);
	const started = performance.now();
	expect((await relay.browser().get('/health')).body).toEqual({ ok: true });
	expect(performance.now() - started).toBeLessThan(1_000);
	await Promise.all(signIns);
	await eventually(() => expect(relay.lines).toEqual([]));
});
