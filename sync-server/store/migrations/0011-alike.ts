import type { Migration } from '../sql.ts';

export const alikeIndexes: Migration = {
	id: '0011-alike',
	text: `
-- Looked up for every record that is new, in the order of ids: without the id in the index, SQLite would rather walk all of the firm's records.
DROP INDEX client_contacts_by_email;
CREATE INDEX client_contacts_by_email ON client_contacts (firm_id, email_key, contact_id);
DROP INDEX client_accounts_by_siren;
CREATE INDEX client_accounts_by_siren ON client_accounts (firm_id, siren, account_id) WHERE siren <> '';
`,
};
