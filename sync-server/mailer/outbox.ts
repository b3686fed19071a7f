import type { FirmId } from '../../src/lib/domain/ids.ts';
import { readEmail } from '../../src/lib/domain/email.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Sql } from '../store/sql.ts';
import type { MailContent } from './mail.ts';

/** A mail to be sent. */
export interface NewMail {
	firm: FirmId;
	/** One address. */
	to: string;
	locale: Locale;
	content: MailContent;
	/** The one-time link that it carries. */
	link: string | null;
	/** Two mails with the same key are one mail. */
	dedupeKey: string;
}

/**
 * Puts a mail into the outbox, in the transaction of what causes it: it is sent if and only if that is committed.
 * @throws Error when `to` is not one plain address: such a string could reach others (nodemailer reads lists)
 */
export async function enqueueMail(sql: Sql, platform: RelayPlatform, mail: NewMail): Promise<void> {
	const reading = readEmail(mail.to);
	if (reading.kind !== 'address' || reading.address !== mail.to) throw new Error('A mail must go to one plain address.');
	const now = platform.now();
	await sql.run(
		`INSERT INTO mail_outbox
			(id, firm_id, kind, recipient, locale, facts, link_id, dedupe_key, message_id, state, attempts, created_at, next_at, leased_until, done_at, reply)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, 'waiting', 0, $9, $9, 0, NULL, NULL)
		ON CONFLICT (dedupe_key) DO NOTHING`,
		platform.uuid(), mail.firm, mail.content.kind, mail.to, mail.locale, JSON.stringify(mail.content), mail.link, mail.dedupeKey, now,
	);
}
