import { emailKey } from '../../src/lib/domain/email.ts';
import type { FirmId, InvitationId } from '../../src/lib/domain/ids.ts';
import type { Sql } from '../store/sql.ts';
import { findInvitation } from './invitation-store.ts';

/**
 * Whether an invitation's mail is still to go, looked at again at the last moment: it is open, LOGIN is on for one of its accounts that is in use,
 * and the contact's address is the one that the mail goes to.
 */
export async function isStillWanted(
	sql: Sql,
	firm: FirmId,
	id: InvitationId,
	to: string,
	now: number,
): Promise<boolean> {
	const reading = await findInvitation(sql, firm, id, now);
	if (reading.state !== 'open') return false;
	const { contact, accounts } = reading.invitation;
	const person = await sql.get(
		'SELECT email_key FROM client_contacts WHERE firm_id = $1 AND contact_id = $2 AND gone = 0',
		firm,
		contact,
	);
	if (person?.email_key !== emailKey(to)) return false;
	const open = await sql.all(
		`SELECT l.account_id FROM client_links l JOIN client_accounts a ON a.firm_id = l.firm_id AND a.account_id = l.account_id
		WHERE l.firm_id = $1 AND l.contact_id = $2 AND l.login = 1 AND a.archived = 0 AND a.deleted = 0`,
		firm,
		contact,
	);
	return accounts.some((account) => open.some((row) => row.account_id === account));
}
