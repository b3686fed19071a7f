import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountId, ContactId, FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { renderClientMail } from '../../src/lib/domain/client-mail.ts';
import { activateInvitation } from '../../sync-server/invitations/invitation-store.ts';
import { ClientBook } from '../support/client-book.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { FIRM, setUpFirm, startRelay, type TestRelay } from '../support/relay.ts';

const MINUTE = 60_000;

let mail: MailServer;
let relay: TestRelay;
let firm: FirmId;
let book: ClientBook;
let lea: ContactId;
let account: AccountId;

beforeEach(async () => {
	mail = await startMailServer();
	relay = await startRelay({ environment: { SMTP_URL: mail.url, MAIL_FROM: 'carnet@durand.example' } });
	const profile = await setUpFirm(relay.browser());
	firm = profile.firmId;
	book = new ClientBook(relay.clientLog, firm, profile.staffId as StaffId);
	lea = await book.contact('lea@exemple.fr');
	account = await book.account('Martin', [lea], { notify: true });
});
afterEach(async () => {
	await relay.close();
	await mail.close();
});

async function deliver(after = 2_000): Promise<void> {
	relay.clock.ahead += after;
	await relay.server.deliverMail();
}
const last = () => {
	const message = mail.received.findLast(({ envelope }) => envelope.to.includes('lea@exemple.fr'));
	if (message === undefined) throw new Error('no mail to Léa');
	return message;
};
const notify = async () =>
	(await relay.database.get('SELECT notify FROM client_links WHERE account_id = $1', account))?.notify;

/** Léa has chosen her password. */
async function activate(): Promise<void> {
	const request = await book.ask({ contact: lea, accounts: [account] });
	await activateInvitation(relay.database, firm, request, Date.now());
	await relay.database.run("UPDATE mail_outbox SET state = 'cancelled'");
}

