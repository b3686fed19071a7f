import type { FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { toBytes } from './log-store.ts';
import type { Sql } from './sql.ts';

/** The channel on which relays that share a database tell each other of a changed personal document. */
export const PERSONAL_CHANNEL = 'carnet_personal';

/** A staff member's personal document (Yjs V1), or null when there is none yet. */
export async function readPersonal(sql: Sql, firm: FirmId, staff: StaffId): Promise<Uint8Array | null> {
	const row = await sql.get('SELECT state FROM personal_documents WHERE firm_id = $1 AND staff_id = $2', firm, staff);
	return row === null ? null : toBytes(row.state);
}

/** Reads it to write it: the row stays locked until the transaction ends (SQLite's transaction has locked everything already). */
export async function lockPersonal(
	sql: Sql,
	engine: 'sqlite' | 'postgres',
	firm: FirmId,
	staff: StaffId,
): Promise<Uint8Array | null> {
	if (engine === 'postgres') await sql.get('SELECT pg_advisory_xact_lock(hashtext($1))', `personal ${firm} ${staff}`);
	return readPersonal(sql, firm, staff);
}

export async function writePersonal(sql: Sql, firm: FirmId, staff: StaffId, state: Uint8Array): Promise<void> {
	await sql.run(
		'INSERT INTO personal_documents (firm_id, staff_id, state) VALUES ($1, $2, $3) ON CONFLICT (firm_id, staff_id) DO UPDATE SET state = excluded.state',
		firm,
		staff,
		state,
	);
}
