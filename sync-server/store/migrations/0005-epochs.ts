import type { Migration } from '../sql.ts';

export const epochTables: Migration = {
	id: '0005-epochs',
	text: `
-- The histories that a log has had. A genuine cursor of another one proves that the log is a copy from before it began.
CREATE TABLE log_epochs (
	firm_id TEXT NOT NULL,
	epoch TEXT NOT NULL,
	PRIMARY KEY (firm_id, epoch)
);
INSERT INTO log_epochs (firm_id, epoch) SELECT firm_id, epoch FROM log_heads;
`,
};
