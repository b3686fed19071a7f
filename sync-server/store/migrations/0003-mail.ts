import type { Migration } from '../sql.ts';

export const mailTables: Migration = {
	id: '0003-mail',
	text: `
-- Mails to be sent, written in the transaction of what causes them. The text is made when it is sent, so no link stands here.
CREATE TABLE mail_outbox (
	id TEXT PRIMARY KEY,
	firm_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	recipient TEXT NOT NULL,
	locale TEXT NOT NULL,
	-- What the text needs, as JSON.
	facts TEXT NOT NULL,
	-- The one-time link that the mail carries, if any: a mail with a revoked or used link is not sent any more.
	link_id TEXT,
	dedupe_key TEXT NOT NULL UNIQUE,
	-- Set at the first attempt, the same for every further one.
	message_id TEXT,
	-- 'waiting', 'sent', 'failed', 'cancelled', or 'mailbox' (shown in the development mailbox)
	state TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	leased_until BIGINT NOT NULL,
	done_at BIGINT,
	-- The mail server's words.
	reply TEXT
);
CREATE INDEX mail_outbox_due ON mail_outbox (state, next_at);
`,
};
