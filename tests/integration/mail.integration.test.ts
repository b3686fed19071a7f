import { afterEach, beforeEach, expect, test } from 'vitest';
import { enqueueMail } from '../../sync-server/mailer/outbox.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import { eventually } from '../support/eventually.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { FIRM, rawStatus, setUpFirm, startRelay, type TestRelay } from '../support/relay.ts';

const MINUTE = 60_000;

let mail: MailServer;
let relay: TestRelay;
let firm: FirmId;

beforeEach(async () => {
	mail = await startMailServer();
	relay = await startRelay({ environment: { SMTP_URL: mail.url, MAIL_FROM: 'carnet@durand.example' } });
	firm = (await setUpFirm(relay.browser())).firmId;
});
afterEach(async () => {
	await relay.close();
	await mail.close();
});

/** Writes a mail as a command of the relay does. */
async function write(changes: { to?: string; firmName?: string; dedupeKey?: string } = {}): Promise<void> {
	const platform = createPlatform();
	await relay.database.transaction((sql) =>
		enqueueMail(sql, platform, {
			firm,
			to: changes.to ?? 'paul@durand.example',
			locale: 'fr',
			content: { kind: 'password-changed', firmName: changes.firmName ?? FIRM.firmName, name: 'Paul', at: Date.now() },
			link: null,
			dedupeKey: changes.dedupeKey ?? platform.uuid(),
		}),
	);
}

const row = () => relay.database.get('SELECT state, attempts, reply, next_at FROM mail_outbox');

test('MAIL-2 a mail arrives with text and HTML in the recipient’s language, from the firm, marked as made by a machine', async () => {
	await write();
	await relay.server.deliverMail();
	const [message] = mail.received;
	expect(message?.envelope).toEqual({ from: 'carnet@durand.example', to: ['paul@durand.example'] });
	expect(message?.from?.value[0]).toEqual({ address: 'carnet@durand.example', name: 'Cabinet Durand (Carnet)' });
	expect(message?.subject).toBe('Votre mot de passe a été changé');
	expect(message?.text).toContain('Bonjour Paul,');
	expect(message?.html).toContain('<html lang="fr">');
	expect(message?.html).not.toMatch(/<img|<script|http:/);
	expect(message?.headers.get('auto-submitted')).toBe('auto-generated');
	expect(message?.messageId).toMatch(/^<[0-9a-f-]{36}@durand\.example>$/);
	expect(await row()).toMatchObject({ state: 'sent', attempts: 1, reply: expect.stringContaining('250') });
});

test('MAIL-1 what is written twice is sent once; what is not committed is not sent', async () => {
	await write({ dedupeKey: 'once' });
	await write({ dedupeKey: 'once' });
	const failed = relay.database.transaction(async (sql) => {
		await sql.run('UPDATE firms SET name = name');
		await enqueueMail(sql, createPlatform(), {
			firm,
			to: 'x@durand.example',
			locale: 'en',
			content: { kind: 'password-reset', firmName: 'x', name: 'x' },
			link: null,
			dedupeKey: 'never',
		});
		throw new Error('undone');
	});
	await expect(failed).rejects.toThrow('undone');
	await Promise.all([relay.server.deliverMail(), relay.server.deliverMail()]);
	expect(mail.received.map((message) => message.envelope.to)).toEqual([['paul@durand.example']]);
});

test('MAIL-3 a server that asks to come back is asked again after 1, 5, 30, 120 and 360 minutes, then the mail has failed with its words', async () => {
	await write();
	mail.refusals.push(...Array.from({ length: 6 }, () => ({ code: 450, message: 'Boite pleine' })));
	const waits: number[] = [];
	for (let attempt = 1; attempt <= 6; attempt++) {
		await relay.server.deliverMail();
		const state = await row();
		expect(state).toMatchObject({ attempts: attempt, reply: expect.stringContaining('Boite pleine') });
		if (state?.state === 'failed') break;
		const wait = Number(state?.next_at) - Date.now() - relay.clock.ahead;
		await relay.server.deliverMail();
		expect((await row())?.attempts).toBe(attempt);
		waits.push(wait / MINUTE);
		relay.clock.ahead += wait + 100;
	}
	expect((await row())?.state).toBe('failed');
	for (const [i, minutes] of [1, 5, 30, 120, 360].entries()) {
		expect(waits[i]).toBeGreaterThan(minutes * 0.79);
		expect(waits[i]).toBeLessThan(minutes * 1.21);
	}
});

