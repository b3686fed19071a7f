import type { Migration } from '../sql.ts';

export const mergeTables: Migration = {
	id: '0009-merges',
	text: `
-- The record that stands for this one since they were merged; '' where this one stands itself. What else its row, and the rows of its links, say is
-- what the standing one's say, so that whoever asks by an older id is told what is so now.
ALTER TABLE client_contacts ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
ALTER TABLE client_accounts ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
CREATE INDEX client_contacts_merged ON client_contacts (firm_id, merged_into) WHERE merged_into <> '';
CREATE INDEX client_accounts_merged ON client_accounts (firm_id, merged_into) WHERE merged_into <> '';
-- The device that brought the record; '' when it is not known.
ALTER TABLE client_contacts ADD COLUMN brought_by TEXT NOT NULL DEFAULT '';
ALTER TABLE client_accounts ADD COLUMN brought_by TEXT NOT NULL DEFAULT '';
-- Nine digits, or ''.
ALTER TABLE client_accounts ADD COLUMN siren TEXT NOT NULL DEFAULT '';
CREATE INDEX client_accounts_by_siren ON client_accounts (firm_id, siren) WHERE siren <> '';
`,
};
