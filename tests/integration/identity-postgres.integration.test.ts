import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findAuditBreak } from '../../sync-server/observability/audit.ts';
import { eventually } from '../support/eventually.ts';
import { findPostgres, startPostgres, type PostgresCluster } from '../support/postgres.ts';
import { closeCode, FIRM, opened, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';

// What happens at the same time, where transactions do not simply take turns, and across two relays on one database.
describe.skipIf(findPostgres() === null)('two relays on one Postgres database', () => {
	let cluster: PostgresCluster;
	let relay: TestRelay;
	let other: TestRelay;
	let anne: TestBrowser;

	beforeAll(async () => {
		cluster = await startPostgres();
	});
	afterAll(() => cluster.stop());
	beforeEach(async () => {
		const environment = { DATABASE_URL: await cluster.createDatabase() };
		relay = await startRelay({ environment });
		other = await startRelay({ environment });
		anne = relay.browser();
	});
	afterEach(async () => {
		await other.close();
		await relay.close();
	});

	const signIn = (browser: TestBrowser, password: string = FIRM.password) =>
		browser.post('/api/sign-in', { email: FIRM.email, password, device: { name: 'Safari' } });

	test('SIGN-1 a firm is set up once, wherever visitors come', async () => {
		const answers = await Promise.all(
			[relay, other, relay, other].map((relay) => relay.browser().post('/api/set-up', FIRM)),
		);
		expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409]);
		expect(await relay.database.all('SELECT id FROM firms')).toHaveLength(1);
	});

	test('SIGN-6 guesses at both relays at once are counted one after another, and all of them audited in one chain', async () => {
		const { firmId } = await setUpFirm(anne);
		const answers = await Promise.all(
			Array.from({ length: 12 }, (_, i) => signIn((i % 2 === 0 ? relay : other).browser(), 'not the password at all')),
		);
		expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
		expect(await findAuditBreak(relay.database, firmId)).toBeNull();
		expect(await relay.database.all("SELECT seq FROM audit WHERE kind = 'sign-in.refused'")).toHaveLength(5);
	});

	test('SESS-4 signing out at one relay closes the session’s sockets at the other', async () => {
		await setUpFirm(anne);
		const elsewhere = other.browser();
		elsewhere.cookies.set('sid', anne.cookies.get('sid') ?? '');
		const socket = elsewhere.socket('/sync/log');
		await opened(socket);
		const closed = closeCode(socket);
		await anne.post('/api/sign-out');
		expect(await closed).toBe(4401);
	});

	test('STAFF-2 an invitation is joined once, and of two owners who leave at once one stays', async () => {
		await setUpFirm(anne);
		await anne.post('/api/staff/invitations', { email: 'paul@durand.example', role: 'owner' });
		const token = await eventually(async () => {
			const found = /#t=([\w-]{43})/.exec((await anne.get('/dev/mailbox')).body)?.[1];
			expect(found).toBeDefined();
			return found;
		});
		const input = {
			token,
			name: 'Paul Petit',
			password: 'trois-girafes-en-velours',
			locale: 'fr',
			deviceName: 'Firefox',
		};
		const pauls = [relay.browser(), other.browser()];
		const joined = await Promise.all(pauls.map((browser) => browser.post('/api/staff/join', input)));
		expect(joined.map((answer) => answer.status).sort()).toEqual([201, 410]);
		const paul = pauls[joined.findIndex((answer) => answer.status === 201)] ?? anne;
		const ids = await Promise.all(
			[anne, paul].map(async (browser) => (await browser.get('/api/session')).body.staffId),
		);
		const left = await Promise.all([
			anne.call('DELETE', `/api/staff/${ids[0]}`),
			paul.call('DELETE', `/api/staff/${ids[1]}`),
		]);
		expect(left.map((answer) => answer.status).sort()).toEqual([200, 409]);
	});

	test('MAIL-1 a mail goes out once, also when both relays look for it', async () => {
		await setUpFirm(anne);
		for (let i = 0; i < 5; i++) await signIn(relay.browser());
		await Promise.all([relay, other, relay, other].map((relay) => relay.server.deliverMail()));
		const rows = await relay.database.all('SELECT state, attempts FROM mail_outbox');
		expect(rows).toEqual(Array.from({ length: 5 }, () => ({ state: 'mailbox', attempts: 1 })));
	});
});
