import type { Migration } from '../sql.ts';

export const identityTables: Migration = {
	id: '0002-identity',
	text: `
-- One row at most: two set-ups at once can't both insert it.
CREATE TABLE installation (
	id BIGINT PRIMARY KEY CHECK (id = 1),
	firm_id TEXT NOT NULL
);
CREATE TABLE staff (
	firm_id TEXT NOT NULL,
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	email TEXT NOT NULL,
	-- The address without case: what people sign in with.
	email_key TEXT NOT NULL,
	role TEXT NOT NULL,
	locale TEXT NOT NULL,
	password_hash TEXT NOT NULL,
	-- The second factor's seed, encrypted with the relay's key; null without one.
	totp_secret BYTES,
	-- The 30-second step of the last code that was used: a code works once.
	totp_step BIGINT NOT NULL,
	-- A seed that waits for its first code.
	totp_pending BYTES,
	created_at BIGINT NOT NULL,
	removed_at BIGINT,
	PRIMARY KEY (firm_id, id)
);
CREATE UNIQUE INDEX staff_by_email ON staff (email_key) WHERE removed_at IS NULL;
CREATE TABLE recovery_codes (
	firm_id TEXT NOT NULL,
	staff_id TEXT NOT NULL,
	code_hash BYTES NOT NULL,
	used_at BIGINT,
	PRIMARY KEY (firm_id, staff_id, code_hash)
);
CREATE TABLE devices (
	firm_id TEXT NOT NULL,
	id TEXT NOT NULL,
	staff_id TEXT NOT NULL,
	name TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	last_contact BIGINT NOT NULL,
	removed_at BIGINT,
	PRIMARY KEY (firm_id, id)
);
CREATE INDEX devices_by_staff ON devices (firm_id, staff_id);
CREATE TABLE sessions (
	id TEXT PRIMARY KEY,
	-- SHA-256 of the token in the cookie.
	token_hash BYTES NOT NULL UNIQUE,
	firm_id TEXT NOT NULL,
	staff_id TEXT NOT NULL,
	device_id TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	last_seen BIGINT NOT NULL,
	ended_at BIGINT
);
CREATE INDEX sessions_by_device ON sessions (firm_id, device_id);
CREATE INDEX sessions_by_staff ON sessions (firm_id, staff_id);
-- Failed attempts by account (known or not), known device, or client address.
CREATE TABLE throttles (
	scope TEXT NOT NULL,
	subject BYTES NOT NULL,
	failures BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	blocked_until BIGINT NOT NULL,
	PRIMARY KEY (scope, subject)
);
-- Links that were mailed or printed; only the hash of what they carry.
CREATE TABLE one_time_links (
	id TEXT PRIMARY KEY,
	firm_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	token_hash BYTES NOT NULL UNIQUE,
	-- Whom it is for: a staff member's id, or an invitation's.
	subject TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at BIGINT,
	revoked_at BIGINT
);
CREATE INDEX one_time_links_by_subject ON one_time_links (firm_id, kind, subject);
CREATE TABLE staff_invitations (
	firm_id TEXT NOT NULL,
	id TEXT NOT NULL,
	email TEXT NOT NULL,
	email_key TEXT NOT NULL,
	role TEXT NOT NULL,
	invited_by TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	sent_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	-- 'open', 'joined' or 'withdrawn'
	state TEXT NOT NULL,
	PRIMARY KEY (firm_id, id)
);
CREATE UNIQUE INDEX staff_invitations_open ON staff_invitations (email_key) WHERE state = 'open';
CREATE TABLE audit_heads (
	firm_id TEXT PRIMARY KEY,
	seq BIGINT NOT NULL,
	hash BYTES NOT NULL
);
CREATE TABLE audit (
	firm_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	staff_id TEXT,
	device_id TEXT,
	subject TEXT,
	address TEXT,
	hash BYTES NOT NULL,
	PRIMARY KEY (firm_id, seq)
);
`,
};
