import { writeSync } from 'node:fs';
import type { AccountId, ContactId, FirmId, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import { createRelayKey } from '../../sync-server/identity/relay-key.ts';
import { createFollow } from '../../sync-server/invitations/follow-log.ts';
import { createSmtpTransport } from '../../sync-server/mailer/smtp.ts';
import { createLog } from '../../sync-server/observability/log.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { createMailReactor } from '../../sync-server/reactors/mail.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import type { Database, Sql } from '../../sync-server/store/sql.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import { ClientBook } from './client-book.ts';

// A relay's way from a request to the mail server, in a process of its own that kills itself (SIGKILL) at a given step. Every statement and
// every commit is a step, and so are the moments before and after the mail server's answer.

export interface MailRelayTask {
	path: string;
	smtp: string;
	/** Which step is not reached any more; 0: none. */
	killAt: number;
	/** ms that its clock is ahead. */
	ahead: number;
	secret: string;
	firm: FirmId;
	staff: StaffId;
	contact: ContactId;
	account: AccountId;
	request: InvitationId;
}

const task = JSON.parse(process.argv[2] ?? '{}') as MailRelayTask;
let steps = 0;

/** Goes on, or ends the process before anything more happens. */
async function step(what: string): Promise<void> {
	steps += 1;
	writeSync(1, `${what}\n`);
	if (steps !== task.killAt) return;
	process.kill(process.pid, 'SIGKILL');
	await new Promise(() => undefined);
}

function stepping(sql: Sql): Sql {
	return {
		all: async (text, ...values) => {
			await step('statement');
			return sql.all(text, ...values);
		},
		get: async (text, ...values) => {
			await step('statement');
			return sql.get(text, ...values);
		},
		run: async (text, ...values) => {
			await step('statement');
			return sql.run(text, ...values);
		},
	};
}

const real = openSqlite(task.path);
const database: Database = {
	...real,
	...stepping(real),
	transaction: async (body) => {
		const value = await real.transaction(async (sql) => {
			const result = await body(stepping(sql));
			await step('before commit');
			return result;
		});
		await step('committed');
		return value;
	},
};
const clock = createPlatform();
const platform = { ...clock, now: () => clock.now() + task.ahead };
const key = createRelayKey(Buffer.from(task.secret, 'hex'), platform);
const clientLog = await LogService.open({ database, platform, follow: createFollow({ platform, key, mailWritten: () => undefined }) });
const book = new ClientBook(clientLog, task.firm, task.staff, 'Anna00000000', platform);
await book.ask({ contact: task.contact, accounts: [task.account], request: task.request });
writeSync(1, 'acknowledged\n');
const smtp = createSmtpTransport(task.smtp, 'carnet@durand.example');
const later = { ...platform, now: () => platform.now() + 10_000 };
await createMailReactor({
	database,
	platform: later,
	log: createLog(() => undefined, later.now),
	clientLog,
	key,
	transport: {
		deliver: async (mail) => {
			await step('before the server');
			const delivery = await smtp.deliver(mail);
			await step('taken by the server');
			return delivery;
		},
		close: () => smtp.close(),
	},
	from: 'carnet@durand.example',
	url: () => 'https://carnet.example',
}).deliverDue();
smtp.close();
await real.close();
writeSync(1, `steps ${steps}\n`);
process.exit(0);
