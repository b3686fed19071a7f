import type { Migration } from '../sql.ts';

export const compactionTables: Migration = {
	id: '0006-compaction',
	text: `
-- 1: the row's body is the document's whole state up to it, and no longer what its group wrote.
ALTER TABLE log_rows ADD COLUMN folded BIGINT NOT NULL DEFAULT 0;
-- How far each reactor has read a firm's log.
CREATE TABLE reactor_cursors (
	firm_id TEXT NOT NULL,
	reactor TEXT NOT NULL,
	seq BIGINT NOT NULL,
	PRIMARY KEY (firm_id, reactor)
);
`,
};
