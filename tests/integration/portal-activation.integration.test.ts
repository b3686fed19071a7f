import { afterEach, beforeEach, expect, test } from 'vitest';
import { rawStatus, type TestBrowser } from '../support/relay.ts';
import { comparable, GOOD, openPortalStage, type PortalStage } from '../support/portal-stage.ts';

let stage: PortalStage;
let phone: TestBrowser;

beforeEach(async () => {
	stage = await openPortalStage();
	phone = stage.relay.browser();
});
afterEach(() => stage.close());

const look = (token: string, browser = phone) => browser.post('/portal/api/activation/look', { token });
const activate = (token: string, more: Record<string, unknown> = {}, browser = phone) =>
	browser.post('/portal/api/activation', { token, password: GOOD, ...more });
const said = async (type: string) => (await stage.book.events()).filter((event) => event.type === type);

test('POR-1 a hundred visits of a scanner leave the link as it was, and the firm unaware', async () => {
	const { token } = await stage.invite();
	for (let i = 0; i < 100; i++) {
		for (const method of ['GET', 'HEAD', 'OPTIONS']) {
			await phone.call(method, '/portal/activate');
			await phone.call(method, `/portal/api/activation?token=${token}`);
			await phone.call(method, '/portal/api/activation/look');
		}
	}
	for (let i = 0; i < 20; i++) expect((await look(token)).status).toBe(200);
	expect((await phone.post('/portal/api/activation', { token })).status).toBe(400);
	expect((await activate(token, { password: '' })).status).toBe(422);
	expect(await said('invitation.activated')).toEqual([]);
	expect((await activate(token)).status).toBe(200);
});

test('POR-2 a chosen password activates, signs in, and is in the log of every device', async () => {
	const { token, request } = await stage.invite();
	expect(await activate(token)).toMatchObject({ status: 200, body: { email: 'lea@exemple.fr' } });
	expect(await said('invitation.activated')).toMatchObject([{ request, accounts: [stage.account] }]);
	expect((await phone.get('/portal/api/home')).body).toMatchObject({ firstName: 'Léa', accounts: [{ id: stage.account, name: 'Martin' }] });
	expect(await activate(token)).toMatchObject({ status: 410, body: { error: 'link', problem: 'used' } });
});

test('POR-2 of ten activations at once exactly one succeeds', async () => {
	const { token } = await stage.invite();
	const answers = await Promise.all(Array.from({ length: 10 }, () => activate(token, {}, stage.relay.browser())));
	expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
	for (const { status, body } of answers) if (status !== 200) expect(['used', 'has-password']).toContain(body.problem ?? body.error);
	expect(await said('invitation.activated')).toHaveLength(1);
	expect(await stage.relay.database.all('SELECT contact_id FROM portal_logins')).toHaveLength(1);
});

test('POR-2 the same try again, after a lost answer, is answered as the first time; another is not', async () => {
	const { token } = await stage.invite();
	expect((await activate(token, { attempt: 'one' })).status).toBe(200);
	const again = stage.relay.browser();
	expect((await activate(token, { attempt: 'one' }, again)).status).toBe(200);
	expect((await again.get('/portal/api/home')).status).toBe(200);
	expect((await activate(token, { attempt: 'two' })).status).toBe(410);
	expect((await activate(token, { attempt: 'one', password: 'another good one 77' })).status).toBe(410);
	expect(await said('invitation.activated')).toHaveLength(1);
});

test('POR-3 the page is told what it may show, and the address is masked', async () => {
	await stage.book.edit('firm', { replyTo: 'bonjour@durand.example' });
	const { token } = await stage.invite({ message: 'À bientôt\n<b>Anne</b>' });
	const { body } = await look(token);
	expect(body).toMatchObject({
		firm: { name: 'Cabinet Durand', email: 'bonjour@durand.example' },
		firstName: 'Léa',
		email: 'l•••@exemple.fr',
		message: 'À bientôt\n<b>Anne</b>',
		accounts: ['Martin'],
		way: 'choose',
		other: null,
	});
	expect(JSON.stringify(body)).not.toContain('lea@exemple.fr');
});

