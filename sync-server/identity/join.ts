import type { StaffId } from '../../src/lib/domain/ids.ts';
import { checkPassword, type PasswordProblem } from '../../src/lib/domain/password.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import { writeAudit } from '../observability/audit.ts';
import { addDevice } from './devices.ts';
import type { IdentityDeps, Origin } from './identity-deps.ts';
import { KNOWN_PASSWORDS } from './known-passwords.ts';
import { useLink } from './one-time-links.ts';
import { openSession } from './sessions.ts';
import { findStaffByEmail, insertStaff, passwordWords } from './staff.ts';
import { readJoinLink, type JoinProblem } from './staff-invitations.ts';

export interface JoinInput {
	token: string;
	name: string;
	password: string;
	locale: Locale;
	deviceName: string;
}

export type JoinResult =
	| { kind: 'done'; token: string }
	| { kind: 'link'; problem: JoinProblem }
	| { kind: 'password'; problem: PasswordProblem };

/**
 * Makes an invited colleague a member, with a password of their own, and signs them in. The link is used up with it, once:
 * nothing short of a password that keeps the rules uses it.
 */
export async function join(deps: IdentityDeps, input: JoinInput, origin: Origin): Promise<JoinResult> {
	const { database, platform } = deps;
	const found = await readJoinLink(database, platform.now(), input.token);
	if (found.kind === 'link') return found;
	const words = passwordWords({ firmName: found.firmName, name: input.name, email: found.invitation.email });
	const problem = checkPassword(input.password, { secondFactor: false, words, known: KNOWN_PASSWORDS });
	if (problem !== null) return { kind: 'password', problem };
	const passwordHash = await deps.hasher.hash(input.password);
	return database.transaction(async (sql): Promise<JoinResult> => {
		const current = await readJoinLink(sql, platform.now(), input.token);
		if (current.kind === 'link') return current;
		const { invitation } = current;
		const taken = (await findStaffByEmail(sql, invitation.email)) !== null;
		if (taken || !(await useLink(sql, platform.now(), current.link))) return { kind: 'link', problem: 'used' };
		const staff = platform.uuid() as StaffId;
		const { firm, email, role } = invitation;
		await insertStaff(sql, {
			firm,
			id: staff,
			name: input.name,
			email,
			role,
			locale: input.locale,
			passwordHash,
			createdAt: platform.now(),
		});
		await sql.run("UPDATE staff_invitations SET state = 'joined' WHERE firm_id = $1 AND id = $2", firm, invitation.id);
		const device = await addDevice(sql, platform, { firm, staff }, input.deviceName);
		await writeAudit(sql, platform, {
			firm,
			kind: 'staff.joined',
			staff,
			device,
			subject: invitation.email,
			address: origin.address,
		});
		const { token } = await openSession(sql, platform, { firm, staff, device });
		return { kind: 'done', token };
	});
}
