import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FIRM, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
let anne: TestBrowser;

beforeEach(async () => {
	relay = await startRelay();
	anne = relay.browser();
	await setUpFirm(anne);
});
afterEach(() => relay.close());

/** The code that an authenticator app shows, so many 30-second steps from now. */
const codeOf = (secret: string, steps = 0) =>
	new TOTP({ secret: Secret.fromBase32(secret) }).generate({
		timestamp: Date.now() + relay.clock.ahead + steps * 30_000,
	});
const nextStep = () => {
	relay.clock.ahead += 30_000;
};

async function addSecondFactor(): Promise<{ secret: string; recoveryCodes: string[] }> {
	const started = await anne.post('/api/second-factor/start', { password: FIRM.password });
	expect(started.status).toBe(200);
	expect(started.body.uri).toMatch(/^otpauth:\/\/totp\/Carnet%20Cabinet%20Durand:anne%40durand\.example\?/);
	const { secret } = started.body;
	const confirmed = await anne.post('/api/second-factor/confirm', { code: codeOf(secret) });
	expect(confirmed.status).toBe(200);
	return { secret, recoveryCodes: confirmed.body.recoveryCodes };
}

const signIn = (code?: string, password: string = FIRM.password) =>
	relay.browser().post('/api/sign-in', {
		email: FIRM.email,
		password,
		device: { name: 'Safari' },
		...(code === undefined ? {} : { code }),
	});

test('FACT-1 a second factor counts from its first right code on, and is asked for at sign-in after the password', async () => {
	const { secret } = (await anne.post('/api/second-factor/start', { password: FIRM.password })).body;
	expect((await anne.post('/api/second-factor/confirm', { code: '000000' })).body).toEqual({ error: 'code-wrong' });
	expect((await signIn()).status).toBe(200);
	await anne.post('/api/second-factor/confirm', { code: codeOf(secret) });
	expect((await anne.get('/api/second-factor')).body).toEqual({ secondFactor: true, recoveryCodesLeft: 10 });
	expect(await signIn()).toMatchObject({ status: 401, body: { error: 'code-needed' } });
	expect(await signIn(undefined, 'not the password at all')).toMatchObject({ status: 401, body: { error: 'refused' } });
	expect(await signIn('000000')).toMatchObject({ status: 401, body: { error: 'code-wrong' } });
	nextStep();
	expect((await signIn(codeOf(secret))).status).toBe(200);
});

test('FACT-2 a code works once, and for one step before and after', async () => {
	const { secret } = await addSecondFactor();
	expect((await signIn(codeOf(secret))).body).toEqual({ error: 'code-wrong' });
	nextStep();
	const code = codeOf(secret);
	const answers = await Promise.all([signIn(code), signIn(code)]);
	expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
	expect((await signIn(codeOf(secret, 2))).status).toBe(401);
	expect((await signIn(codeOf(secret, 1))).status).toBe(200);
	expect((await signIn(codeOf(secret))).status).toBe(401);
});

test('FACT-3 a recovery code lets in once, and is kept as a hash', async () => {
	const { recoveryCodes } = await addSecondFactor();
	expect(new Set(recoveryCodes).size).toBe(10);
	const [code = ''] = recoveryCodes;
	expect(code).toMatch(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){5}$/);
	expect((await signIn(code.toLowerCase())).status).toBe(200);
	expect((await signIn(code)).status).toBe(401);
	expect((await anne.get('/api/second-factor')).body).toMatchObject({ recoveryCodesLeft: 9 });
});

test('FACT-4 codes cannot be guessed: wrong ones are throttled, and asking without a code forgets none of them', async () => {
	await addSecondFactor();
	const statuses: number[] = [];
	for (let i = 0; i < 6; i++) {
		statuses.push((await signIn('000000')).status);
		statuses.push((await signIn()).status);
	}
	expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2);
});

test('FACT-5 with a second factor a password may be shorter; removing it asks for password and code, and for a password long enough', async () => {
	const { secret } = await addSecondFactor();
	expect((await anne.post('/api/password/change', { current: FIRM.password, password: 'tasse-9!nuage' })).status).toBe(
		200,
	);
	nextStep();
	const short = await anne.post('/api/second-factor/remove', { password: 'tasse-9!nuage', code: codeOf(secret) });
	expect(short).toMatchObject({
		status: 422,
		body: { error: 'password', problem: { kind: 'too-short', minimum: 15 } },
	});
	expect((await anne.post('/api/password/change', { current: 'tasse-9!nuage', password: FIRM.password })).status).toBe(
		200,
	);
	nextStep();
	expect(
		(await anne.post('/api/second-factor/remove', { password: 'not the password', code: codeOf(secret) })).status,
	).toBe(403);
	expect((await anne.post('/api/second-factor/remove', { password: FIRM.password, code: '000000' })).body).toEqual({
		error: 'code-wrong',
	});
	expect((await anne.post('/api/second-factor/remove', { password: FIRM.password, code: codeOf(secret) })).status).toBe(
		200,
	);
	expect((await signIn()).status).toBe(200);
});

test('FACT-6 a new password by link does not go around the second factor', async () => {
	const { secret } = await addSecondFactor();
	await relay.browser().post('/api/password/forgot', { email: FIRM.email });
	await expect
		.poll(async () => (await relay.browser().get('/dev/mailbox')).body, { timeout: 20_000 })
		.toContain('/reset#t=');
	const [, token = ''] = /#t=([\w-]{43})/.exec((await relay.browser().get('/dev/mailbox')).body) ?? [];
	expect(
		(await relay.browser().post('/api/password/reset', { token, password: 'quatre-hiboux-sous-la-pluie' })).status,
	).toBe(200);
	expect((await signIn(undefined, 'quatre-hiboux-sous-la-pluie')).body).toEqual({ error: 'code-needed' });
	nextStep();
	expect((await signIn(codeOf(secret), 'quatre-hiboux-sous-la-pluie')).status).toBe(200);
});

test('FACT-7 the seed is encrypted in the database', async () => {
	const { secret } = await addSecondFactor();
	const seed = Buffer.from(Secret.fromBase32(secret).bytes);
	const row = await relay.database.get('SELECT totp_secret FROM staff');
	expect(Buffer.from(row?.totp_secret as Uint8Array).includes(seed)).toBe(false);
});
