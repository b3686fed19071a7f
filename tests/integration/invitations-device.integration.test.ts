import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCommands } from '../../src/lib/commands/create-commands.ts';
import type { AccountId, ContactId, InvitationId } from '../../src/lib/domain/ids.ts';
import { unpackEvent } from '../../src/lib/protocol/events/event.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import type { AccessRow, InboxRow } from '../../src/lib/storage/client-rows.ts';
import { activateInvitation, findByToken } from '../../sync-server/invitations/invitation-store.ts';
import { relaySays } from '../../sync-server/invitations/relay-says.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { created, individual, answerOf } from '../support/device.ts';
import { eventually } from '../support/eventually.ts';
import { startMailServer, tokenOf, type MailServer } from '../support/mail-server.ts';
import { FIRM, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';
import { startDevice, type ReplicatingDevice } from '../support/replicating-device.ts';

let mail: MailServer;
let relay: TestRelay;
let laptop: ReplicatingDevice;
let tablet: ReplicatingDevice;
let profile: Profile;
/** Whether devices reach the relay. */
let reachable = true;

beforeEach(async () => {
	reachable = true;
	mail = await startMailServer();
	relay = await startRelay({ environment: { SMTP_URL: mail.url } });
	const browser = relay.browser();
	profile = (await setUpFirm(browser)) as Profile;
	laptop = await startDevice(profile, () => socketOf(browser));
	const second = relay.browser();
	const signedIn = await second.post('/api/sign-in', {
		email: FIRM.email,
		password: FIRM.password,
		device: { name: 'Tablet' },
	});
	tablet = await startDevice(signedIn.body as Profile, () => socketOf(second));
	// The mail about the new device is no part of what follows.
	await eventually(async () => {
		await relay.server.deliverMail();
		expect(mail.received.splice(0)).toHaveLength(1);
	});
});
afterEach(async () => {
	for (const each of [laptop, tablet]) each.stop();
	await relay.close();
	await mail.close();
});

function socketOf(browser: TestBrowser) {
	if (!reachable) throw new Error('no network');
	return browser.socket('/sync/log');
}

async function client(
	device: ReplicatingDevice,
	email = 'lea@exemple.fr',
): Promise<{ account: AccountId; contact: ContactId }> {
	const made = await created(
		device.deps,
		individual('Léa', 'Martin', {
			contacts: [
				{
					create: { firstName: 'Léa', lastName: 'Martin', email, phones: [] },
					switches: { login: true, notify: false, sync: false },
				},
			],
		}),
	);
	return { account: made.account, contact: made.contacts[0] as ContactId };
}

async function ask(
	device: ReplicatingDevice,
	who: { account: AccountId; contact: ContactId },
	message = '',
): Promise<InvitationId> {
	const { requests } = answerOf(
		await createCommands(device.deps).requestInvitations([{ contact: who.contact, accounts: [who.account] }], message),
	);
	return requests[0] as InvitationId;
}

const access = (
	device: ReplicatingDevice,
	who: { account: AccountId; contact: ContactId },
): Promise<AccessRow | undefined> => device.store.read((tx) => tx.access.get(`${who.account}/${who.contact}`));
const state = async (device: ReplicatingDevice, who: { account: AccountId; contact: ContactId }) =>
	(await access(device, who))?.state;
const inbox = (device: ReplicatingDevice): Promise<InboxRow[]> => device.store.read((tx) => tx.inbox.page('', 100));
const toLea = () => mail.received.filter((message) => message.envelope.to.includes('lea@exemple.fr'));

async function deliver(): Promise<void> {
	relay.clock.ahead += 5_000;
	await relay.server.deliverMail();
}

describe('from a device with no connection to everybody', () => {
	test('INV-14 asked offline, with the account: queued; connected, one mail leaves, and both devices see each step', async () => {
		reachable = false;
		laptop.stop();
		const who = await client(laptop);
		await ask(laptop, who, 'À bientôt');
		expect(await state(laptop, who)).toBe('queued');
		reachable = true;
		const again = laptop;
		laptop = await again.again();
		await eventually(async () => expect(await state(laptop, who)).toBe('accepted'));
		await eventually(async () => expect(await state(tablet, who)).toBe('accepted'));
		await deliver();
		await eventually(async () => expect(await state(laptop, who)).toBe('sent'));
		await eventually(async () => expect(await state(tablet, who)).toBe('sent'));
		expect(toLea()).toHaveLength(1);
		expect(toLea()[0]?.text).toContain('> À bientôt');
		expect(await access(tablet, who)).toMatchObject({ mails: 1, by: profile.staffId, email: 'lea@exemple.fr' });
	});

	test('INV-14 activated: both see it, and the one who asked is told in the Inbox', async () => {
		const who = await client(laptop);
		const request = await ask(laptop, who);
		await eventually(async () => expect(await state(tablet, who)).toBe('accepted'));
		const platform = createPlatform();
		await relay.clientLog.decide(profile.firmId, async (sql, own) => {
			const accounts = await activateInvitation(sql, profile.firmId, request, Date.now() + relay.clock.ahead);
			if (accounts !== null) own.say(relaySays(platform)({ type: 'invitation.activated', request, accounts }));
		});
		for (const device of [laptop, tablet]) {
			await eventually(async () => expect(await state(device, who)).toBe('activated'));
			expect(await inbox(device)).toMatchObject([
				{ kind: 'activated', staff: profile.staffId, request, account: who.account },
			]);
		}
		await deliver();
		expect(mail.received.find((message) => message.envelope.to.includes(FIRM.email))?.text).toContain(
			'Léa Martin a choisi son mot de passe',
		);
	});

	test('INV-14 refused by the mail server: bounced with its words, in the Inbox too', async () => {
		const who = await client(laptop);
		await ask(laptop, who);
		await eventually(async () => expect(await state(tablet, who)).toBe('accepted'));
		mail.refusals.push({ code: 550, message: 'Utilisateur inconnu' });
		await deliver();
		for (const device of [laptop, tablet]) {
			await eventually(async () => expect(await state(device, who)).toBe('bounced'));
			expect((await access(device, who))?.reply).toContain('Utilisateur inconnu');
			expect(await inbox(device)).toMatchObject([
				{ kind: 'bounced', detail: expect.stringContaining('Utilisateur inconnu') },
			]);
		}
	});

	test('INV-7 two devices that ask without knowing of each other: one mail, the second is told', async () => {
		const who = await client(laptop);
		await eventually(async () => expect(await state(tablet, who)).toBe('not-invited'));
		tablet.stop();
		const second = await ask(tablet, who);
		await ask(laptop, who);
		await eventually(async () => expect(await state(laptop, who)).toBe('accepted'));
		tablet = await tablet.again();
		await eventually(async () => {
			const rows = await inbox(laptop);
			expect(rows).toMatchObject([{ kind: 'duplicate', request: second }]);
		});
		await deliver();
		await eventually(async () => expect(await state(tablet, who)).toBe('sent'));
		expect(toLea()).toHaveLength(1);
	});

	test('INV-13 cancelled after it was offered: its mail does not leave', async () => {
		const who = await client(laptop);
		const request = await ask(laptop, who);
		await eventually(async () => expect(await state(laptop, who)).toBe('accepted'));
		answerOf(await createCommands(laptop.deps).cancelInvitation(request));
		await eventually(async () => expect(await state(tablet, who)).toBe('withdrawn'));
		await deliver();
		expect(toLea()).toEqual([]);
	});

	test('INV-14 a device that made its rows anew shows the same', async () => {
		const who = await client(laptop);
		await ask(laptop, who);
		await eventually(async () => expect(await state(tablet, who)).toBe('accepted'));
		await deliver();
		await eventually(async () => expect(await state(tablet, who)).toBe('sent'));
		const before = await tablet.store.read(async (tx) => [
			await tx.access.page('', 9),
			await tx.invitations.page('', 9),
			await tx.accounts.page('', 9),
			await tx.contacts.page('', 9),
		]);
		tablet.stop();
		await tablet.rebuild();
		const after = await tablet.store.read(async (tx) => [
			await tx.access.page('', 9),
			await tx.invitations.page('', 9),
			await tx.accounts.page('', 9),
			await tx.contacts.page('', 9),
		]);
		expect(after).toEqual(before);
	});
});

test('INV-15 a relay that was restored mails nothing again: links that were sent work again, and what is not known is said so', async () => {
	const who = await client(laptop);
	const other = await client(laptop, 'paul@exemple.fr');
	const request = await ask(laptop, who);
	await eventually(async () => expect(await state(tablet, who)).toBe('accepted'));
	await deliver();
	await eventually(async () => expect(await state(laptop, who)).toBe('sent'));
	const events = await loggedEvents();
	const link = mail.linkTo('lea@exemple.fr');
	// An older copy: it has the records, and nothing of what was asked.
	await relay.database.run('DELETE FROM invitations');
	await relay.database.run('DELETE FROM invitation_accounts');
	await relay.database.run('DELETE FROM mail_outbox');
	await forget(events);
	await relay.clientLog.beginRestore(profile.firmId);
	for (const device of [laptop, tablet]) device.retry();
	await eventually(async () =>
		expect((await loggedEvents()).map(({ type }) => type).sort()).toEqual(
			expect.arrayContaining(['invitation.accepted', 'invitation.requested', 'invitation.sent']),
		),
	);
	await deliver();
	await deliver();
	expect(toLea()).toHaveLength(1);
	expect(await findByToken(relay.database, tokenOf(link), Date.now() + relay.clock.ahead)).toMatchObject({
		state: 'open',
		invitation: { id: request },
	});
	await eventually(async () => expect(await state(tablet, who)).toBe('sent'));
	// Work goes on: a new request is a new mail.
	await ask(laptop, other);
	await eventually(async () => expect(await state(tablet, other)).toBe('accepted'));
});

async function loggedEvents() {
	const found = [];
	for (let after = 0; ;) {
		const { entries } = await relay.clientLog.read(profile.firmId, after);
		for (const { entry } of entries) {
			const event = entry?.kind === 'event' ? unpackEvent(entry.bytes) : 'unknown';
			if (typeof event !== 'string' && event.type.startsWith('invitation.')) found.push(event);
		}
		const last = entries.at(-1)?.seq;
		if (last === undefined || last === after) return found;
		after = last;
	}
}

/** Takes events out of the log, as a copy from before them would be. */
async function forget(events: readonly { id: string }[]): Promise<void> {
	const rows = await relay.database.all(
		'SELECT seq FROM log_rows WHERE firm_id = $1 AND name = $2',
		profile.firmId,
		events[0]?.id ?? '',
	);
	const from = Number(rows[0]?.seq);
	await relay.database.run('DELETE FROM log_events WHERE firm_id = $1 AND seq >= $2', profile.firmId, from);
	await relay.database.run('DELETE FROM log_rows WHERE firm_id = $1 AND seq >= $2', profile.firmId, from);
	const last = await relay.database.get(
		'SELECT hash FROM log_rows WHERE firm_id = $1 AND seq = $2',
		profile.firmId,
		from - 1,
	);
	await relay.database.run(
		'UPDATE log_heads SET seq = $2, hash = $3 WHERE firm_id = $1',
		profile.firmId,
		from - 1,
		last?.hash ?? null,
	);
}
