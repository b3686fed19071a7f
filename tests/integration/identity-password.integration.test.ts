import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startMailServer, tokenOf, type MailServer } from '../support/mail-server.ts';
import { closeCode, FIRM, opened, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';

const NEW_PASSWORD = 'quatre-hiboux-sous-la-pluie';

let mail: MailServer;
let relay: TestRelay;
let anne: TestBrowser;

beforeEach(async () => {
	mail = await startMailServer();
	relay = await startRelay({ environment: { SMTP_URL: mail.url } });
	anne = relay.browser();
	await setUpFirm(anne);
});
afterEach(async () => {
	await relay.close();
	await mail.close();
});

async function askForLink(): Promise<string> {
	const before = mail.received.length;
	await relay.browser().post('/api/password/forgot', { email: FIRM.email });
	await eventually(async () => {
		await relay.server.deliverMail();
		expect(mail.received.length).toBe(before + 1);
	});
	return mail.linkTo(FIRM.email);
}

const signIn = (password: string, browser = relay.browser()) =>
	browser.post('/api/sign-in', { email: FIRM.email, password, device: { name: 'Safari' } });

test('PASS-1 asking for a new password answers alike for every address, and mails only those who have an account', async () => {
	const known = await relay.browser().post('/api/password/forgot', { email: FIRM.email });
	const unknown = await relay.browser().post('/api/password/forgot', { email: 'nobody@durand.example' });
	expect(known.status).toBe(200);
	expect(unknown.status).toBe(known.status);
	expect(unknown.body).toEqual(known.body);
	await eventually(async () => {
		await relay.server.deliverMail();
		expect(mail.received.map((mail) => mail.envelope.to)).toEqual([[FIRM.email]]);
	});
});

test('PASS-4 the mailed link sets a new password, ends every session, and works once', async () => {
	const link = await askForLink();
	expect(link).toMatch(new RegExp(`^${relay.url}/reset#t=[\\w-]{43}$`));
	const token = tokenOf(link);
	expect((await relay.browser().post('/api/password/reset/look', { token })).body).toEqual({
		firmName: FIRM.firmName,
		email: 'a•••@durand.example',
		secondFactor: false,
	});
	const socket = anne.socket('/sync/log');
	await opened(socket);
	const closed = closeCode(socket);
	expect((await relay.browser().post('/api/password/reset', { token, password: NEW_PASSWORD })).status).toBe(200);
	expect(await closed).toBe(4401);
	expect((await anne.get('/api/session')).status).toBe(401);
	expect((await signIn(FIRM.password)).status).toBe(401);
	expect((await signIn(NEW_PASSWORD)).status).toBe(200);
	const again = await relay.browser().post('/api/password/reset', { token, password: 'encore-une-autre-phrase' });
	expect(again).toMatchObject({ status: 410, body: { error: 'link', problem: 'used' } });
});

test('PASS-2 of two posts with one link at the same time one succeeds', async () => {
	const token = tokenOf(await askForLink());
	const answers = await Promise.all(
		[NEW_PASSWORD, 'encore-une-autre-phrase'].map((password) =>
			relay.browser().post('/api/password/reset', { token, password }),
		),
	);
	expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410]);
});

test('PASS-2 a link is good for one hour, and until the next one is asked for; what scanners send leaves it good', async () => {
	const first = tokenOf(await askForLink());
	const second = tokenOf(await askForLink());
	expect((await relay.browser().post('/api/password/reset/look', { token: first })).body).toMatchObject({
		problem: 'revoked',
	});
	for (const method of ['GET', 'HEAD', 'OPTIONS']) await relay.browser().call(method, '/api/password/reset');
	expect((await relay.browser().post('/api/password/reset', { token: second })).status).toBe(400);
	expect((await relay.browser().post('/api/password/reset', { token: second, password: 'trop court' })).status).toBe(
		422,
	);
	expect((await relay.browser().post('/api/password/reset/look', { token: second })).status).toBe(200);
	relay.clock.ahead = 61 * 60_000;
	expect(
		(await relay.browser().post('/api/password/reset', { token: second, password: NEW_PASSWORD })).body,
	).toMatchObject({ problem: 'expired' });
	expect((await relay.browser().post('/api/password/reset/look', { token: 'A'.repeat(43) })).body).toMatchObject({
		problem: 'unknown',
	});
});

test('PASS-1 nobody can make the relay flood an address with mails', async () => {
	for (let i = 0; i < 6; i++)
		expect((await relay.browser().post('/api/password/forgot', { email: FIRM.email })).status).toBe(200);
	await eventually(async () => {
		expect(await relay.database.all("SELECT id FROM mail_outbox WHERE kind = 'password-reset'")).toHaveLength(3);
	});
});

test('PASS-3 the token of a link is nowhere in the database', async () => {
	const token = tokenOf(await askForLink());
	for (const table of ['one_time_links', 'mail_outbox', 'audit']) {
		const rows = await relay.database.all(`SELECT * FROM ${table}`);
		expect(
			rows.some((row) =>
				Object.values(row).some((value) =>
					value instanceof Uint8Array
						? Buffer.from(value).includes(Buffer.from(token, 'base64url'))
						: String(value).includes(token),
				),
			),
		).toBe(false);
	}
	expect(relay.lines.join('\n')).not.toContain(token);
});

test('PASS-5 changing the password asks for the current one, keeps this session, ends the others, and tells by mail', async () => {
	const other = relay.browser();
	await signIn(FIRM.password, other);
	expect(
		(await anne.post('/api/password/change', { current: 'not the password at all', password: NEW_PASSWORD })).status,
	).toBe(403);
	expect(
		(await anne.post('/api/password/change', { current: FIRM.password, password: 'trop court' })).body,
	).toMatchObject({ problem: { kind: 'too-short' } });
	expect((await anne.post('/api/password/change', { current: FIRM.password, password: NEW_PASSWORD })).status).toBe(
		200,
	);
	expect((await anne.get('/api/session')).status).toBe(200);
	expect((await other.get('/api/session')).status).toBe(401);
	expect((await signIn(NEW_PASSWORD)).status).toBe(200);
	await eventually(async () => {
		await relay.server.deliverMail();
		expect(mail.received.map((mail) => mail.subject)).toContain('Votre mot de passe a été changé');
	});
});

test('PASS-6 a password is hashed with argon2id at the cost the rules ask for, and hashed anew when it was cheaper', async () => {
	const stored = async () => String((await relay.database.get('SELECT password_hash FROM staff'))?.password_hash);
	expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
	const { argon2Sync } = await import('node:crypto');
	const nonce = Buffer.alloc(16, 7);
	const tag = argon2Sync('argon2id', {
		message: FIRM.password,
		nonce,
		parallelism: 1,
		tagLength: 32,
		memory: 8_192,
		passes: 1,
	});
	const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
	await relay.database.run(
		'UPDATE staff SET password_hash = $1',
		`$argon2id$v=19$m=8192,t=1,p=1$${base64(nonce)}$${base64(tag)}`,
	);
	expect((await signIn(FIRM.password)).status).toBe(200);
	expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
	expect((await signIn(FIRM.password)).status).toBe(200);
});