test('MAIL-4 every attempt carries the same Message-ID, also after the relay died between the server’s answer and its own record', async () => {
	await write();
	await relay.server.deliverMail();
	// As it stands when the relay is killed after the server's 250: leased, not settled.
	await relay.database.run("UPDATE mail_outbox SET state = 'waiting', leased_until = $1", Date.now() + 2 * MINUTE);
	await relay.server.deliverMail();
	expect(mail.received).toHaveLength(1);
	relay.clock.ahead = 3 * MINUTE;
	await relay.server.deliverMail();
	expect(mail.received).toHaveLength(2);
	expect(mail.received[1]?.messageId).toBe(mail.received[0]?.messageId);
});

test('MAIL-5 a recipient that is refused for good fails at once, with the server’s words, and stops nothing that follows', async () => {
	await write({ to: 'gone@durand.example' });
	mail.refusals.push({ code: 550, message: 'Utilisateur inconnu' });
	await relay.server.deliverMail();
	await write();
	await relay.server.deliverMail();
	expect(await row()).toMatchObject({
		state: 'failed',
		attempts: 1,
		reply: expect.stringContaining('Utilisateur inconnu'),
	});
	expect(mail.received.map((message) => message.envelope.to)).toEqual([['paul@durand.example']]);
	expect(relay.lines.some((line) => line.includes('mail.not-sent'))).toBe(true);
});

test('MAIL-3 a server that is away loses nothing', async () => {
	await mail.close();
	await write();
	await relay.server.deliverMail();
	expect(await row()).toMatchObject({ state: 'waiting', attempts: 1 });
	mail = await startMailServer();
});

test('MAIL-6 lists, groups and line breaks in an address are refused before anything is written', async () => {
	for (const to of [
		'a@b.example, evil@evil.example',
		'a@b.example\r\nBcc: evil@evil.example',
		'group: a@b.example, c@d.example;',
		'"x" <a@b.example>',
		'a@b.example\0',
	]) {
		await expect(write({ to }), to).rejects.toThrow('one plain address');
	}
	await write({ firmName: 'Durand\r\nBcc: evil@evil.example <evil@evil.example>' });
	await relay.server.deliverMail();
	expect(mail.received).toHaveLength(1);
	expect(mail.received[0]?.envelope.to).toEqual(['paul@durand.example']);
	expect(mail.received[0]?.headers.has('bcc')).toBe(false);
});

test('MAIL-7 a mail whose link was replaced meanwhile is not sent any more', async () => {
	await mail.close();
	const anne = relay.browser();
	for (let i = 0; i < 2; i++) await anne.post('/api/password/forgot', { email: FIRM.email });
	await eventually(async () => expect(await relay.database.all('SELECT id FROM mail_outbox')).toHaveLength(2));
	relay.clock.ahead = 10 * MINUTE;
	await relay.server.deliverMail();
	const states = await relay.database.all('SELECT state FROM mail_outbox ORDER BY created_at');
	expect(states.map((row) => row.state)).toEqual(['cancelled', 'waiting']);
	mail = await startMailServer();
});

test('MAIL-8 without a mail server mails land in the development mailbox, which this computer alone can see', async () => {
	const own = await startRelay();
	const browser = own.browser();
	await setUpFirm(browser, { firmName: 'Durand <script>alert(1)</script>' });
	await browser.post('/api/staff/invitations', { email: 'paul@durand.example', role: 'member' });
	await eventually(async () =>
		expect((await own.database.get('SELECT state FROM mail_outbox'))?.state).toBe('mailbox'),
	);
	const page = await browser.get('/dev/mailbox');
	expect(page.status).toBe(200);
	expect(page.body).toMatch(/<a href="http:\/\/localhost:\d+\/join&#35;t=|<a href="http:\/\/localhost:\d+\/join#t=/);
	expect(page.body).not.toContain('<script>');
	expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
	expect(await rawStatus(`${own.url}/dev/mailbox`, 'GET', { Host: 'evil.example' })).toBe(404);
	expect((await browser.get('/dev/mailbox', { 'X-Forwarded-For': '203.0.113.9' })).status).toBe(404);
	await own.close();
	for (const [DEV_MAILBOX, status] of [
		['off', 404],
		['on', 200],
	] as const) {
		const secure = await startRelay({ environment: { PUBLIC_URL: 'https://carnet.example', DEV_MAILBOX } });
		expect((await secure.browser().get('/dev/mailbox')).status).toBe(status);
		await secure.close();
	}
	expect((await relay.browser().get('/dev/mailbox')).status).toBe(404);
});
