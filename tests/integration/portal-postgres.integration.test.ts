import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tokenOf } from '../support/mail-server.ts';
import { GOOD, openPortalStage, type PortalStage } from '../support/portal-stage.ts';
import { findPostgres, startPostgres, type PostgresCluster } from '../support/postgres.ts';

const hasPostgres = findPostgres() !== null;

let cluster: PostgresCluster;
let stage: PortalStage;

beforeAll(async () => {
	if (!hasPostgres) return;
	cluster = await startPostgres();
	const environment = { DATABASE_URL: await cluster.createDatabase(), PUBLIC_URL: 'https://carnet.example' };
	stage = await openPortalStage({ environment });
});
afterAll(async () => {
	if (!hasPostgres) return;
	await stage.close();
	await cluster.stop();
});

const said = async (type: string) => (await stage.book.events()).filter((event) => event.type === type);

test.skipIf(!hasPostgres)('POR-2 on Postgres, behind https: of ten activations at once one succeeds, and its cookie is bound to the host', async () => {
	const { token } = await stage.invite();
	expect(stage.mail.linkTo('lea@exemple.fr')).toMatch(/^https:\/\/carnet\.example\//);
	const phones = Array.from({ length: 10 }, () => stage.relay.browser());
	const answers = await Promise.all(phones.map((phone) => phone.post('/portal/api/activation', { token, password: GOOD })));
	const won = answers.flatMap(({ status }, i) => (status === 200 ? [i] : []));
	expect(won).toHaveLength(1);
	const [first = 0] = won;
	expect(answers[first]?.headers.get('Set-Cookie')).toMatch(/^__Host-portal=[\w-]{43}; .*Path=\/; HttpOnly; Secure; SameSite=Lax$/);
	expect((await phones[first]?.get('/portal/api/home'))?.body).toMatchObject({ firstName: 'Léa', accounts: [{ id: stage.account, name: 'Martin' }] });
	expect(await said('invitation.activated')).toHaveLength(1);
});

test.skipIf(!hasPostgres)('POR-13 on Postgres a forgotten password is chosen anew by mail, and signing out ends the session', async () => {
	const phone = stage.relay.browser();
	await phone.post('/portal/api/password/forgot', { email: 'lea@exemple.fr' });
	// What is done for a known address alone is done after the answer, which is the same for all.
	await vi.waitFor(async () => {
		await stage.deliver();
		expect(stage.mail.received.map(({ subject }) => subject)).toContain('Choisir un nouveau mot de passe');
	});
	const token = tokenOf(stage.mail.linkTo('lea@exemple.fr'));
	const password = 'un autre bon 77 vélo';
	expect((await phone.post('/portal/api/password/reset', { token, password })).status).toBe(200);
	expect((await phone.post('/portal/api/sign-in', { email: 'lea@exemple.fr', password: GOOD })).status).toBe(401);
	expect((await phone.post('/portal/api/sign-in', { email: 'lea@exemple.fr', password })).status).toBe(200);
	expect((await phone.get('/portal/api/home')).status).toBe(200);
	await stage.book.setLogin(stage.account, stage.lea, false);
	expect((await phone.get('/portal/api/home')).body.accounts).toEqual([]);
	expect((await phone.post('/portal/api/sign-out')).status).toBe(200);
	expect((await phone.get('/portal/api/home')).status).toBe(401);
});

test.skipIf(!hasPostgres)('POR-24 on Postgres a registration that is finished twice at once makes one client', async () => {
	await stage.book.edit('firm', { 'signUp/open': true });
	const phone = stage.relay.browser();
	const { attempt } = (await phone.post('/portal/api/sign-up/start', { email: 'zoe@exemple.fr', locale: 'fr' })).body;
	await stage.deliver();
	expect((await phone.post('/portal/api/sign-up/code', { attempt, code: stage.codeTo('zoe@exemple.fr') })).status).toBe(200);
	const details = { firstName: 'Zoé', lastName: 'Petit', phone: '06 12 34 56 78', type: 'individual', companyName: '', consent: true };
	const finish = () => phone.post('/portal/api/sign-up/finish', { attempt, ...details });
	const answers = await Promise.all([finish(), finish()]);
	expect(answers.some(({ status }) => status === 200)).toBe(true);
	expect(await said('client.signedUp')).toHaveLength(1);
});
