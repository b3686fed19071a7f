import { readEmail } from '../../src/lib/domain/email.ts';
import type { FirmId, InvitationId } from '../../src/lib/domain/ids.ts';
import { locale, type Locale } from '../../src/lib/domain/staff.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Database, Sql, SqlRow } from '../store/sql.ts';
import { mailContent, type MailContent } from './mail.ts';

/** A mail to be sent. */
export interface NewMail {
	firm: FirmId;
	/** One address. */
	to: string;
	locale: Locale;
	content: MailContent;
	/** The one-time link that it carries. */
	link: string | null;
	/** The client's invitation that it is. */
	invitation?: InvitationId;
	/** Not to be sent before this moment, ms since 1970. */
	notBefore?: number;
	/** Two mails with the same key are one mail. */
	dedupeKey: string;
}

/**
 * Puts a mail into the outbox, in the transaction of what causes it: it is sent if and only if that is committed.
 * @returns false when a mail of its key was there already: this one is not sent
 * @throws Error when `to` is not one plain address: such a string could reach others (nodemailer reads lists)
 */
export async function enqueueMail(sql: Sql, platform: RelayPlatform, mail: NewMail): Promise<boolean> {
	const reading = readEmail(mail.to);
	if (reading.kind !== 'address' || reading.address !== mail.to)
		throw new Error('A mail must go to one plain address.');
	const now = platform.now();
	const added = await sql.run(
		`INSERT INTO mail_outbox
			(id, firm_id, kind, recipient, locale, facts, link_id, dedupe_key, message_id, state, attempts, created_at, next_at, leased_until, done_at, reply, invitation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, 'waiting', 0, $9, $10, 0, NULL, NULL, $11)
		ON CONFLICT (dedupe_key) DO NOTHING`,
		platform.uuid(),
		mail.firm,
		mail.content.kind,
		mail.to,
		mail.locale,
		JSON.stringify(mail.content),
		mail.link,
		mail.dedupeKey,
		now,
		mail.notBefore ?? now,
		mail.invitation ?? null,
	);
	return added > 0;
}

/** A mail of the outbox. */
export interface OutboxMail {
	id: string;
	firm: FirmId;
	to: string;
	locale: Locale;
	content: MailContent;
	link: string | null;
	invitation: InvitationId | null;
	messageId: string | null;
	state: string;
	/** Counting this one. */
	attempts: number;
	createdAt: number;
}

/**
 * Takes the next mail that is due, for so many ms: if the relay dies in between, it is due again after that. Null when none is due.
 * @param domain the right side of a new Message-ID
 */
export async function claimMail(
	database: Database,
	now: number,
	lease: number,
	domain: string,
): Promise<OutboxMail | null> {
	const lock = database.engine === 'postgres' ? ' FOR UPDATE SKIP LOCKED' : '';
	return database.transaction(async (sql) => {
		const row = await sql.get(
			`UPDATE mail_outbox SET leased_until = $2, attempts = attempts + 1, message_id = COALESCE(message_id, '<' || id || '@' || $3 || '>')
			WHERE id = (SELECT id FROM mail_outbox WHERE state = 'waiting' AND next_at <= $1 AND leased_until <= $1 ORDER BY next_at, id LIMIT 1${lock})
			RETURNING *`,
			now,
			now + lease,
			domain,
		);
		return row === null ? null : toMail(row);
	});
}

/** Writes down what became of a mail, for good. @param reply the mail server's words */
export async function settleMail(
	sql: Sql,
	now: number,
	id: string,
	state: 'sent' | 'failed' | 'cancelled' | 'mailbox',
	reply: string | null,
): Promise<void> {
	await sql.run(
		'UPDATE mail_outbox SET state = $2, done_at = $3, reply = $4, leased_until = 0 WHERE id = $1',
		id,
		state,
		now,
		reply,
	);
}

/** Changes what a mail says that has not left yet, as long as nobody is sending it. @returns whether it did */
export async function rewriteMail(sql: Sql, now: number, id: string, content: MailContent): Promise<boolean> {
	const text = "UPDATE mail_outbox SET facts = $2 WHERE id = $1 AND state = 'waiting' AND leased_until <= $3";
	return (await sql.run(text, id, JSON.stringify(content), now)) > 0;
}

/** Puts a mail off. */
export async function postponeMail(sql: Sql, id: string, nextAt: number, reply: string): Promise<void> {
	await sql.run('UPDATE mail_outbox SET next_at = $2, reply = $3, leased_until = 0 WHERE id = $1', id, nextAt, reply);
}

/** The latest mails, newest first. */
export async function listMails(sql: Sql, limit: number): Promise<OutboxMail[]> {
	return (await sql.all('SELECT * FROM mail_outbox ORDER BY created_at DESC, id DESC LIMIT $1', limit)).map(toMail);
}

function toMail(row: SqlRow): OutboxMail {
	return {
		id: String(row.id),
		firm: row.firm_id as FirmId,
		to: String(row.recipient),
		locale: locale.parse(row.locale),
		content: mailContent.parse(JSON.parse(String(row.facts))),
		link: row.link_id === null ? null : String(row.link_id),
		invitation: row.invitation_id as InvitationId | null,
		messageId: row.message_id === null ? null : String(row.message_id),
		state: String(row.state),
		attempts: Number(row.attempts),
		createdAt: Number(row.created_at),
	};
}
