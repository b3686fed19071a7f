import type { RelayPlatform } from '../platform.ts';
import type { Database } from '../store/sql.ts';
import type { LogService } from '../sync/log-service.ts';
import { dueInvitations, expireInvitation } from './invitation-store.ts';
import { relaySays } from './relay-says.ts';

/** Invitations that are ended in one go. */
const PAGE = 200;

/** Ends the invitations whose time is over, and says so in the firms' logs. */
export async function expireDue(deps: {
	database: Database;
	platform: RelayPlatform;
	clientLog: LogService;
}): Promise<void> {
	const { database, platform, clientLog } = deps;
	for (const { firm, invitation } of await dueInvitations(database, platform.now(), PAGE)) {
		await clientLog.decide(firm, async (sql, own) => {
			if (!(await expireInvitation(sql, firm, invitation, platform.now()))) return;
			own.say(relaySays(platform)({ type: 'invitation.expired', request: invitation }));
		});
	}
}
