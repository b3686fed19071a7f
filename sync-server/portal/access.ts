import { accountDocument } from '../../src/lib/domain/document-name.ts';
import { buildTree } from '../../src/lib/domain/folder-tree.ts';
import type { FolderNode } from '../../src/lib/domain/folder.ts';
import { portalAccess } from '../../src/lib/domain/link.ts';
import type { AccountId, ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import { foldText } from '../../src/lib/domain/text.ts';
import { readFolders } from '../../src/lib/documents/folder-reading.ts';
import { readAccount } from '../../src/lib/documents/record-reading.ts';
import type { AccountLine, AccountView, PortalFolder } from '../../src/lib/protocol/portal.ts';
import { accountLine } from '../invitations/client-facts.ts';
import { readRecord } from '../invitations/client-records.ts';
import { mergedContacts, standingAccount, standingContact } from '../invitations/merged-clients.ts';
import type { Sql } from '../store/sql.ts';

/**
 * Accounts that a contact, or who is one with them, has activated and may see at this moment: linked, LOGIN on, the account in use, the contact not
 * gone. Of accounts that were merged, the one that stands.
 */
const SEEN = `SELECT DISTINCT CASE WHEN c.merged_into = '' THEN a.account_id ELSE c.merged_into END AS account_id FROM portal_access a
	JOIN client_links l ON l.firm_id = a.firm_id AND l.account_id = a.account_id AND l.contact_id = a.contact_id
	JOIN client_accounts c ON c.firm_id = a.firm_id AND c.account_id = a.account_id
	JOIN client_contacts p ON p.firm_id = a.firm_id AND p.contact_id = a.contact_id
	WHERE a.firm_id = $1 AND (a.contact_id = $2 OR p.merged_into = $2) AND l.login = 1 AND c.archived = 0 AND c.deleted = 0 AND p.gone = 0`;

/** The accounts that a client may see now, by name. */
export async function visibleAccounts(sql: Sql, firm: FirmId, contact: ContactId): Promise<AccountLine[]> {
	const rows = await sql.all(SEEN, firm, await standingContact(sql, firm, contact));
	const lines = await Promise.all(rows.map((row) => accountLine(sql, firm, row.account_id as AccountId)));
	return lines.sort((a, b) => (foldText(a.name) < foldText(b.name) ? -1 : 1));
}

/**
 * One account as a client may see it; null when they may not, or there is none: the answer is the same.
 * The account's own document is asked once more: it is what the firm wrote, the tables are made from it.
 */
export async function viewAccount(
	sql: Sql,
	firm: FirmId,
	contact: ContactId,
	account: AccountId,
	language: Locale,
): Promise<AccountView | null> {
	const [person, standing] = [await standingContact(sql, firm, contact), await standingAccount(sql, firm, account)];
	const seen = await sql.get(`${SEEN} AND (a.account_id = $3 OR c.merged_into = $3)`, firm, person, standing);
	if (seen === null) return null;
	const { fields } = await readRecord(sql, firm, accountDocument(standing));
	const meaning = await mergedContacts(sql, firm);
	const { values, links } = readAccount(fields, (id) => meaning.get(id) ?? id);
	const status = values.deleted === true ? 'deleted' : values.archived === true ? 'archived' : 'active';
	const link = links.find((one) => one.contact === person);
	if (link === undefined || portalAccess(status, link) !== 'open') return null;
	const { tree } = buildTree(readFolders(fields), language);
	return { ...(await accountLine(sql, firm, standing)), folders: flatten(tree.roots, 0) };
}

function flatten(nodes: readonly FolderNode[], depth: number): PortalFolder[] {
	return nodes.flatMap(({ id, name, clientUploads, children }) => [
		{ id, name, depth, clientUploads },
		...flatten(children, depth + 1),
	]);
}