test('POR-4 passwords that are short, common or made of the client’s own words are refused, and the link stays good', async () => {
	const { token } = await stage.invite();
	for (const [password, kind] of [
		['onze signes', 'too-short'],
		['motdepasse2026', 'common'],
		['lea@exemple.fr', 'context'],
		['Cabinet-Durand-1', 'context'],
		['x'.repeat(129), 'too-long'],
	])
		expect(await activate(token, { password }), password).toMatchObject({ status: 422, body: { error: 'password', problem: { kind } } });
	const strange = '  株式会社 ñandú 🚲🚲 ';
	expect((await activate(token, { password: strange })).status).toBe(200);
	expect((await phone.post('/portal/api/sign-in', { email: 'LEA@exemple.fr ', password: strange })).status).toBe(200);
	expect((await phone.post('/portal/api/sign-in', { email: 'lea@exemple.fr', password: strange.trim() })).status).toBe(401);
});

test('POR-5 each dead link has its own answer for who held it, and one answer for everybody else', async () => {
	const strangers = ['', 'x', 'A'.repeat(43), 'A'.repeat(500), '<script>', '../..'];
	const answers = await Promise.all(strangers.map((token) => look(token)));
	const first = comparable(answers[0] as Awaited<ReturnType<typeof look>>);
	expect(first).toMatchObject({ status: 410, body: { error: 'link', problem: 'unknown' } });
	for (const answer of answers) expect(comparable(answer)).toEqual(first);

	const replaced = await stage.invite();
	stage.relay.clock.ahead += 11 * 60_000;
	const expired = await stage.invite({ knows: [replaced.request] });
	expect((await look(replaced.token)).body).toMatchObject({ problem: 'replaced', firm: { name: 'Cabinet Durand' } });
	stage.relay.clock.ahead += 8 * 24 * 60 * 60_000;
	expect((await look(expired.token)).body).toMatchObject({ problem: 'expired' });
	expect((await activate(expired.token)).body).toMatchObject({ error: 'link', problem: 'expired' });

	const withdrawn = await stage.invite({ knows: [expired.request] });
	await stage.book.setLogin(stage.account, stage.lea, false);
	expect((await look(withdrawn.token)).body).toMatchObject({ problem: 'withdrawn' });
	await stage.book.setLogin(stage.account, stage.lea, true);
	expect((await activate(withdrawn.token)).body).toMatchObject({ problem: 'withdrawn' });

	stage.relay.clock.ahead += 11 * 60_000;
	const archived = await stage.invite({ knows: [withdrawn.request] });
	await stage.book.edit({ account: stage.account }, { archived: true });
	expect((await look(archived.token)).body).toMatchObject({ problem: 'withdrawn' });
	await stage.book.edit({ account: stage.account }, { archived: false });

	stage.relay.clock.ahead += 11 * 60_000;
	const moved = await stage.invite({ knows: [archived.request] });
	await stage.book.edit({ contact: stage.lea }, { email: 'lea@ailleurs.fr' });
	expect((await look(moved.token)).body).toMatchObject({ problem: 'replaced' });
});

test('POR-5 who tries links that nobody mailed is slowed down; who holds one is not', async () => {
	const { token } = await stage.invite();
	for (let i = 0; i < 40; i++) expect((await look(token)).status).toBe(200);
	const tries = [];
	for (let i = 0; i < 25; i++) tries.push((await look('A'.repeat(43))).status);
	expect(tries.filter((status) => status === 429).length).toBeGreaterThan(0);
});

