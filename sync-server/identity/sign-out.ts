import { writeAudit } from '../observability/audit.ts';
import { announceAccessChange } from './access-changes.ts';
import type { IdentityDeps, Origin } from './identity-deps.ts';
import { endSession, type Session } from './sessions.ts';

/** Ends a session; its sockets close at once. What the device holds stays on the device. */
export async function signOut(deps: IdentityDeps, session: Session, origin: Origin): Promise<void> {
	const { database, platform } = deps;
	await database.transaction(async (sql) => {
		await endSession(sql, platform.now(), session.id);
		const { firm, staff, device } = session;
		await writeAudit(sql, platform, { firm, kind: 'sign-out', staff, device, subject: null, address: origin.address });
	});
	await announceAccessChange(database, { of: 'session', id: session.id, why: 'ended' });
}
