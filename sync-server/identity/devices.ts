import type { DeviceId, FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Sql, SqlRow } from '../store/sql.ts';

/** A browser profile of a staff member. */
export interface Device {
	id: DeviceId;
	staff: StaffId;
	name: string;
	createdAt: number;
	lastContact: number;
}

/** The device of a staff member with this id, unless it was removed. */
export async function findDevice(sql: Sql, firm: FirmId, staff: StaffId, id: DeviceId): Promise<Device | null> {
	const row = await sql.get(
		'SELECT * FROM devices WHERE firm_id = $1 AND id = $2 AND staff_id = $3 AND removed_at IS NULL',
		firm,
		id,
		staff,
	);
	return row === null ? null : toDevice(row);
}

/** Registers a new device under an id that nobody can guess. */
export async function addDevice(
	sql: Sql,
	platform: RelayPlatform,
	owner: { firm: FirmId; staff: StaffId },
	name: string,
): Promise<DeviceId> {
	const id = platform.letters(12) as DeviceId;
	await sql.run(
		'INSERT INTO devices (firm_id, id, staff_id, name, created_at, last_contact, removed_at) VALUES ($1, $2, $3, $4, $5, $5, NULL)',
		owner.firm,
		id,
		owner.staff,
		name,
		platform.now(),
	);
	return id;
}

/** The devices of one staff member, or of the whole firm, latest contact first. */
export async function listDevices(sql: Sql, firm: FirmId, staff: StaffId | null): Promise<Device[]> {
	const rows =
		staff === null
			? await sql.all(
					'SELECT * FROM devices WHERE firm_id = $1 AND removed_at IS NULL ORDER BY last_contact DESC',
					firm,
				)
			: await sql.all(
					'SELECT * FROM devices WHERE firm_id = $1 AND staff_id = $2 AND removed_at IS NULL ORDER BY last_contact DESC',
					firm,
					staff,
				);
	return rows.map(toDevice);
}

function toDevice(row: SqlRow): Device {
	return {
		id: String(row.id) as DeviceId,
		staff: String(row.staff_id) as StaffId,
		name: String(row.name),
		createdAt: Number(row.created_at),
		lastContact: Number(row.last_contact),
	};
}
