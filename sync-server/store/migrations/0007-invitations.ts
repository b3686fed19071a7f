import type { Migration } from '../sql.ts';

export const invitationTables: Migration = {
	id: '0007-invitations',
	text: `
-- One row for each request that a device made, with what the relay decided.
CREATE TABLE invitations (
	firm_id TEXT NOT NULL,
	id TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	email TEXT NOT NULL,
	email_key TEXT NOT NULL,
	locale TEXT NOT NULL,
	message TEXT NOT NULL,
	staff_id TEXT NOT NULL,
	-- The device that asked: its mails wait until what it has to say is in the log.
	device_id TEXT,
	-- SHA-256 of the token in the mailed link; null where no mail was made.
	token_hash BYTES UNIQUE,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	-- 'open', 'used', 'expired', 'closed' (no account of it is open any more), 'refused' or 'duplicate'
	state TEXT NOT NULL,
	-- Why it is closed: 'replaced', or how it was withdrawn.
	reason TEXT,
	closed_at BIGINT,
	PRIMARY KEY (firm_id, id)
);
CREATE INDEX invitations_by_contact ON invitations (firm_id, contact_id, created_at);
CREATE INDEX invitations_by_expiry ON invitations (state, expires_at);
-- The accounts that an invitation opens: each can end by itself.
CREATE TABLE invitation_accounts (
	firm_id TEXT NOT NULL,
	invitation_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	-- 'open', 'used', 'expired', 'replaced' or 'withdrawn'
	state TEXT NOT NULL,
	reason TEXT,
	PRIMARY KEY (firm_id, invitation_id, account_id)
);
CREATE INDEX invitation_accounts_by_account ON invitation_accounts (firm_id, account_id, state);
CREATE INDEX invitation_accounts_by_contact ON invitation_accounts (firm_id, contact_id, state);
-- What the log says of who may see what, kept in the transaction that appends.
CREATE TABLE client_accounts (
	firm_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	type TEXT NOT NULL,
	-- '' when the name is generated.
	typed_name TEXT NOT NULL,
	company_name TEXT NOT NULL,
	archived BIGINT NOT NULL,
	deleted BIGINT NOT NULL,
	PRIMARY KEY (firm_id, account_id)
);
CREATE TABLE client_contacts (
	firm_id TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	first_name TEXT NOT NULL,
	last_name TEXT NOT NULL,
	-- '' without one
	email TEXT NOT NULL,
	email_key TEXT NOT NULL,
	-- null: the firm's language
	locale TEXT,
	-- Archived or deleted.
	gone BIGINT NOT NULL,
	PRIMARY KEY (firm_id, contact_id)
);
CREATE INDEX client_contacts_by_email ON client_contacts (firm_id, email_key);
-- Links that are there, and their switches.
CREATE TABLE client_links (
	firm_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	linked_at BIGINT NOT NULL,
	login BIGINT NOT NULL,
	notify BIGINT NOT NULL,
	PRIMARY KEY (firm_id, account_id, contact_id)
);
CREATE INDEX client_links_by_contact ON client_links (firm_id, contact_id);
-- A client's identity: its address does not follow an edit of the contact.
CREATE TABLE portal_logins (
	firm_id TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	email TEXT NOT NULL,
	email_key TEXT NOT NULL,
	password_hash TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (firm_id, contact_id)
);
CREATE UNIQUE INDEX portal_logins_by_email ON portal_logins (firm_id, email_key);
-- Accounts that a contact has activated. Seen only while the link's LOGIN is on and the account is in use.
CREATE TABLE portal_access (
	firm_id TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	since BIGINT NOT NULL,
	PRIMARY KEY (firm_id, contact_id, account_id)
);
ALTER TABLE mail_outbox ADD COLUMN invitation_id TEXT;
CREATE INDEX mail_outbox_by_invitation ON mail_outbox (firm_id, invitation_id);
-- Mails to staff that a person has switched off, by kind.
CREATE TABLE staff_mails_off (
	firm_id TEXT NOT NULL,
	staff_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	PRIMARY KEY (firm_id, staff_id, kind)
);
`,
};
