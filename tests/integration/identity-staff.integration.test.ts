import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startMailServer, tokenOf, type MailServer } from '../support/mail-server.ts';
import { closeCode, FIRM, opened, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';

const PASSWORD = 'trois-girafes-en-velours';

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

async function invite(by: TestBrowser, email: string, role: string): Promise<string> {
	const before = mail.received.length;
	const answer = await by.post('/api/staff/invitations', { email, role });
	expect(answer.status).toBe(200);
	await eventually(async () => {
		await relay.server.deliverMail();
		expect(mail.received.length).toBeGreaterThan(before);
	});
	return tokenOf(mail.linkTo(email));
}

const joinWith = (token: string, browser: TestBrowser, name = 'Paul Petit') =>
	browser.post('/api/staff/join', { token, name, password: PASSWORD, locale: 'fr', deviceName: 'Firefox' });

async function colleague(
	role: string,
	email = `${role}@durand.example`,
): Promise<{ browser: TestBrowser; id: string; deviceId: string }> {
	const browser = relay.browser();
	const answer = await joinWith(await invite(anne, email, role), browser);
	expect(answer.status).toBe(201);
	return { browser, id: answer.body.staffId, deviceId: answer.body.deviceId };
}

test('STAFF-1 an invited colleague sees the firm and their masked address, chooses a password, and is in with the role', async () => {
	const token = await invite(anne, 'paul@durand.example', 'admin');
	expect(mail.received[0]?.subject).toBe('Anne Durand vous invite dans Carnet');
	expect((await relay.browser().post('/api/staff/join/look', { token })).body).toEqual({
		firmName: FIRM.firmName,
		email: 'p•••@durand.example',
		role: 'admin',
	});
	const weak = await relay.browser().post('/api/staff/join', {
		token,
		name: 'Paul Petit',
		password: 'paul.petit.2026',
		locale: 'fr',
		deviceName: 'Firefox',
	});
	expect(weak).toMatchObject({ status: 422, body: { problem: { kind: 'context' } } });
	const paul = relay.browser();
	expect(await joinWith(token, paul)).toMatchObject({
		status: 201,
		body: { staffName: 'Paul Petit', role: 'admin', email: 'paul@durand.example', firmName: FIRM.firmName },
	});
	expect((await paul.get('/api/session')).status).toBe(200);
	expect((await joinWith(token, relay.browser())).body).toEqual({ error: 'link', problem: 'used' });
	expect((await anne.get('/api/staff')).body).toMatchObject({
		staff: [{ name: 'Anne Durand' }, { name: 'Paul Petit', role: 'admin' }],
		invitations: [],
	});
});

test('STAFF-2 an invitation joined twice at the same time makes one colleague', async () => {
	const token = await invite(anne, 'paul@durand.example', 'member');
	const answers = await Promise.all([joinWith(token, relay.browser()), joinWith(token, relay.browser())]);
	expect(answers.map((answer) => answer.status).sort()).toEqual([201, 410]);
	expect((await anne.get('/api/staff')).body.staff).toHaveLength(2);
});

test('STAFF-2 the link of an invitation lasts seven days, until it is sent again or withdrawn', async () => {
	const first = await invite(anne, 'paul@durand.example', 'member');
	const second = await invite(anne, 'Paul@durand.example', 'admin');
	expect((await joinWith(first, relay.browser())).body).toMatchObject({ problem: 'replaced' });
	const [invitation] = (await anne.get('/api/staff')).body.invitations;
	expect(invitation).toMatchObject({ email: 'paul@durand.example', role: 'admin', mail: 'sent' });
	relay.clock.ahead = 8 * 24 * 60 * 60_000;
	expect((await joinWith(second, relay.browser())).body).toMatchObject({ problem: 'expired' });
	expect((await anne.post(`/api/staff/invitations/${invitation.id}/resend`)).status).toBe(200);
	await eventually(async () => {
		await relay.server.deliverMail();
		expect(tokenOf(mail.linkTo('paul@durand.example'))).not.toBe(second);
	});
	const third = tokenOf(mail.linkTo('paul@durand.example'));
	expect((await anne.call('DELETE', `/api/staff/invitations/${invitation.id}`)).status).toBe(200);
	expect((await joinWith(third, relay.browser())).body).toMatchObject({ problem: 'withdrawn' });
	expect((await anne.get('/api/staff')).body.invitations).toEqual([]);
});

test('STAFF-3 members invite nobody and see no invitations; admins make no owners and touch none; owners may all', async () => {
	const member = await colleague('member');
	const admin = await colleague('admin');
	const [owner] = (await anne.get('/api/staff')).body.staff;
	expect(
		(await member.browser.post('/api/staff/invitations', { email: 'x@durand.example', role: 'member' })).status,
	).toBe(403);
	expect((await member.browser.get('/api/staff/audit')).status).toBe(403);
	expect((await member.browser.call('PATCH', `/api/staff/${member.id}`, { role: 'owner' })).status).toBe(403);
	expect(
		(await admin.browser.post('/api/staff/invitations', { email: 'x@durand.example', role: 'owner' })).status,
	).toBe(403);
	expect((await admin.browser.call('PATCH', `/api/staff/${admin.id}`, { role: 'owner' })).status).toBe(403);
	expect((await admin.browser.call('PATCH', `/api/staff/${owner.id}`, { role: 'member' })).status).toBe(403);
	expect((await admin.browser.call('DELETE', `/api/staff/${owner.id}`)).status).toBe(403);
	expect((await admin.browser.call('PATCH', `/api/staff/${member.id}`, { role: 'admin' })).status).toBe(200);
	await anne.post('/api/staff/invitations', { email: 'new-owner@durand.example', role: 'owner' });
	expect((await member.browser.get('/api/staff')).body.invitations).toHaveLength(1);
	expect((await anne.call('PATCH', `/api/staff/${member.id}`, { role: 'member' })).status).toBe(200);
	expect((await member.browser.get('/api/staff')).body.invitations).toEqual([]);
	expect((await anne.post('/api/staff/invitations', { email: 'admin@durand.example', role: 'member' })).body).toEqual({
		error: 'already-staff',
	});
});

test('STAFF-4 the last owner neither steps down nor leaves, not even two at the same time', async () => {
	const [owner] = (await anne.get('/api/staff')).body.staff;
	expect((await anne.call('PATCH', `/api/staff/${owner.id}`, { role: 'member' })).body).toEqual({
		error: 'last-owner',
	});
	expect((await anne.call('DELETE', `/api/staff/${owner.id}`)).body).toEqual({ error: 'last-owner' });
	const second = await colleague('owner');
	const answers = await Promise.all([
		anne.call('DELETE', `/api/staff/${owner.id}`),
		second.browser.call('DELETE', `/api/staff/${second.id}`),
	]);
	expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
});

test('SESS-6 a changed role makes open sockets connect again; the next session has it', async () => {
	const member = await colleague('member');
	const socket = member.browser.socket('/sync/log');
	await opened(socket);
	const closed = closeCode(socket);
	await anne.call('PATCH', `/api/staff/${member.id}`, { role: 'admin' });
	expect(await closed).toBe(4501);
	expect((await member.browser.get('/api/session')).body).toMatchObject({ role: 'admin' });
});

test('SESS-5 a removed colleague is out at once, everywhere, and can be invited again', async () => {
	const member = await colleague('member');
	const socket = member.browser.socket('/sync/log');
	await opened(socket);
	const closed = closeCode(socket);
	expect((await anne.call('DELETE', `/api/staff/${member.id}`)).status).toBe(200);
	expect(await closed).toBe(4430);
	expect(await member.browser.get('/api/session')).toMatchObject({ status: 401, body: { error: 'device-removed' } });
	expect(await closeCode(member.browser.socket('/sync/log'))).toBe(4430);
	expect(
		(
			await relay
				.browser()
				.post('/api/sign-in', { email: 'member@durand.example', password: PASSWORD, device: { name: 'x' } })
		).body,
	).toEqual({ error: 'refused' });
	expect((await colleague('member')).id).not.toBe(member.id);
});

test('SESS-5 a removed device is told so at its next contact; the same profile comes back as a new device', async () => {
	const member = await colleague('member');
	const second = relay.browser();
	const { deviceId } = (
		await second.post('/api/sign-in', { email: 'member@durand.example', password: PASSWORD, device: { name: 'iPad' } })
	).body;
	const socket = second.socket('/sync/log');
	await opened(socket);
	const closed = closeCode(socket);
	expect((await member.browser.call('PATCH', `/api/devices/${deviceId}`, { name: 'iPad de Paul' })).status).toBe(200);
	expect((await member.browser.get('/api/devices')).body.devices).toMatchObject([
		{ name: expect.anything() },
		{ name: expect.anything() },
	]);
	expect((await member.browser.call('DELETE', `/api/devices/${deviceId}`)).status).toBe(200);
	expect(await closed).toBe(4430);
	expect((await second.get('/api/session')).body).toEqual({ error: 'device-removed' });
	expect((await member.browser.get('/api/session')).status).toBe(200);
	const back = await second.post('/api/sign-in', {
		email: 'member@durand.example',
		password: PASSWORD,
		device: { id: deviceId, name: 'iPad' },
	});
	expect(back.status).toBe(200);
	expect(back.body.deviceId).not.toBe(deviceId);
});

test('STAFF-5 members see and change their own devices only; admins everybody’s, but remove none of an owner’s', async () => {
	const member = await colleague('member');
	const admin = await colleague('admin');
	const { deviceId } = (await anne.get('/api/session')).body;
	expect((await member.browser.get('/api/devices')).body.devices).toMatchObject([
		{ id: member.deviceId, current: true, staffName: 'Paul Petit' },
	]);
	expect((await member.browser.call('DELETE', `/api/devices/${deviceId}`)).status).toBe(404);
	expect((await admin.browser.get('/api/devices')).body.devices).toHaveLength(3);
	expect((await admin.browser.call('DELETE', `/api/devices/${deviceId}`)).status).toBe(403);
	expect((await admin.browser.call('DELETE', `/api/devices/${member.deviceId}`)).status).toBe(200);
	expect((await admin.browser.get('/api/devices')).body.devices).toHaveLength(2);
});

test('SIGN-8 a sign-in on a new device is told by mail, on a known one not', async () => {
	const { deviceId } = (await anne.get('/api/session')).body;
	const again = await anne.post('/api/sign-in', {
		email: FIRM.email,
		password: FIRM.password,
		device: { id: deviceId, name: 'Chrome' },
	});
	expect(again.body).toMatchObject({ deviceId, deviceName: FIRM.deviceName });
	await relay
		.browser()
		.post('/api/sign-in', { email: FIRM.email, password: FIRM.password, device: { name: 'iPad <b>volé</b>' } });
	await eventually(async () => {
		await relay.server.deliverMail();
		expect(mail.received.map((mail) => mail.subject)).toEqual(['Connexion depuis un nouvel appareil']);
	});
	expect(mail.received[0]?.text).toContain('iPad <b>volé</b>');
	expect(mail.received[0]?.html).not.toContain('<b>');
});

test('STAFF-6 people change their own name and language', async () => {
	expect((await anne.call('PATCH', '/api/staff/me', { name: '  Anne   Durand-Roux ', locale: 'en' })).status).toBe(200);
	expect((await anne.get('/api/session')).body).toMatchObject({ staffName: 'Anne Durand-Roux' });
	await colleague('member');
	const subjects = (await anne.get('/api/staff/audit')).body.entries.map((entry: { kind: string }) => entry.kind);
	expect(subjects).toEqual(['staff.joined', 'staff.invited', 'firm.set-up']);
});
