import type { Migration } from '../sql.ts';

export const logTables: Migration = {
	id: '0001-log',
	text: `
CREATE TABLE firms (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	country TEXT NOT NULL,
	locale TEXT NOT NULL,
	created_at BIGINT NOT NULL
);
CREATE TABLE log_heads (
	firm_id TEXT PRIMARY KEY,
	epoch TEXT NOT NULL,
	seq BIGINT NOT NULL,
	hash BYTES NOT NULL,
	-- The key of the proofs in cursors: a copy of the database keeps it, so a cursor of a lost history is known as genuine.
	cursor_key BYTES NOT NULL,
	-- Until when devices may give back what a restored log lacks; 0 when it was never restored.
	restore_until BIGINT NOT NULL
);
CREATE TABLE log_rows (
	firm_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	group_id TEXT NOT NULL,
	device_id TEXT,
	staff_id TEXT,
	received_at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	-- The document of an update, or the id of an event.
	name TEXT NOT NULL,
	-- Empty once a later row of the same document has taken the update in (compaction).
	body BYTES,
	hash BYTES NOT NULL,
	PRIMARY KEY (firm_id, seq)
);
CREATE INDEX log_rows_by_name ON log_rows (firm_id, name, seq);
CREATE INDEX log_rows_by_group ON log_rows (firm_id, group_id);
-- Groups whose every entry the log held already have no row of their own, but must be known.
CREATE TABLE log_groups (
	firm_id TEXT NOT NULL,
	group_id TEXT NOT NULL,
	PRIMARY KEY (firm_id, group_id)
);
CREATE TABLE log_events (
	firm_id TEXT NOT NULL,
	event_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	PRIMARY KEY (firm_id, event_id)
);
-- Which device a Yjs client id belongs to in a document, and the clock that follows its last known struct.
CREATE TABLE log_clients (
	firm_id TEXT NOT NULL,
	document TEXT NOT NULL,
	client BIGINT NOT NULL,
	device_id TEXT NOT NULL,
	clock BIGINT NOT NULL,
	PRIMARY KEY (firm_id, document, client)
);
`,
};
