import type { Migration } from '../sql.ts';

export const erasureTables: Migration = {
	id: '0010-erasures',
	text: `
-- What was erased for good: documents, and requests to invite that went with them. Nothing of these names gets into the log again.
CREATE TABLE erased_names (
	firm_id TEXT NOT NULL,
	name TEXT NOT NULL,
	PRIMARY KEY (firm_id, name)
);
`,
};
