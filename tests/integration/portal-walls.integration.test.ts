import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AccountId, ContactId, DeviceId, Epoch, FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { openSession } from '../../sync-server/identity/sessions.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { openPortalSession } from '../../sync-server/portal/sessions.ts';
import { createLog } from '../../sync-server/store/log-store.ts';
import { ClientBook } from '../support/client-book.ts';
import { closeCode, type TestBrowser } from '../support/relay.ts';
import { openPortalStage, type PortalStage } from '../support/portal-stage.ts';

/** Calls that need no session. Whoever adds a route decides here whether it is one of them; all others must refuse a foreign session. */
const OPEN = new Set([
	'GET /api/state',
	'POST /api/set-up',
	'POST /api/sign-in',
	'GET /api/session',
	'POST /api/password/forgot',
	'POST /api/password/reset/look',
	'POST /api/password/reset',
	'POST /api/staff/join/look',
	'POST /api/staff/join',
	'GET /portal/api/firm',
	'POST /portal/api/sign-in',
	'POST /portal/api/password/forgot',
	'POST /portal/api/password/reset/look',
	'POST /portal/api/password/reset',
	'POST /portal/api/activation/look',
	'POST /portal/api/activation',
	'POST /portal/api/activation/sign-in',
	'POST /portal/api/activation/ask',
	'GET /portal/api/sign-up',
	'POST /portal/api/sign-up/start',
	'POST /portal/api/sign-up/resend',
	'POST /portal/api/sign-up/code',
	'POST /portal/api/sign-up/finish',
]);
/** What an answer to somebody else must not hold. */
const SECRETS = ['Cabinet Durand', 'Anne Durand', 'anne@durand.example', 'lea@exemple.fr', 'Martin', 'Léa'];
const OTHER = '01900000-0000-7000-8000-0000000000f2' as FirmId;
const STRANGER = '01900000-0000-7000-8000-0000000000a2' as StaffId;

let stage: PortalStage;
let client: TestBrowser;
/** Staff and a client of another firm on the same relay. */
let foreignStaff: TestBrowser;
let foreignClient: TestBrowser;
let foreignAccount: AccountId;

beforeEach(async () => {
	stage = await openPortalStage();
	client = await stage.activated();
	const { database, clientLog } = stage.relay;
	const platform = createPlatform();
	await database.run("INSERT INTO firms (id, name, country, locale, created_at) VALUES ($1, 'Autre', 'FR', 'fr', 0)", OTHER);
	await createLog(database, OTHER, platform.letters(16) as Epoch, platform.bytes(32));
	await database.run(
		`INSERT INTO staff (firm_id, id, name, email, email_key, role, locale, password_hash, totp_secret, totp_step, totp_pending, created_at, removed_at)
		VALUES ($1, $2, 'Max', 'max@autre.fr', 'max@autre.fr', 'owner', 'fr', 'x', NULL, 0, NULL, 0, NULL)`,
		OTHER,
		STRANGER,
	);
	const device = 'Stranger0000' as DeviceId;
	await database.run(
		"INSERT INTO devices (firm_id, id, staff_id, name, created_at, last_contact, removed_at) VALUES ($1, $2, $3, 'PC', 0, 0, NULL)",
		OTHER,
		device,
		STRANGER,
	);
	foreignStaff = stage.relay.browser();
	foreignStaff.cookies.set('sid', (await openSession(database, platform, { firm: OTHER, staff: STRANGER, device })).token);
	const book = new ClientBook(clientLog, OTHER, STRANGER, device);
	const contact = await book.contact('paul@autre.fr', { firstName: 'Paul', lastName: 'Noir' });
	foreignAccount = await book.account('Noir', [contact]);
	await database.run(
		"INSERT INTO portal_logins (firm_id, contact_id, email, email_key, password_hash, created_at, locale) VALUES ($1, $2, 'paul@autre.fr', 'paul@autre.fr', 'x', 0, 'fr')",
		OTHER,
		contact,
	);
	await database.run('INSERT INTO portal_access (firm_id, contact_id, account_id, since) VALUES ($1, $2, $3, 0)', OTHER, contact, foreignAccount);
	foreignClient = stage.relay.browser();
	const foreigner = { firm: OTHER, contact: contact as ContactId };
	const session = await clientLog.decide(OTHER, (sql, voice) => openPortalSession(sql, platform, foreigner, { browser: '', system: '' }, voice));
	foreignClient.cookies.set('portal', session);
});
afterEach(() => stage.close());

