import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountId, ContactId, FirmId, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import { linkField } from '../../src/lib/domain/link.ts';
import { activateInvitation, findByToken } from '../../sync-server/invitations/invitation-store.ts';
import { ClientBook } from '../support/client-book.ts';
import { startMailServer, tokenOf, type MailServer } from '../support/mail-server.ts';
import { setUpFirm, startRelay, type TestRelay } from '../support/relay.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let mail: MailServer;
let relay: TestRelay;
let firm: FirmId;
let anne: ClientBook;
let basile: ClientBook;
let lea: ContactId;
let account: AccountId;

beforeEach(async () => {
	mail = await startMailServer();
	relay = await startRelay({ environment: { SMTP_URL: mail.url, MAIL_FROM: 'carnet@durand.example' } });
	const profile = await setUpFirm(relay.browser());
	firm = profile.firmId;
	anne = new ClientBook(relay.clientLog, firm, profile.staffId as StaffId);
	const colleague = '01900000-0000-7000-8000-0000000000b1' as StaffId;
	await relay.database.run(
		`INSERT INTO staff (firm_id, id, name, email, email_key, role, locale, password_hash, totp_secret, totp_step, totp_pending, created_at, removed_at)
		VALUES ($1, $2, 'Basile Roux', 'basile@durand.example', 'basile@durand.example', 'member', 'en', 'x', NULL, 0, NULL, 0, NULL)`,
		firm,
		colleague,
	);
	basile = new ClientBook(relay.clientLog, firm, colleague, 'Basil0000000');
	lea = await anne.contact('lea@exemple.fr');
	account = await anne.account('Martin', [lea, await anne.contact('paul@exemple.fr', { firstName: 'Paul' })]);
});
afterEach(async () => {
	await relay.close();
	await mail.close();
});

/** Sends what is due once the hold of new invitations is over. */
async function deliver(after = 2_000): Promise<void> {
	relay.clock.ahead += after;
	await relay.server.deliverMail();
}
const toLea = () => mail.received.filter((message) => message.envelope.to.includes('lea@exemple.fr'));
const reading = (link: string) => findByToken(relay.database, tokenOf(link), Date.now() + relay.clock.ahead);
const refusal = async (request: string) =>
	(await anne.events()).find((event) => event.type === 'invitation.refused' && event.request === request);

