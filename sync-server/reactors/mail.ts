import { isStillWanted } from '../invitations/claim-check.ts';
import { invitationUrl } from '../invitations/invitation-token.ts';
import { relaySays } from '../invitations/relay-says.ts';
import { unsubscribeUrl } from '../invitations/unsubscribe-link.ts';
import { linkUrl, readLinkById } from '../identity/one-time-links.ts';
import type { RelayKey } from '../identity/relay-key.ts';
import { claimMail, postponeMail, settleMail, type OutboxMail } from '../mailer/outbox.ts';
import { renderMail, type MailUrls } from '../mailer/render.ts';
import type { MailTransport } from '../mailer/smtp.ts';
import type { Log } from '../observability/log.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Database } from '../store/sql.ts';
import type { LogService } from '../sync/log-service.ts';

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
	/** The firms' logs: what became of a client's invitation is said there. */
	clientLog: LogService;
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
		const urls = await urlsOf(deps, mail);
		if (urls === 'dead') return settleMail(database, platform.now(), mail.id, 'cancelled', null);
		if (deps.transport === null) return settle(mail, 'mailbox', null);
		const { content } = mail;
		const delivery = await deps.transport.deliver({
			...renderMail(content, mail.locale, urls),
			to: mail.to,
			replyTo: 'replyTo' in content && content.replyTo !== '' ? content.replyTo : null,
			unsubscribe: urls.unsubscribe,
			messageId: mail.messageId ?? '',
			date: new Date(mail.createdAt),
		});
		if (delivery.kind === 'sent') return settle(mail, 'sent', delivery.reply);
		const pause = RETRIES[mail.attempts - 1];
		deps.log.warn('mail.not-sent', {
			mail: mail.id,
			kind: mail.content.kind,
			attempt: mail.attempts,
			reply: delivery.reply,
		});
		if (delivery.kind === 'never' || pause === undefined) return settle(mail, 'failed', delivery.reply);
		return postponeMail(database, mail.id, platform.now() + Math.round(pause * jitter(platform)), delivery.reply);
	}

	/** Writes down what became of a mail; of an invitation, the log says it in the same transaction. */
	async function settle(mail: OutboxMail, state: 'sent' | 'failed' | 'mailbox', reply: string | null): Promise<void> {
		const { invitation, firm } = mail;
		if (invitation === null) return settleMail(database, platform.now(), mail.id, state, reply);
		await deps.clientLog.decide(firm, async (sql, own) => {
			await settleMail(sql, platform.now(), mail.id, state, reply);
			const type = state === 'failed' ? 'invitation.bounced' : 'invitation.sent';
			own.say(relaySays(platform)({ type, request: invitation, reply: reply ?? '' }));
		});
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

/**
 * The addresses that a mail carries; `dead` when its link was used, replaced, withdrawn or has expired, or what it says is not so any more: then
 * nobody wants the mail.
 */
export async function urlsOf(
	deps: Pick<MailReactorDeps, 'database' | 'platform' | 'key' | 'url'>,
	mail: OutboxMail,
): Promise<MailUrls | 'dead'> {
	const { database, platform, key } = deps;
	const { content, firm } = mail;
	if (mail.invitation !== null) {
		const wanted = await isStillWanted(database, firm, mail.invitation, mail.to, platform.now());
		return wanted ? { action: invitationUrl(key, deps.url(), mail.invitation), unsubscribe: null } : 'dead';
	}
	if (mail.link !== null) {
		const link = await readLinkById(database, platform.now(), mail.link);
		if (link?.state !== 'open') return 'dead';
		return { action: linkUrl(key, deps.url(), link.kind, link.id), unsubscribe: null };
	}
	if ('contactId' in content) {
		const whose = { firm, account: content.accountId, contact: content.contactId };
		return { action: `${deps.url()}/portal`, unsubscribe: unsubscribeUrl(key, deps.url(), whose) };
	}
	return { action: 'accountId' in content ? `${deps.url()}/accounts/${content.accountId}` : null, unsubscribe: null };
}

/** From 0.8 to 1.2: what failed together is not tried again together. */
function jitter(platform: RelayPlatform): number {
	return 0.8 + ((platform.bytes(1)[0] ?? 0) / 255) * 0.4;
}
