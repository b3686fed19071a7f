import type { Migration } from '../sql.ts';

export const personalTables: Migration = {
	id: '0004-personal',
	text: `
-- One Yjs document for each staff member (theme, language, columns, private filters): outside of the firm's log, nobody else's to read.
CREATE TABLE personal_documents (
	firm_id TEXT NOT NULL,
	staff_id TEXT NOT NULL,
	state BYTES NOT NULL,
	PRIMARY KEY (firm_id, staff_id)
);
`,
};