test('POR-6 a second account is added with the password that there is, or by one press when signed in', async () => {
	const signedIn = await stage.activated();
	const second = await stage.book.account('SCI des Lilas', [stage.lea]);
	const { token } = await stage.invite({ accounts: [second] });
	expect((await look(token)).body).toMatchObject({ way: 'sign-in', other: null, accounts: ['SCI des Lilas'] });
	expect((await activate(token)).body).toEqual({ error: 'has-password' });
	expect((await phone.post('/portal/api/activation/sign-in', { token, password: 'not the one at all' })).body).toEqual({ error: 'refused' });
	expect((await phone.post('/portal/api/activation/add', { token })).status).toBe(401);
	expect((await signedIn.get('/portal/api/home')).body.accounts).toHaveLength(1);
	expect((await look(token, signedIn)).body).toMatchObject({ way: 'add' });
	expect((await signedIn.post('/portal/api/activation/add', { token })).status).toBe(200);
	expect((await signedIn.get('/portal/api/home')).body.accounts.map(({ name }: { name: string }) => name)).toEqual(['Martin', 'SCI des Lilas']);

	const third = await stage.book.account('Zoé & Cie', [stage.lea]);
	const next = await stage.invite({ accounts: [third] });
	expect((await phone.post('/portal/api/activation/sign-in', { token: next.token, password: GOOD })).status).toBe(200);
	expect((await phone.get('/portal/api/home')).body.accounts).toHaveLength(3);
});

test('POR-6 the wrong person signed in is told so, and adds nothing', async () => {
	const lea = await stage.activated();
	const paul = await stage.book.contact('paul@exemple.fr', { firstName: 'Paul' });
	const own = await stage.book.account('Paul', [paul]);
	const { token } = await stage.invite({ contact: paul, accounts: [own], email: 'paul@exemple.fr' });
	expect((await look(token, lea)).body).toMatchObject({ email: 'p•••@exemple.fr', other: 'l•••@exemple.fr' });
	expect(await lea.post('/portal/api/activation/add', { token })).toMatchObject({ status: 409, body: { error: 'other-person' } });
	await lea.post('/portal/api/sign-out');
	expect((await look(token, lea)).body).toMatchObject({ way: 'choose', other: null });
	expect((await activate(token, {}, lea)).status).toBe(200);
	expect((await lea.get('/portal/api/home')).body.accounts.map(({ name }: { name: string }) => name)).toEqual(['Paul']);
});

test('POR-7 an expired link asks the firm for a new one, once a day; other links ask nobody, with the same answer', async () => {
	const { token, request } = await stage.invite();
	const ask = (of: string) => phone.post('/portal/api/activation/ask', { token: of });
	const open = comparable(await ask(token));
	stage.relay.clock.ahead += 8 * 24 * 60 * 60_000;
	const answers = [await ask(token), await ask(token), await ask('A'.repeat(43))];
	for (const answer of answers) expect(comparable(answer)).toEqual(open);
	await stage.deliver();
	const asked = stage.mail.received.filter((mail) => mail.subject?.includes('demande un nouveau lien'));
	expect(asked.map((mail) => mail.envelope.to)).toEqual([['anne@durand.example']]);
	expect(asked[0]?.text).toContain('Martin');
	expect(await said('client.linkWanted')).toMatchObject([{ account: stage.account, contact: stage.lea, request, staff: stage.book.staff }]);
});

test('POR-8 the token is in no line of the log, and only its hash in the database', async () => {
	const { token } = await stage.invite();
	await look(token);
	await activate(token, { password: 'court' });
	await activate(token);
	await look(token);
	expect(stage.relay.lines.join('\n')).not.toContain(token);
	const tables = await stage.relay.database.all("SELECT name FROM sqlite_master WHERE type = 'table'");
	for (const { name } of tables) {
		const rows = JSON.stringify(await stage.relay.database.all(`SELECT * FROM ${String(name)}`));
		expect(rows, String(name)).not.toContain(token);
		expect(rows, String(name)).not.toContain(GOOD);
	}
});

test('POR-1 only a call of the portal’s own page counts: no form, no other site, no other kind of body', async () => {
	const { token } = await stage.invite();
	const body = JSON.stringify({ token, password: GOOD });
	const { url } = stage.relay;
	const to = `${url}/portal/api/activation`;
	expect(await rawStatus(to, 'POST', { 'Content-Type': 'application/json' }, body)).toBe(403);
	expect(await rawStatus(to, 'POST', { 'Content-Type': 'application/json', Origin: 'https://evil.example' }, body)).toBe(403);
	expect(await rawStatus(to, 'POST', { 'Content-Type': 'text/plain', Origin: url }, body)).toBe(415);
	expect((await look(token)).status).toBe(200);
});
