import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkField } from '../../src/lib/domain/link.ts';
import { tokenOf } from '../support/mail-server.ts';
import type { TestBrowser } from '../support/relay.ts';
import { comparable, GOOD, openPortalStage, type PortalStage } from '../support/portal-stage.ts';

let stage: PortalStage;
let lea: TestBrowser;

beforeEach(async () => {
	stage = await openPortalStage();
	lea = await stage.activated();
});
afterEach(() => stage.close());

const signIn = (browser: TestBrowser, password = GOOD, email = 'lea@exemple.fr') => browser.post('/portal/api/sign-in', { email, password });
const names = async (browser = lea) => (await browser.get('/portal/api/home')).body.accounts.map(({ name }: { name: string }) => name);

test('POR-10 an unknown address and a wrong password get the same answer, and wait alike', async () => {
	const stranger = stage.relay.browser();
	const [wrong, unknown] = [await signIn(stranger, 'not the one at all'), await signIn(stranger, 'not the one at all', 'nobody@exemple.fr')];
	expect(wrong).toMatchObject({ status: 401, body: { error: 'refused' } });
	expect(comparable(unknown)).toEqual(comparable(wrong));
	for (const email of ['lea@exemple.fr', 'nobody@exemple.fr']) {
		for (let i = 0; i < 4; i++) await signIn(stranger, 'not the one at all', email);
		expect(await signIn(stranger, GOOD, email)).toMatchObject({ status: 429, body: { error: 'throttled' } });
	}
});

test('POR-10, POR-13 what is asked for by mail is answered alike for every address', async () => {
	const stranger = stage.relay.browser();
	const forgot = (email: string) => stranger.post('/portal/api/password/forgot', { email });
	const known = comparable(await forgot('lea@exemple.fr'));
	for (const email of ['nobody@exemple.fr', 'no address', '', 'a@b\r\nBcc: x@y.fr']) expect(comparable(await forgot(email))).toEqual(known);
	await stage.deliver();
	expect(stage.mail.received.filter((mail) => mail.subject === 'Choisir un nouveau mot de passe').map((mail) => mail.envelope.to)).toEqual([['lea@exemple.fr']]);
});

test.each([
	['LOGIN off', (s: PortalStage, account: never) => s.book.setLogin(account, s.lea, false)],
	['unlinked', (s: PortalStage, account: never) => s.book.edit({ account }, { [linkField(s.lea, 'present')]: false })],
	['archived', (s: PortalStage, account: never) => s.book.edit({ account }, { archived: true })],
	['deleted', (s: PortalStage, account: never) => s.book.edit({ account }, { deleted: true })],
])('POR-11 %s: gone at the next call, other accounts untouched', async (_, close) => {
	const second = await stage.book.account('SCI des Lilas', [stage.lea, await stage.book.contact('paul@exemple.fr')]);
	const { token } = await stage.invite({ accounts: [second] });
	await lea.post('/portal/api/activation/add', { token });
	expect(await names()).toEqual(['Martin', 'SCI des Lilas']);
	expect((await lea.get(`/portal/api/accounts/${second}`)).status).toBe(200);
	await close(stage, second as never);
	expect(await names()).toEqual(['Martin']);
	const gone = await lea.get(`/portal/api/accounts/${second}`);
	expect(gone).toMatchObject({ status: 404, body: { error: 'unknown' } });
	expect(comparable(await lea.get('/portal/api/accounts/01900000-0000-7000-8000-00000000dead'))).toEqual(comparable(gone));
	expect(comparable(await lea.get('/portal/api/accounts/x'))).toEqual(comparable(gone));
	expect((await lea.get(`/portal/api/accounts/${stage.account}`)).status).toBe(200);
});

test('POR-11 LOGIN on without an activation shows nothing yet; a client who is gone from the book sees nothing', async () => {
	await stage.book.account('Pas encore', [stage.lea]);
	expect(await names()).toEqual(['Martin']);
	await stage.book.edit({ contact: stage.lea }, { deleted: true });
	expect(await names()).toEqual([]);
});

