import type { AccountId, ContactId, FirmId, InvitationId } from '../../src/lib/domain/ids.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Sql, SqlRow } from '../store/sql.ts';
import { endInvitations } from './invitation-store.ts';
import { mergedAccounts, mergedContacts, placeholders, sameAccounts, sameContacts } from './merged-clients.ts';
import { relaySays } from './relay-says.ts';

/** After contacts were merged: of one person's invitations for one account, one stays. @returns what the log is to say */
export async function settleContact(
	sql: Sql,
	platform: RelayPlatform,
	firm: FirmId,
	contact: ContactId,
	now: number,
): Promise<Event[]> {
	return settle(sql, platform, firm, 'contact_id', await sameContacts(sql, firm, contact), now);
}

/** After accounts were merged: the same. */
export async function settleAccount(
	sql: Sql,
	platform: RelayPlatform,
	firm: FirmId,
	account: AccountId,
	now: number,
): Promise<Event[]> {
	return settle(sql, platform, firm, 'account_id', await sameAccounts(sql, firm, account), now);
}

/** Active beats pending, and of several that are pending the first stays; the mails of the others do not leave, their links are replaced. */
async function settle(
	sql: Sql,
	platform: RelayPlatform,
	firm: FirmId,
	column: 'contact_id' | 'account_id',
	ids: readonly string[],
	now: number,
): Promise<Event[]> {
	if (ids.length < 2) return [];
	const rows = await sql.all(
		`SELECT a.invitation_id, a.account_id, a.contact_id, a.state FROM invitation_accounts a
		JOIN invitations i ON i.firm_id = a.firm_id AND i.id = a.invitation_id
		WHERE a.firm_id = $1 AND a.${column} IN (${placeholders(ids, 1)}) AND (a.state = 'used' OR (a.state = 'open' AND i.state = 'open'))
		ORDER BY i.created_at, i.id`,
		firm,
		...ids,
	);
	const [people, accounts] = [await mergedContacts(sql, firm), await mergedAccounts(sql, firm)];
	const pairs = new Map<string, SqlRow[]>();
	for (const row of rows) {
		const [account, contact] = [row.account_id as AccountId, row.contact_id as ContactId];
		const pair = `${accounts.get(account) ?? account} ${people.get(contact) ?? contact}`;
		pairs.set(pair, [...(pairs.get(pair) ?? []), row]);
	}
	const says = relaySays(platform);
	const said: Event[] = [];
	for (const pair of pairs.values()) {
		const stays = pair.find(({ state }) => state === 'used') ?? pair[0];
		const by = stays?.invitation_id as InvitationId;
		for (const row of pair) {
			if (row.state !== 'open' || row.invitation_id === by) continue;
			const which = { invitation: row.invitation_id as InvitationId, account: row.account_id as AccountId };
			for (const { invitation, accounts } of await endInvitations(sql, firm, which, 'replaced', now))
				said.push(says({ type: 'invitation.replaced', request: invitation, accounts, by }));
		}
	}
	return said;
}
