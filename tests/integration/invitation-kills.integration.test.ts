import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Epoch, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import { createFollow } from '../../sync-server/invitations/follow-log.ts';
import { createRelayKey } from '../../sync-server/identity/relay-key.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { createLog } from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import { ClientBook } from '../support/client-book.ts';
import { bundleRelay } from '../support/killed-relay.ts';
import { FIRM } from '../support/log-fixture.ts';
import type { MailRelayTask } from '../support/mail-relay-process.ts';
import { startMailServer } from '../support/mail-server.ts';

/** How many kills: spread over all steps. `MAIL_KILLS=100` tries each of them, and more. */
const KILLS = Number(process.env.MAIL_KILLS ?? 8);
const MINUTE = 60_000;
const platform = createPlatform();
const STAFF = platform.uuid() as StaffId;

test('INV-22 a relay killed at any step between a request and its mail: the mail leaves, once where the relay could know that it had', { timeout: 120_000 + KILLS * 20_000 }, async () => {
	const folder = mkdtempSync(join(tmpdir(), 'carnet-mail-kills-'));
	const mail = await startMailServer();
	const entry = await bundleRelay(folder, fileURLToPath(new URL('../support/mail-relay-process.ts', import.meta.url)));
	const secret = Buffer.from(platform.bytes(32)).toString('hex');
	const seed = join(folder, 'seed.db');
	const { contact, account } = await makeSeed(seed, secret);

	/** Runs a relay until it is done or killed; what it printed. */
	async function run(task: MailRelayTask): Promise<string[]> {
		const child = spawn(process.execPath, [entry, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
		let printed = '';
		child.stdout.on('data', (data: Buffer) => {
			printed += data.toString();
		});
		await once(child, 'close');
		return printed.trim().split('\n');
	}
	async function tryStep(killAt: number): Promise<{ steps: number; taken: boolean }> {
		const path = join(folder, `${killAt}.db`);
		copyFileSync(seed, path);
		mail.received.length = 0;
		const task: MailRelayTask = {
			path,
			smtp: mail.url,
			killAt,
			ahead: 0,
			secret,
			firm: FIRM,
			staff: STAFF,
			contact,
			account,
			request: platform.uuid() as InvitationId,
		};
		const printed = await run(task);
		// The device did not hear an answer, so it asks again: by the same request. The lease of the dead relay is over then.
		await run({ ...task, killAt: 0, ahead: 60 * MINUTE });
		const taken = printed.includes('taken by the server');
		const settled = printed.slice(printed.indexOf('taken by the server')).includes('committed');
		expect(mail.received.length, `step ${killAt}`).toBe(taken && !settled && killAt > 0 ? 2 : 1);
		expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(1);
		expect(new Set(mail.received.map(({ text }) => /#t=[\w-]{43}/.exec(text ?? '')?.[0])).size).toBe(1);
		const database = openSqlite(path);
		expect(await database.all('SELECT state FROM mail_outbox')).toEqual([{ state: 'sent' }]);
		expect(await database.all('SELECT id FROM invitations')).toEqual([{ id: task.request }]);
		const book = new ClientBook(await LogService.open({ database, platform }), FIRM, STAFF);
		expect(await book.told(task.request)).toEqual(['accepted', 'sent']);
		await database.close();
		rmSync(path, { force: true });
		const steps = Number(printed.findLast((line) => line.startsWith('steps '))?.slice(6) ?? 0);
		return { steps, taken };
	}

	const { steps } = await tryStep(0);
	expect(steps).toBeGreaterThan(20);
	let taken = 0;
	for (let kill = 0; kill < KILLS; kill++) {
		// Every step in turn where there are kills enough; else spread, with the last ones among them.
		const killAt = KILLS >= steps ? (kill % steps) + 1 : Math.round(((kill + 1) * steps) / KILLS);
		if ((await tryStep(killAt)).taken) taken += 1;
	}
	console.log(`mail kills: ${KILLS} of ${steps} steps, ${taken} after the server had taken the mail`);
	await mail.close();
	rmSync(folder, { recursive: true, force: true });
});

async function makeSeed(path: string, secret: string) {
	const database = openSqlite(path);
	await migrate(database);
	await createLog(database, FIRM, platform.letters(16) as Epoch, platform.bytes(32));
	const key = createRelayKey(Buffer.from(secret, 'hex'), platform);
	const log = await LogService.open({ database, platform, follow: createFollow({ platform, key, mailWritten: () => undefined }) });
	// Another device than the one that asks: what each wrote before is its own.
	const book = new ClientBook(log, FIRM, STAFF, 'Basil0000000');
	const contact = await book.contact('lea@exemple.fr');
	const account = await book.account('Martin', [contact]);
	await database.close();
	return { contact, account };
}
