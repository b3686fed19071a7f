import type { Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountId, ContactId, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import { ClientBook } from '../support/client-book.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { setUpFirm, startRelay, type TestRelay } from '../support/relay.ts';

// A mail server that misbehaves in every way that one can: an invitation is never lost, and never sent twice once it was taken.

const MINUTE = 60_000;

let mail: MailServer;
let relay: TestRelay;
let book: ClientBook;
let lea: ContactId;
let account: AccountId;
let request: InvitationId;

/** Starts a server and a relay that has one invitation to send. @param query what stands behind the server's address */
async function start(options: SMTPServerOptions = {}, query = ''): Promise<void> {
	mail = await startMailServer(options);
	relay = await startRelay({ environment: { SMTP_URL: mail.url + query } });
	const profile = await setUpFirm(relay.browser());
	book = new ClientBook(relay.clientLog, profile.firmId, profile.staffId as StaffId);
	lea = await book.contact('lea@exemple.fr');
	account = await book.account('Martin', [lea]);
	request = await book.ask({ contact: lea, accounts: [account] });
}
beforeEach(() => {
	fault = 0;
});
afterEach(async () => {
	await relay.close();
	await mail.close();
});

/** How often the server has misbehaved so far. */
let fault = 0;

async function deliver(after = 2_000): Promise<void> {
	relay.clock.ahead += after;
	await relay.server.deliverMail();
}
const toLea = () => mail.received.filter(({ envelope }) => envelope.to.includes('lea@exemple.fr'));
const outbox = () =>
	relay.database.get("SELECT state, attempts, reply FROM mail_outbox WHERE kind = 'client-invitation'");

/** After the fault: it waits, the log says nothing more than that it was accepted; then it goes, once, for ever. */
async function waitsThenGoes(reply: RegExp | null): Promise<void> {
	await deliver();
	expect(toLea()).toEqual([]);
	expect(await outbox()).toMatchObject({
		state: 'waiting',
		attempts: 1,
		reply: reply === null ? expect.any(String) : expect.stringMatching(reply),
	});
	expect(await book.told(request)).toEqual(['accepted']);
	await deliver(2 * MINUTE);
	for (let i = 0; i < 4; i++) await deliver(60 * MINUTE);
	expect(toLea()).toHaveLength(1);
	expect(await outbox()).toMatchObject({ state: 'sent', attempts: 2 });
	expect(await book.told(request)).toEqual(['accepted', 'sent']);
}

const refusing = (code: number, message: string) => Object.assign(new Error(message), { responseCode: code });

describe('a mail server that fails for a while', () => {
	test('INV-21 421 at the door', async () => {
		await start({
			onConnect: (_session, done) => done(fault++ === 0 ? refusing(421, 'Service not available') : undefined),
		});
		await waitsThenGoes(/421/);
	});

	test('INV-21 450 to the recipient', async () => {
		await start();
		mail.refusals.push({ code: 450, message: 'Mailbox busy' });
		await waitsThenGoes(/Mailbox busy/);
	});

	test('INV-21 451 after the data: it was not taken', async () => {
		await start({
			onData: (stream, _session, done) => {
				stream.resume();
				stream.on('end', () => done(refusing(451, 'Local error')));
			},
		});
		await deliver();
		expect(await outbox()).toMatchObject({ state: 'waiting', attempts: 1, reply: expect.stringContaining('451') });
		await deliver(2 * MINUTE);
		expect(await outbox()).toMatchObject({ state: 'waiting', attempts: 2 });
	});

	test('INV-21 a connection that is cut after the data, before the answer', async () => {
		const cut = await startCutting();
		await waitsThenGoes(null);
		expect(cut()).toBe(2);
	});

	test('INV-21 a certificate that nobody vouches for: nothing is sent in the clear, nothing is lost', async () => {
		await start({ disabledCommands: [], hideSTARTTLS: false });
		await deliver();
		await deliver(2 * MINUTE);
		expect(toLea()).toEqual([]);
		expect(await outbox()).toMatchObject({
			state: 'waiting',
			attempts: 2,
			reply: expect.stringMatching(/certificate|expired/i),
		});
	});

	test('INV-21 STARTTLS is used where the server offers it', async () => {
		let secure: boolean | undefined;
		await start(
			{
				disabledCommands: [],
				hideSTARTTLS: false,
				onMailFrom: (_address, session, done) => {
					secure = session.secure;
					done();
				},
			},
			'?tls.rejectUnauthorized=false',
		);
		await deliver();
		expect(toLea()).toHaveLength(1);
		expect(secure).toBe(true);
	});

	test('INV-21 a slow server: who looks into the outbox meanwhile sends nothing twice', async () => {
		let release: () => void = () => undefined;
		const held = new Promise<void>((resolve) => {
			release = resolve;
		});
		await start({
			onMailFrom: (_address, _session, done) => {
				fault += 1;
				void held.then(() => done());
			},
		});
		const sending = deliver();
		await expect.poll(() => fault).toBe(1);
		const others = [relay.server.deliverMail(), relay.server.deliverMail()];
		release();
		await Promise.all([sending, ...others]);
		expect(toLea()).toHaveLength(1);
		expect(fault).toBe(1);
	});

	/** A server that reads the whole message, and hangs up instead of answering, once. Returns how often data came. */
	async function startCutting(): Promise<() => number> {
		const sockets: Socket[] = [];
		await start({
			onData: (stream, session, done) => {
				const first = fault++ === 0;
				simpleParser(stream).then((parsed) => {
					if (first) {
						sockets.at(-1)?.destroy();
						return;
					}
					mail.received.push({
						...parsed,
						envelope: { from: '', to: session.envelope.rcptTo.map((to) => to.address) },
					});
					done();
				}, done);
			},
		});
		mail.sockets((socket) => sockets.push(socket));
		return () => fault;
	}
});

describe('a mail server that fails for good', () => {
	test('INV-21 550 to the recipient: bounced at once, with its words, and not tried again', async () => {
		await start();
		mail.refusals.push({ code: 550, message: 'No such user' });
		await deliver();
		expect(await book.told(request)).toEqual(['accepted', 'bounced']);
		for (let i = 0; i < 3; i++) await deliver(120 * MINUTE);
		expect(toLea()).toEqual([]);
		expect(await outbox()).toMatchObject({
			state: 'failed',
			attempts: 1,
			reply: expect.stringContaining('No such user'),
		});
	});

	test('INV-21 one that never comes back: bounced after the last attempt, and said to who asked', async () => {
		await start();
		for (let attempt = 1; attempt <= 6; attempt++) {
			mail.refusals.push({ code: 451, message: 'Try later' });
			await deliver(500 * MINUTE);
		}
		expect(await outbox()).toMatchObject({ state: 'failed', attempts: 6 });
		expect(await book.told(request)).toEqual(['accepted', 'bounced']);
	});

	test('INV-21 one that takes the mail and dies: it was taken, so it is not sent again', async () => {
		await start();
		await deliver();
		await mail.close();
		for (let i = 0; i < 3; i++) await deliver(60 * MINUTE);
		expect(toLea()).toHaveLength(1);
		expect(await outbox()).toMatchObject({ state: 'sent', attempts: 1 });
	});
});