describe('the mail of an invitation', () => {
	test('INV-17 comes from the firm, answers go to it; text and small HTML say the same in the client’s language', async () => {
		await book.edit('firm', { name: 'Durand & Fils', replyTo: 'contact@durand.example' });
		await book.ask({ contact: lea, accounts: [account], message: 'À bientôt,\nAnne' });
		await deliver();
		expect(last().envelope).toEqual({ from: 'carnet@durand.example', to: ['lea@exemple.fr'] });
		expect(last().from?.value[0]).toEqual({ address: 'carnet@durand.example', name: 'Durand & Fils (via Carnet)' });
		expect(last().replyTo?.value[0]?.address).toBe('contact@durand.example');
		expect(last().subject).toBe('Durand & Fils vous invite dans votre espace client');
		expect(last().headers.get('auto-submitted')).toBe('auto-generated');
		expect(last().messageId).toMatch(/^<[0-9a-f-]{36}@durand\.example>$/);
		const link = mail.linkTo('lea@exemple.fr');
		expect(last().text).toContain('Bonjour Léa,');
		expect(last().text).toContain('> À bientôt,\n> Anne');
		const html = String(last().html);
		expect(html).toContain('À bientôt,<br>Anne');
		expect(html.match(/href="[^"]*"/g)).toEqual([`href="${link}"`]);
		expect(html).not.toMatch(/<img|<script|src=|url\(/);
		expect(html.length).toBeLessThan(20_000);
		expect(last().attachments).toEqual([]);
	});

	test('INV-17 in English for who reads English, and without an answer’s address where the firm has none', async () => {
		await book.ask({ contact: lea, accounts: [account], language: 'en' });
		await deliver();
		expect(last().subject).toBe('Cabinet Durand invites you to your client portal');
		expect(last().replyTo).toBeUndefined();
	});

	test('INV-18 what people typed is text: no markup, no link, no header, however it is written', async () => {
		const evil = '<img src=x onerror=alert(1)>';
		await book.edit('firm', { name: `Durand\r\nBcc: evil@evil.example ${evil}` });
		const zoe = await book.contact('zoe@exemple.fr', { firstName: `${evil}\r\nBcc: x@evil.example`, lastName: 'Z' });
		const own = await book.account(`"><script>alert(2)</script>`, [zoe]);
		const message = `<a href="https://evil.example">ici</a>\nhttps://evil.example/#t=${'x'.repeat(43)}\r\n.\r\nQUIT`;
		await book.ask({ contact: zoe, accounts: [own], email: 'zoe@exemple.fr', message });
		await deliver();
		const received = mail.received.at(-1);
		expect(mail.received.map(({ envelope }) => envelope.to)).toEqual([['zoe@exemple.fr']]);
		expect(received?.headers.has('bcc')).toBe(false);
		const html = String(received?.html);
		expect(html).not.toMatch(/<img|<script|<a href="https:\/\/evil/);
		expect(html.match(/<a /g)).toHaveLength(1);
		expect(received?.text).toContain('> <a href="https://evil.example">ici</a>');
		expect((received?.subject ?? '').length).toBeLessThanOrEqual(60);
	});

	test('INV-17 what the app shows beforehand is the mail that comes', async () => {
		await book.ask({ contact: lea, accounts: [account], message: 'Bonjour' });
		await deliver();
		const expiresAt = Number((await relay.database.get('SELECT expires_at FROM invitations'))?.expires_at);
		const preview = renderClientMail(
			{
				kind: 'client-invitation',
				firmName: FIRM.firmName,
				name: 'Léa',
				accounts: ['Martin'],
				message: 'Bonjour',
				expiresAt,
				known: false,
			},
			'fr',
			{ action: mail.linkTo('lea@exemple.fr'), unsubscribe: null },
		);
		expect(String(last().html).trim()).toBe(preview.html.trim());
		expect(last().text?.trim()).toBe(preview.text.trim());
	});

	test('INV-17 who has a password already is asked to sign in', async () => {
		await relay.database.run(
			"INSERT INTO portal_logins (firm_id, contact_id, email, email_key, password_hash, created_at) VALUES ($1, $2, 'lea@exemple.fr', 'lea@exemple.fr', 'x', 0)",
			firm,
			lea,
		);
		await book.ask({ contact: lea, accounts: [account] });
		await deliver();
		expect(last().text).toContain('Connectez-vous avec votre mot de passe habituel');
	});
});

describe('notices to clients', () => {
	test('INV-19 access taken and given back is told to who has NOTIFY on, and can be turned off in one step', async () => {
		await activate();
		await book.setLogin(account, lea, false);
		await deliver(6 * MINUTE);
		expect(last().subject).toBe('Un compte n’est plus dans votre espace client');
		await book.setLogin(account, lea, true);
		await deliver(6 * MINUTE);
		expect(last().subject).toBe('Un compte est ouvert dans votre espace client');
		expect(last().headerLines.find(({ key }) => key === 'list-unsubscribe-post')?.line).toContain(
			'List-Unsubscribe=One-Click',
		);
		const url =
			/<(http:[^>]+\/unsubscribe\/[^>]+)>/.exec(
				last()
					.headerLines.find(({ key }) => key === 'list-unsubscribe')
					?.line.replace(/\s+/g, '') ?? '',
			)?.[1] ?? '';
		for (let i = 0; i < 20; i++) expect((await fetch(url)).status).toBe(200);
		expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
		expect(await notify()).toBe(1);
		const post = await fetch(url, { method: 'POST', headers: { Origin: 'https://mail.example' } });
		expect([post.status, await post.text()]).toEqual([200, expect.stringContaining('vous ne recevrez plus')]);
		expect(await notify()).toBe(0);
		expect((await book.events()).at(-1)).toMatchObject({ type: 'client.unsubscribed', account, contact: lea });
		const count = mail.received.length;
		await book.setLogin(account, lea, false);
		await deliver(6 * MINUTE);
		expect(mail.received.length).toBe(count);
		// Again, and by an address that this relay did not make: the same words, and nothing more.
		const words = await (await fetch(url, { method: 'POST' })).text();
		expect(await (await fetch(url.replace(/.{4}$/, 'AAAA'), { method: 'POST' })).text()).toBe(words);
		expect((await book.events()).filter(({ type }) => type === 'client.unsubscribed')).toHaveLength(1);
	});

	test('INV-19 new folders of an account that is used are told once for all that come together', async () => {
		const folder = (n: number, name: string) => ({
			[`folder/01900000-0000-7000-8000-00000000f${n}00`]: {
				name,
				parent: null,
				order: n,
				clientUploads: false,
				removed: false,
			},
		});
		await book.edit({ account }, folder(1, 'Avant'));
		await activate();
		await book.edit({ account }, folder(2, 'Bilan 2026'));
		await book.edit({ account }, folder(3, 'Paie'));
		await deliver(16 * MINUTE);
		expect(mail.received.map(({ subject }) => subject)).toEqual(['Du nouveau dans votre espace client']);
		expect(last().text).toMatch(/Bilan 2026.*Paie/);
		expect(last().text).not.toContain('Avant');
	});

	test('INV-19 a switch that is turned off and on again tells nothing; without NOTIFY, or before activation, nobody is told', async () => {
		await book.setLogin(account, lea, false);
		await deliver(6 * MINUTE);
		await book.setLogin(account, lea, true);
		await activate();
		await book.edit({ account }, { archived: true });
		await book.edit({ account }, { archived: false });
		await deliver(6 * MINUTE);
		expect(mail.received).toEqual([]);
	});
});

test('INV-20 a person’s mails about clients are switched off by kind', async () => {
	const anne = relay.browser();
	await anne.post('/api/sign-in', { email: FIRM.email, password: FIRM.password, device: { name: 'Autre' } });
	await relay.server.deliverMail();
	await expect.poll(() => mail.received.splice(0).length).toBe(1);
	expect((await anne.call('PATCH', '/api/client-mails', { kind: 'staff-bounce', on: false })).status).toBe(200);
	expect((await anne.get('/api/client-mails')).body.off).toEqual(['staff-bounce']);
	expect((await relay.browser().get('/api/client-mails')).status).toBe(401);
	await book.ask({ contact: lea, accounts: [account] });
	mail.refusals.push({ code: 550, message: 'Inconnu' });
	await deliver();
	await deliver();
	expect(mail.received).toEqual([]);
	await anne.call('PATCH', '/api/client-mails', { kind: 'staff-bounce', on: true });
	relay.clock.ahead += 11 * MINUTE;
	await book.ask({ contact: lea, accounts: [account], knows: [] });
	mail.refusals.push({ code: 550, message: 'Inconnu' });
	await deliver();
	await deliver();
	expect(mail.received.map(({ subject }) => subject)).toEqual(['L’invitation de Léa Martin n’est pas arrivée']);
	expect(mail.received[0]?.text).toContain('Inconnu');
});
