import { linkUrl, readLinkById } from '../identity/one-time-links.ts';
import type { RelayKey } from '../identity/relay-key.ts';
import { claimMail, postponeMail, settleMail, type OutboxMail } from '../mailer/outbox.ts';
import { renderMail } from '../mailer/render.ts';
import type { MailTransport } from '../mailer/smtp.ts';
import type { Log } from '../observability/log.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Database } from '../store/sql.ts';

const MINUTE = 60_000;
/** How long after each failed attempt the next one is made, give or take a fifth; after the last, the mail has failed. */
const RETRIES = [1 * MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 360 * MINUTE];
/** Longer than any attempt takes. */
const LEASE = 2 * MINUTE;

export interface MailReactorDeps {
	database: Database;
	platform: RelayPlatform;
	key: RelayKey;
	log: Log;
	/** null: mails are kept for the development mailbox. */
	transport: MailTransport | null;
	/** The sender's address. */
	from: string;
	/** The origin that mails link to. */
	url(): string;
}

/** Sends what the outbox holds, one mail after another. */
export interface MailReactor {
	/** Sends everything that is due. Calls at the same time are one run. */
	deliverDue(): Promise<void>;
}

/** Makes the reactor; it does nothing by itself. */
export function createMailReactor(deps: MailReactorDeps): MailReactor {
	const { database, platform } = deps;
	const domain = deps.from.slice(deps.from.lastIndexOf('@') + 1);
	let running: Promise<void> | null = null;
	let again = false;

	async function run(): Promise<void> {
		do {
			again = false;
			for (
				let mail = await claimMail(database, platform.now(), LEASE, domain);
				mail !== null;
				mail = await claimMail(database, platform.now(), LEASE, domain)
			) {
				await deliver(mail);
			}
		} while (again);
	}

	async function deliver(mail: OutboxMail): Promise<void> {
		const url = await urlOf(deps, mail);
		if (url === 'dead') return settleMail(database, platform.now(), mail.id, 'cancelled', null);
		if (deps.transport === null) return settleMail(database, platform.now(), mail.id, 'mailbox', null);
		const delivery = await deps.transport.deliver({
			...renderMail(mail.content, mail.locale, url),
			to: mail.to,
			messageId: mail.messageId ?? '',
			date: new Date(mail.createdAt),
		});
		if (delivery.kind === 'sent') return settleMail(database, platform.now(), mail.id, 'sent', delivery.reply);
		const pause = RETRIES[mail.attempts - 1];
		deps.log.warn('mail.not-sent', {
			mail: mail.id,
			kind: mail.content.kind,
			attempt: mail.attempts,
			reply: delivery.reply,
		});
		if (delivery.kind === 'never' || pause === undefined)
			return settleMail(database, platform.now(), mail.id, 'failed', delivery.reply);
		return postponeMail(database, mail.id, platform.now() + Math.round(pause * jitter(platform)), delivery.reply);
	}

	return {
		deliverDue: () => {
			again = running !== null;
			running ??= run().finally(() => {
				running = null;
			});
			return running;
		},
	};
}

/** The address of a mail's link; null without one; `dead` when it was used, replaced, withdrawn or has expired: then nobody wants the mail. */
export async function urlOf(
	deps: Pick<MailReactorDeps, 'database' | 'platform' | 'key' | 'url'>,
	mail: OutboxMail,
): Promise<string | null | 'dead'> {
	if (mail.link === null) return null;
	const link = await readLinkById(deps.database, deps.platform.now(), mail.link);
	return link?.state === 'open' ? linkUrl(deps.key, deps.url(), link.kind, link.id) : 'dead';
}

/** From 0.8 to 1.2: what failed together is not tried again together. */
function jitter(platform: RelayPlatform): number {
	return 0.8 + ((platform.bytes(1)[0] ?? 0) / 255) * 0.4;
}
