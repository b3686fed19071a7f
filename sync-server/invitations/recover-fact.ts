import type { FirmId } from '../../src/lib/domain/ids.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import { sha256 } from '../platform.ts';
import type { Sql } from '../store/sql.ts';
import type { DecideDeps } from './decide-request.ts';
import { activateInvitation, endInvitations, hasInvitation, insertInvitation } from './invitation-store.ts';
import { invitationToken } from './invitation-token.ts';
import { relaySays } from './relay-says.ts';

/**
 * Takes in what a device gave back after a restore: it has happened before, so nothing is mailed. A link that had been sent works again; a request
 * of which nobody knows whether its mail left is said to be so, for a person to ask anew.
 */
export async function recoverFact(sql: Sql, deps: DecideDeps, firm: FirmId, event: Event): Promise<Event[]> {
	const now = deps.platform.now();
	switch (event.type) {
		case 'invitation.requested': {
			if (await hasInvitation(sql, firm, event.request)) return [];
			await insertInvitation(sql, {
				firm,
				id: event.request,
				contact: event.contact,
				email: event.email,
				locale: event.language,
				message: event.message,
				staff: event.staff,
				device: null,
				createdAt: now,
				expiresAt: now,
				accounts: [],
				token: null,
				state: 'refused',
			});
			const says = relaySays(deps.platform);
			const { request, accounts } = event;
			return [says({ type: 'invitation.refused', request, accounts, reason: 'restored' })];
		}
		case 'invitation.accepted': {
			const row = await sql.get(
				"SELECT contact_id FROM invitations WHERE firm_id = $1 AND id = $2 AND state = 'refused' AND token_hash IS NULL",
				firm,
				event.request,
			);
			if (row === null) return [];
			await sql.run(
				"UPDATE invitations SET state = 'open', email = $3, token_hash = $4, expires_at = $5 WHERE firm_id = $1 AND id = $2",
				firm,
				event.request,
				event.email,
				sha256(invitationToken(deps.key, event.request)),
				event.expiresAt,
			);
			for (const account of event.accounts)
				await sql.run(
					"INSERT INTO invitation_accounts (firm_id, invitation_id, account_id, contact_id, state, reason) VALUES ($1, $2, $3, $4, 'open', NULL) ON CONFLICT DO NOTHING",
					firm,
					event.request,
					account,
					String(row.contact_id),
				);
			return [];
		}
		case 'invitation.activated':
			await activateInvitation(sql, firm, event.request, now);
			return [];
		case 'invitation.replaced':
		case 'invitation.withdrawn':
			for (const account of event.accounts) {
				const why = event.type === 'invitation.replaced' ? 'replaced' : event.reason;
				await endInvitations(sql, firm, { invitation: event.request, account }, why, now);
			}
			return [];
		default:
			return [];
	}
}