test('POR-13 a forgotten password: the link works once, within the hour, and ends every session', async () => {
	await stage.relay.browser().post('/portal/api/password/forgot', { email: 'lea@exemple.fr' });
	await stage.deliver();
	const link = stage.mail.linkTo('lea@exemple.fr');
	expect(link).toMatch(/\/portal\/reset#t=/);
	const token = tokenOf(link);
	const phone = stage.relay.browser();
	for (let i = 0; i < 3; i++)
		expect((await phone.post('/portal/api/password/reset/look', { token })).body).toMatchObject({ email: 'l•••@exemple.fr', firm: { name: 'Cabinet Durand' } });
	const reset = (password: string) => phone.post('/portal/api/password/reset', { token, password });
	expect((await reset('court')).status).toBe(422);
	expect((await reset('nouveau sésame 88')).status).toBe(200);
	expect((await reset('nouveau sésame 99')).body).toEqual({ error: 'link', problem: 'used' });
	expect((await lea.get('/portal/api/home')).status).toBe(401);
	expect((await signIn(phone)).status).toBe(401);
	expect((await signIn(phone, 'nouveau sésame 88')).status).toBe(200);
	await stage.deliver();
	expect(stage.mail.received.at(-1)?.subject).toBe('Votre mot de passe a été changé');
	// A reset of staff is not one of the portal's, and the other way round.
	expect((await phone.post('/api/password/reset/look', { token })).status).toBe(410);
});

test('POR-14 sessions are listed and ended one by one; a new password needs the present one and ends the others', async () => {
	const phone = stage.relay.browser();
	const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1';
	await phone.post('/portal/api/sign-in', { email: 'lea@exemple.fr', password: GOOD }, { 'User-Agent': agent });
	const { sessions } = (await lea.get('/portal/api/sessions')).body;
	expect(sessions).toHaveLength(2);
	const other = sessions.find(({ current }: { current: boolean }) => !current);
	expect(other.agent).toEqual({ browser: 'Safari', system: 'iPhone' });
	expect((await lea.call('DELETE', `/portal/api/sessions/${other.id}`, {})).status).toBe(200);
	expect((await phone.get('/portal/api/home')).status).toBe(401);
	expect((await lea.call('DELETE', `/portal/api/sessions/${other.id}`, {})).status).toBe(404);

	await signIn(phone);
	const change = (current: string, password: string) => lea.post('/portal/api/password/change', { current, password });
	expect((await change('not the one at all', 'nouveau sésame 88')).status).toBe(403);
	expect((await change(GOOD, 'court')).status).toBe(422);
	expect((await change(GOOD, 'nouveau sésame 88')).status).toBe(200);
	expect((await phone.get('/portal/api/home')).status).toBe(401);
	expect((await lea.get('/portal/api/home')).status).toBe(200);
	expect((await lea.post('/portal/api/sign-out')).status).toBe(200);
	expect(lea.cookies.size).toBe(0);
	expect((await lea.get('/portal/api/home')).status).toBe(401);
});

test('POR-14 a session that is not used for two weeks is over', async () => {
	stage.relay.clock.ahead += 15 * 24 * 60 * 60_000;
	expect((await lea.get('/portal/api/home')).status).toBe(401);
});

test('POR-16 each time a client is let in is said to the firm, and nothing of a try that was refused', async () => {
	const said = async () => (await stage.book.events()).filter(({ type }) => type === 'client.signedIn');
	expect(await said()).toMatchObject([{ contact: stage.lea }]);
	expect((await signIn(stage.relay.browser(), 'not the one at all')).status).toBe(401);
	expect(await said()).toHaveLength(1);
	expect((await signIn(stage.relay.browser())).status).toBe(200);
	expect(await said()).toMatchObject([{ contact: stage.lea }, { contact: stage.lea }]);
});

test('POR-15 folders are the account’s own, the predefined ones where there is none', async () => {
	const folders = async () => (await lea.get(`/portal/api/accounts/${stage.account}`)).body.folders;
	expect((await folders())[0]).toMatchObject({ name: 'Documents téléchargés par le client', depth: 0, clientUploads: true });
	const [year, bills] = ['01900000-0000-7000-8000-0000000000e1', '01900000-0000-7000-8000-0000000000e2'];
	await stage.book.edit(
		{ account: stage.account },
		{
			[`folder/${bills}`]: { name: 'Factures', parent: year, order: 0, clientUploads: true, removed: false },
			[`folder/${year}`]: { name: '2026', parent: null, order: 0, clientUploads: false, removed: false },
		},
	);
	expect(await folders()).toMatchObject([
		{ name: '2026', depth: 0 },
		{ name: 'Factures', depth: 1, clientUploads: true },
	]);
});
