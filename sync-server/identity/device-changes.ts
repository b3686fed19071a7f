import type { DeviceId } from '../../src/lib/domain/ids.ts';
import { mayAdminister } from '../../src/lib/domain/staff.ts';
import { writeAudit } from '../observability/audit.ts';
import type { Sql } from '../store/sql.ts';
import { announceAccessChange } from './access-changes.ts';
import { listDevices, type Device } from './devices.ts';
import type { IdentityDeps, Origin } from './identity-deps.ts';
import { endSessionsOfDevice, type Session } from './sessions.ts';
import { findStaff } from './staff.ts';

/** `forbidden`: someone else's device, and the role does not reach it. */
export type DeviceChange = 'done' | 'unknown' | 'forbidden';

/** The devices that a member may see: their own; for those who administer the firm, everybody's. */
export function visibleDevices(deps: IdentityDeps, session: Session): Promise<Device[]> {
	return listDevices(deps.database, session.firm, mayAdminister(session.role) ? null : session.staff);
}

/** Gives a device another name. */
export function renameDevice(
	deps: IdentityDeps,
	session: Session,
	id: DeviceId,
	name: string,
	origin: Origin,
): Promise<DeviceChange> {
	return deps.database.transaction(async (sql) => {
		const reach = await reachDevice(sql, session, id);
		if (reach !== 'done') return reach;
		await sql.run('UPDATE devices SET name = $3 WHERE firm_id = $1 AND id = $2', session.firm, id, name);
		await audit(sql, deps, session, 'device.renamed', id, origin);
		return 'done';
	});
}

/** Removes a device: its sockets close, its sessions end, and at its next contact it is told to erase what it holds. */
export async function removeDevice(
	deps: IdentityDeps,
	session: Session,
	id: DeviceId,
	origin: Origin,
): Promise<DeviceChange> {
	const change = await deps.database.transaction(async (sql) => {
		const reach = await reachDevice(sql, session, id);
		if (reach !== 'done') return reach;
		const now = deps.platform.now();
		await sql.run('UPDATE devices SET removed_at = $3 WHERE firm_id = $1 AND id = $2', session.firm, id, now);
		await endSessionsOfDevice(sql, now, session.firm, id);
		await audit(sql, deps, session, 'device.removed', id, origin);
		return 'done';
	});
	if (change === 'done') await announceAccessChange(deps.database, { of: 'device', id, why: 'removed' });
	return change;
}

/** Whether a member may change a device: their own, or as owner anybody's, as admin anybody's but owners'. */
async function reachDevice(sql: Sql, session: Session, id: DeviceId): Promise<DeviceChange> {
	const device = (await listDevices(sql, session.firm, null)).find((device) => device.id === id);
	if (device === undefined) return 'unknown';
	if (device.staff === session.staff) return 'done';
	// For members, a colleague's device is as unknown as one that does not exist.
	if (!mayAdminister(session.role)) return 'unknown';
	const owner = await findStaff(sql, session.firm, device.staff);
	return session.role === 'owner' || owner?.role !== 'owner' ? 'done' : 'forbidden';
}

async function audit(
	sql: Sql,
	deps: IdentityDeps,
	session: Session,
	kind: 'device.renamed' | 'device.removed',
	subject: DeviceId,
	origin: Origin,
): Promise<void> {
	const { firm, staff, device } = session;
	await writeAudit(sql, deps.platform, { firm, kind, staff, device, subject, address: origin.address });
}
