import type { Migration } from '../sql.ts';

export const portalTables: Migration = {
	id: '0008-portal',
	text: `
-- The language of mails to a client.
ALTER TABLE portal_logins ADD COLUMN locale TEXT NOT NULL DEFAULT 'fr';
-- A client's sessions: apart from those of staff, so that neither can be taken for the other.
CREATE TABLE portal_sessions (
	id TEXT PRIMARY KEY,
	-- SHA-256 of the token in the cookie.
	token_hash BYTES NOT NULL UNIQUE,
	firm_id TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	browser TEXT NOT NULL,
	system TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	last_seen BIGINT NOT NULL,
	ended_at BIGINT
);
CREATE INDEX portal_sessions_by_contact ON portal_sessions (firm_id, contact_id);
-- Which try used an invitation up: the same try, repeated after a lost answer, is answered as the first time.
CREATE TABLE portal_activations (
	firm_id TEXT NOT NULL,
	invitation_id TEXT NOT NULL,
	attempt_hash BYTES NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (firm_id, invitation_id)
);
-- Registrations of new clients that were begun. Nothing of them is in the book before they are done.
CREATE TABLE sign_up_attempts (
	id TEXT PRIMARY KEY,
	token_hash BYTES NOT NULL UNIQUE,
	firm_id TEXT NOT NULL,
	email TEXT NOT NULL,
	locale TEXT NOT NULL,
	-- Who has access already gets no code, but a mail that says so.
	known BIGINT NOT NULL,
	-- How often a code was mailed: the code is made from it with the relay's secret, and stored nowhere.
	round BIGINT NOT NULL,
	wrong BIGINT NOT NULL,
	-- 'mailed', 'proven', 'done' or 'ended'
	state TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	sent_at BIGINT NOT NULL
);
CREATE INDEX sign_up_attempts_by_age ON sign_up_attempts (created_at);
`,
};
