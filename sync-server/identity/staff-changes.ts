import type { StaffId } from '../../src/lib/domain/ids.ts';
import type { Locale, Role } from '../../src/lib/domain/staff.ts';
import { writeAudit } from '../observability/audit.ts';
import type { Sql } from '../store/sql.ts';
import { announceAccessChange } from './access-changes.ts';
import type { IdentityDeps, Origin } from './identity-deps.ts';
import { endSessionsOfStaff, type Session } from './sessions.ts';
import { countOwners, findStaff, type StaffMember } from './staff.ts';

/** `last-owner`: a firm is never left without an owner. */
export type StaffChange = 'done' | 'unknown' | 'forbidden' | 'last-owner';

/** Whether one who acts with a role may give, or take away, another role: owners may all, admins all but owner, members none. */
export function mayGive(actor: Role, role: Role): boolean {
	return actor === 'owner' || (actor === 'admin' && role !== 'owner');
}

/** Changes what the signed-in member is called, and the language of their mails. */
export async function changeMe(
	deps: IdentityDeps,
	session: Session,
	changes: { name?: string | undefined; locale?: Locale | undefined },
): Promise<void> {
	await deps.database.run(
		'UPDATE staff SET name = COALESCE($3, name), locale = COALESCE($4, locale) WHERE firm_id = $1 AND id = $2',
		session.firm,
		session.staff,
		changes.name ?? null,
		changes.locale ?? null,
	);
}

/** Gives a member another role. Their open sockets connect again, with it. */
export async function changeRole(
	deps: IdentityDeps,
	session: Session,
	id: StaffId,
	role: Role,
	origin: Origin,
): Promise<StaffChange> {
	const change = await deps.database.transaction(async (sql): Promise<StaffChange> => {
		const member = await reachStaff(sql, session, id, role);
		if (typeof member === 'string') return member;
		if (member.role === 'owner' && role !== 'owner' && (await countOwners(sql, session.firm)) < 2) return 'last-owner';
		await sql.run('UPDATE staff SET role = $3 WHERE firm_id = $1 AND id = $2', session.firm, id, role);
		await audit(sql, deps, session, 'staff.role-changed', `${id} ${member.role} ${role}`, origin);
		return 'done';
	});
	if (change === 'done') await announceAccessChange(deps.database, { of: 'staff', id, why: 'changed' });
	return change;
}

/** Removes a member: sessions end, sockets close, and their devices are told to erase what they hold. What they wrote stays. */
export async function removeStaff(
	deps: IdentityDeps,
	session: Session,
	id: StaffId,
	origin: Origin,
): Promise<StaffChange> {
	const change = await deps.database.transaction(async (sql): Promise<StaffChange> => {
		const member = await reachStaff(sql, session, id);
		if (typeof member === 'string') return member;
		if (member.role === 'owner' && (await countOwners(sql, session.firm)) < 2) return 'last-owner';
		const now = deps.platform.now();
		await sql.run(
			'UPDATE staff SET removed_at = $3, totp_secret = NULL, totp_pending = NULL WHERE firm_id = $1 AND id = $2',
			session.firm,
			id,
			now,
		);
		await sql.run(
			'UPDATE devices SET removed_at = $3 WHERE firm_id = $1 AND staff_id = $2 AND removed_at IS NULL',
			session.firm,
			id,
			now,
		);
		await sql.run(
			'UPDATE one_time_links SET revoked_at = $3 WHERE firm_id = $1 AND subject = $2 AND used_at IS NULL AND revoked_at IS NULL',
			session.firm,
			id,
			now,
		);
		await sql.run('DELETE FROM recovery_codes WHERE firm_id = $1 AND staff_id = $2', session.firm, id);
		await endSessionsOfStaff(sql, now, session.firm, id, null);
		await audit(sql, deps, session, 'staff.removed', id, origin);
		return 'done';
	});
	if (change === 'done') await announceAccessChange(deps.database, { of: 'staff', id, why: 'removed' });
	return change;
}

/** The member that someone wants to change, or why not. */
async function reachStaff(
	sql: Sql,
	session: Session,
	id: StaffId,
	role?: Role,
): Promise<StaffMember | 'unknown' | 'forbidden'> {
	// Read again, in the transaction: the one who acts may have lost the role a moment ago.
	const actor = await findStaff(sql, session.firm, session.staff);
	const member = await findStaff(sql, session.firm, id);
	if (member === null) return 'unknown';
	return actor !== null && mayGive(actor.role, member.role) && mayGive(actor.role, role ?? member.role)
		? member
		: 'forbidden';
}

async function audit(
	sql: Sql,
	deps: IdentityDeps,
	session: Session,
	kind: 'staff.role-changed' | 'staff.removed',
	subject: string,
	origin: Origin,
): Promise<void> {
	const { firm, staff, device } = session;
	await writeAudit(sql, deps.platform, { firm, kind, staff, device, subject, address: origin.address });
}
