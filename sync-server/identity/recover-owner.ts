import { writeAudit } from '../observability/audit.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Database } from '../store/sql.ts';
import { createLink, linkUrl } from './one-time-links.ts';
import type { RelayKey } from './relay-key.ts';
import { eraseSecondFactor } from './second-factor-changes.ts';
import { findStaffByEmail } from './staff.ts';

/**
 * Makes a link for a new password of an owner, for whoever has the relay's machine. Returns its address and
 * whether a second factor will still be asked for, or null when no owner has that e-mail.
 * @param options.origin of the link's address
 * @param options.withoutSecondFactor forgets the second factor too: the authenticator and the recovery codes are lost
 */
export async function recoverOwner(
	deps: { database: Database; platform: RelayPlatform; key: RelayKey },
	email: string,
	options: { origin: string; withoutSecondFactor: boolean },
): Promise<{ url: string; secondFactor: boolean } | null> {
	const { database, platform, key } = deps;
	return database.transaction(async (sql) => {
		const member = await findStaffByEmail(sql, email);
		if (member?.role !== 'owner') return null;
		const { id } = await createLink(sql, deps, { firm: member.firm, kind: 'password-reset', subject: member.id });
		const entry = { firm: member.firm, staff: member.id, device: null, subject: null, address: null };
		await writeAudit(sql, platform, { ...entry, kind: 'owner.recovery' });
		if (options.withoutSecondFactor && member.totpSecret !== null) {
			await eraseSecondFactor(sql, member);
			await writeAudit(sql, platform, { ...entry, kind: 'second-factor.removed' });
		}
		const secondFactor = member.totpSecret !== null && !options.withoutSecondFactor;
		return { url: linkUrl(key, options.origin, 'password-reset', id), secondFactor };
	});
}