/** Every call of the router but middleware, with the ids of the first firm's things in place of each `:id`. */
async function calls(prefix: string): Promise<{ name: string; method: string; paths: string[] }[]> {
	const { database, server } = stage.relay;
	const first = async (text: string): Promise<string> => String((await database.get(text, stage.firm))?.id);
	const ids = [
		stage.account,
		stage.lea,
		await first('SELECT id FROM staff WHERE firm_id = $1'),
		await first('SELECT id FROM devices WHERE firm_id = $1'),
		await first('SELECT id FROM portal_sessions WHERE firm_id = $1'),
		await first('SELECT id FROM invitations WHERE firm_id = $1'),
	];
	const found = new Map<string, { name: string; method: string; paths: string[] }>();
	for (const { method, path } of server.routes()) {
		if (method === 'ALL' || !path.startsWith(prefix) || path.includes('*')) continue;
		const name = `${method} ${path}`;
		const paths = path.includes(':') ? ids.map((id) => path.replace(/:\w+(?:\{[^}]*\})?/g, id)) : [path];
		found.set(name, { name, method, paths });
	}
	return [...found.values()];
}

const send = (browser: TestBrowser, method: string, path: string) => browser.call(method, path, method === 'GET' ? undefined : {});

test('POR-12 every call of staff refuses a client’s session, also under the name of the other cookie', async () => {
	const disguised = stage.relay.browser();
	disguised.cookies.set('sid', client.cookies.get('portal') ?? '');
	const staffCalls = (await calls('/api/')).filter(({ name }) => !OPEN.has(name));
	expect(staffCalls.length).toBeGreaterThan(15);
	for (const { name, method, paths } of staffCalls)
		for (const path of paths)
			for (const browser of [client, disguised]) {
				const answer = await send(browser, method, path);
				expect(answer, `${name} ${path}`).toMatchObject({ status: 401, body: { error: 'signed-out' } });
				expect(Object.keys(answer.body)).toEqual(['error']);
			}
	expect((await client.get('/api/session')).status).toBe(401);
});

test('POR-12 every call of the portal refuses a session of staff, also under the name of the other cookie', async () => {
	const disguised = stage.relay.browser();
	disguised.cookies.set('portal', stage.owner.cookies.get('sid') ?? '');
	const portalCalls = (await calls('/portal/api/')).filter(({ name }) => !OPEN.has(name));
	expect(portalCalls.length).toBeGreaterThan(5);
	for (const { name, method, paths } of portalCalls)
		for (const path of paths)
			for (const browser of [stage.owner, disguised, stage.relay.browser()])
				expect((await send(browser, method, path)).status, `${name} ${path}`).toBeGreaterThanOrEqual(400);
	expect((await stage.owner.get('/portal/api/home')).status).toBe(401);
	expect((await stage.owner.get(`/portal/api/accounts/${stage.account}`)).status).toBe(401);
});

test('POR-12 every call, with another firm’s session, gives no byte of this firm’s', async () => {
	for (const [prefix, browser] of [['/api/', foreignStaff], ['/portal/api/', foreignClient]] as const) {
		for (const { name, method, paths } of await calls(prefix)) {
			// These end or open the very session that tries the others.
			if (/sign-out|sign-in|set-up/.test(name) || OPEN.has(name)) continue;
			for (const path of paths) {
				const text = JSON.stringify((await send(browser, method, path)).body);
				for (const secret of SECRETS) expect(text, `${name} ${path}`).not.toContain(secret);
			}
		}
	}
	expect((await foreignClient.get('/portal/api/home')).body.accounts).toMatchObject([{ id: foreignAccount, name: 'Noir' }]);
	expect((await foreignClient.get(`/portal/api/accounts/${stage.account}`)).status).toBe(404);
	expect((await client.get(`/portal/api/accounts/${foreignAccount}`)).status).toBe(404);
	// And nothing of the first firm's was changed by trying.
	expect((await client.get('/portal/api/home')).status).toBe(200);
	expect((await stage.owner.get('/api/session')).status).toBe(200);
});

test('POR-12 no socket opens with a client’s session', async () => {
	for (const path of ['/sync/log', `/sync/rooms/account:${stage.account}`, '/sync/rooms/firm:settings']) {
		const socket = client.socket(path);
		const frames: unknown[] = [];
		socket.on('message', (data) => frames.push(data));
		expect(await closeCode(socket), path).toBe(4401);
		expect(frames).toEqual([]);
	}
});

test('POR-12 every route is either open or tried', async () => {
	const known = stage.relay.server.routes().filter(({ method, path }) => method !== 'ALL' && /^\/(?:portal\/)?api\//.test(path));
	const names = new Set(known.map(({ method, path }) => `${method} ${path}`));
	expect([...OPEN].filter((name) => !names.has(name))).toEqual([]);
});