describe('a request becomes an invitation', () => {
	test('INV-6 in the transaction that appended it: one mail, with a link that opens what was asked for', async () => {
		const request = await anne.ask({ contact: lea, accounts: [account], message: 'À bientôt\n<b>Anne</b>' });
		expect(await anne.told(request)).toEqual(['accepted']);
		await deliver();
		expect(await anne.told(request)).toEqual(['accepted', 'sent']);
		expect(toLea()).toHaveLength(1);
		expect(mail.linkTo('lea@exemple.fr')).toMatch(/^http:\/\/localhost:\d+\/portal\/activate#t=[\w-]{43}$/);
		expect(await reading(mail.linkTo('lea@exemple.fr'))).toMatchObject({
			state: 'open',
			invitation: { id: request, contact: lea, accounts: [account], message: 'À bientôt\n<b>Anne</b>' },
		});
	});

	test('INV-6 the same request again, in whatever group, mails nothing more', async () => {
		const { group, request } = anne.asks({ contact: lea, accounts: [account] });
		await anne.push([group, group]);
		await anne.push([group]);
		await anne.push([anne.asks({ contact: lea, accounts: [account], request }).group]);
		await deliver();
		await deliver();
		expect(toLea()).toHaveLength(1);
		expect(await anne.told(request)).toEqual(['accepted', 'sent']);
	});

	test('INV-7 two who did not know of each other: one mail, and the second is told, in the log and by mail', async () => {
		const first = await anne.ask({ contact: lea, accounts: [account] });
		const second = await basile.ask({ contact: lea, accounts: [account] });
		await deliver();
		expect(toLea()).toHaveLength(1);
		expect(await anne.told(second)).toEqual(['duplicate']);
		expect((await anne.events()).find((event) => event.type === 'invitation.duplicate')).toMatchObject({ of: first });
		const told = mail.received.find((message) => message.envelope.to.includes('basile@durand.example'));
		expect(told?.text).toContain('Anne Durand had already asked to invite Léa Martin');
	});

	test('INV-7 who knows of the first one asks for another mail: the older link is dead then', async () => {
		const first = await anne.ask({ contact: lea, accounts: [account] });
		await deliver();
		const older = mail.linkTo('lea@exemple.fr');
		relay.clock.ahead += 11 * MINUTE;
		const second = await basile.ask({ contact: lea, accounts: [account], knows: [first] });
		await deliver();
		expect(toLea()).toHaveLength(2);
		expect(await anne.told(first)).toEqual(['accepted', 'sent', 'replaced']);
		expect((await reading(older)).state).toBe('replaced');
		expect(await reading(mail.linkTo('lea@exemple.fr'))).toMatchObject({ state: 'open', invitation: { id: second } });
	});

	test('INV-8 several accounts asked for together are one mail that names them all', async () => {
		const other = await anne.account('SCI des Lilas', [lea]);
		await anne.ask({ contact: lea, accounts: [account, other] });
		await deliver();
		expect(toLea()).toHaveLength(1);
		expect(toLea()[0]?.text).toMatch(/Martin.*SCI des Lilas/);
	});

	test('INV-8 of several accounts those that may be are invited, and each of the others says why not', async () => {
		const closed = await anne.account('Fermé', [lea]);
		await anne.edit({ account: closed }, { archived: true });
		const off = await anne.account('Sans accès', [lea], { login: false });
		const request = await anne.ask({ contact: lea, accounts: [account, closed, off] });
		const refused = (await anne.events()).filter((event) => event.type === 'invitation.refused');
		expect(refused).toMatchObject([
			{ accounts: [closed], reason: 'archived', request },
			{ accounts: [off], reason: 'no-access', request },
		]);
		await deliver();
		expect(toLea()[0]?.text).not.toMatch(/Fermé|Sans accès/);
	});
});

describe('a request is refused in words', () => {
	test.each([
		['a team member’s address', 'staff-address', 'basile@durand.example'],
		['no address', 'no-email', ''],
		['a list of addresses', 'no-email', 'a@exemple.fr, b@exemple.fr'],
		['a line break in an address', 'no-email', 'a@exemple.fr\r\nBcc: evil@evil.example'],
		['a group', 'no-email', 'group: a@exemple.fr;'],
		['a comment', 'no-email', 'a(evil)@exemple.fr'],
		['a name around it', 'no-email', '"x" <a@exemple.fr>'],
	])('INV-9 %s', async (_, reason, email) => {
		const person = await anne.contact(email);
		const own = await anne.account('Autre', [person]);
		const request = await anne.ask({ contact: person, accounts: [own], email });
		expect(await refusal(request)).toMatchObject({ reason });
		await deliver();
		expect(mail.received).toEqual([]);
	});

	test('INV-9 an address that is another contact’s log-in; an address that is not the one that was seen', async () => {
		await relay.database.run(
			"INSERT INTO portal_logins (firm_id, contact_id, email, email_key, password_hash, created_at) VALUES ($1, $2, 'Lea@exemple.fr', 'lea@exemple.fr', 'x', 0)",
			firm,
			'01900000-0000-7000-8000-0000000000c1',
		);
		expect(await refusal(await anne.ask({ contact: lea, accounts: [account] }))).toMatchObject({
			reason: 'other-login',
		});
		const stale = await anne.ask({ contact: lea, accounts: [account], email: 'lea@ancien.fr' });
		expect(await refusal(stale)).toMatchObject({ reason: 'email-changed' });
	});

	test('INV-9 who is active already', async () => {
		const request = await anne.ask({ contact: lea, accounts: [account] });
		await activateInvitation(relay.database, firm, request, Date.now());
		const again = await anne.ask({ contact: lea, accounts: [account], knows: [request] });
		expect(await refusal(again)).toMatchObject({ reason: 'already-active' });
	});

	test('INV-10 the brake: one mail in ten minutes for one account, and when it ends', async () => {
		const first = await anne.ask({ contact: lea, accounts: [account] });
		const hasty = await anne.ask({ contact: lea, accounts: [account], knows: [first] });
		const until = Number(
			(await relay.database.get('SELECT created_at FROM invitations WHERE id = $1', first))?.created_at,
		);
		expect(await refusal(hasty)).toMatchObject({ reason: 'too-soon', until: until + 10 * MINUTE });
		relay.clock.ahead += 10 * MINUTE + 1_000;
		expect(await anne.told(await anne.ask({ contact: lea, accounts: [account], knows: [first] }))).toEqual([
			'accepted',
		]);
		// Another account of the same person is another matter.
		const other = await anne.account('Autre', [lea]);
		expect(await anne.told(await anne.ask({ contact: lea, accounts: [other] }))).toEqual(['accepted']);
	});

	test('INV-10 the brake: five mails a day to one person', async () => {
		const accounts = await Promise.all(Array.from({ length: 6 }, (_, i) => anne.account(`Compte ${i}`, [lea])));
		const requests = [];
		for (const own of accounts) requests.push(await anne.ask({ contact: lea, accounts: [own] }));
		const first = Number(
			(await relay.database.get('SELECT created_at FROM invitations WHERE id = $1', requests[0] ?? ''))?.created_at,
		);
		expect(await refusal(requests[5] ?? '')).toMatchObject({ reason: 'too-many', until: first + DAY });
		expect(await anne.told(requests[4] as InvitationId)).toEqual(['accepted']);
	});
});

describe('an invitation ends with its reason, in the transaction that appends it', () => {
	const cases: [string, string, () => Promise<unknown>][] = [
		['LOGIN off', 'login-off', () => basile.setLogin(account, lea, false)],
		['unlinked', 'unlinked', () => basile.edit({ account }, { [linkField(lea, 'present')]: false })],
		['archived', 'archived', () => basile.edit({ account }, { archived: true })],
		['deleted', 'deleted', () => basile.edit({ account }, { deleted: true })],
		['another address', 'email-changed', () => basile.edit({ contact: lea }, { email: 'lea@autre.fr' })],
	];
	test.each(cases)('INV-5 %s: the link is dead at once and says why', async (_, reason, change) => {
		const request = await anne.ask({ contact: lea, accounts: [account] });
		await deliver();
		await change();
		expect((await reading(mail.linkTo('lea@exemple.fr'))).state).toBe(reason);
		expect((await anne.events()).at(-1)).toMatchObject({
			type: 'invitation.withdrawn',
			request,
			reason,
			accounts: [account],
		});
	});

	test.each(cases)('INV-11 %s before the mail left: it does not leave', async (_, __, change) => {
		await anne.ask({ contact: lea, accounts: [account] });
		await change();
		await deliver();
		expect(mail.received).toEqual([]);
		expect(await relay.database.get('SELECT state FROM mail_outbox')).toEqual({ state: 'cancelled' });
	});

	test('INV-5 where two switch LOGIN without knowing of each other, off wins', async () => {
		const request = await anne.ask({ contact: lea, accounts: [account] });
		// Basile's register stands beside Anne's, with an earlier stamp than the one that follows.
		await basile.setLogin(account, lea, false);
		await anne.setLogin(account, lea, true);
		expect(await anne.told(request)).toEqual(['accepted', 'withdrawn']);
		const links = await relay.database.get('SELECT login FROM client_links WHERE account_id = $1', account);
		expect(links).toEqual({ login: 0 });
	});

	test('INV-11 cancelled before it left: no mail, and another may be asked for at once', async () => {
		const request = await anne.ask({ contact: lea, accounts: [account] });
		await anne.push([anne.says({ type: 'invitation.cancelled', request, staff: anne.staff })]);
		expect(await anne.told(request)).toEqual(['accepted', 'cancelled', 'withdrawn']);
		await anne.ask({ contact: lea, accounts: [account], knows: [request] });
		await deliver();
		expect(toLea()).toHaveLength(1);
	});

	test('INV-11 edited before it left: the mail carries what was written last', async () => {
		const request = await anne.ask({ contact: lea, accounts: [account], message: 'Première version' });
		await anne.push([anne.says({ type: 'invitation.edited', request, message: 'Seconde version', staff: anne.staff })]);
		await deliver();
		expect(toLea()[0]?.text).toContain('> Seconde version');
		expect(toLea()[0]?.text).not.toContain('Première');
	});

	test('INV-11 a mail waits as long as its device still has something to say', async () => {
		await anne.ask({ contact: lea, accounts: [account] });
		await anne.contact('paul@exemple.fr');
		await relay.server.deliverMail();
		expect(mail.received).toEqual([]);
		await deliver();
		expect(toLea()).toHaveLength(1);
	});

	test('INV-4 after seven days it has expired, for everybody', async () => {
		const request = await anne.ask({ contact: lea, accounts: [account] });
		await deliver();
		relay.clock.ahead += 7 * DAY;
		await relay.server.expireInvitations();
		expect(await anne.told(request)).toEqual(['accepted', 'sent', 'expired']);
		expect((await reading(mail.linkTo('lea@exemple.fr'))).state).toBe('expired');
	});
});

test('INV-3 nobody asks in another’s name, and no device says what the relay says', async () => {
	const foreign = anne.says({
		...(anne.asks({ contact: lea, accounts: [account] }).group.entries[0] as { event: object }).event,
		type: 'invitation.requested',
		staff: basile.staff,
	});
	const relayWord = anne.says({
		type: 'invitation.sent',
		request: '01900000-0000-7000-8000-0000000000d1',
		reply: '250',
	});
	expect(await anne.push([foreign, relayWord])).toEqual(['forbidden', 'forbidden']);
	await deliver();
	expect(mail.received).toEqual([]);
});

test('INV-4 the token stands nowhere in the database or in the relay’s log', async () => {
	await anne.ask({ contact: lea, accounts: [account] });
	await deliver();
	const token = tokenOf(mail.linkTo('lea@exemple.fr'));
	const tables = await relay.database.all("SELECT name FROM sqlite_master WHERE type = 'table'");
	for (const { name } of tables) {
		const text = JSON.stringify(await relay.database.all(`SELECT * FROM ${String(name)}`));
		expect(text.includes(token), String(name)).toBe(false);
	}
	expect(relay.lines.join('\n')).not.toContain(token);
});
