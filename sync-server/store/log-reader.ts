import type { DeviceId, FirmId, GroupId, StaffId } from '../../src/lib/domain/ids.ts';
import { MAX_GROUP_ENTRIES } from '../../src/lib/protocol/limits.ts';
import { toBytes, type StoredRow } from './log-store.ts';
import type { Sql, SqlRow } from './sql.ts';

/** Rows looked at for one batch: more than one group, so that a batch always ends where a group does. */
const LOOK_AHEAD = 2 * MAX_GROUP_ENTRIES;

/**
 * Rows after `after` in order: whole groups, up to about `target` bytes, at least one group when there is one.
 * Rows that compaction has emptied are left out; the log's last row is never one of them.
 */
export async function readRows(sql: Sql, firm: FirmId, after: number, target: number): Promise<StoredRow[]> {
	// First sizes alone: bodies of a thousand rows may be 256 MiB.
	const sizes = await sql.all(
		'SELECT seq, group_id, LENGTH(body) AS size FROM log_rows WHERE firm_id = $1 AND seq > $2 AND body IS NOT NULL ORDER BY seq LIMIT $3',
		firm,
		after,
		LOOK_AHEAD,
	);
	const last = lastOfBatch(sizes, target);
	if (last === null) return [];
	const rows = await sql.all(
		'SELECT seq, group_id, device_id, staff_id, received_at, kind, name, body, hash, folded FROM log_rows WHERE firm_id = $1 AND seq > $2 AND seq <= $3 AND body IS NOT NULL ORDER BY seq',
		firm,
		after,
		last,
	);
	return rows.map(toStoredRow);
}

/** The sequence number that a batch ends with: the end of the last group that fits, or of the first one. */
function lastOfBatch(sizes: readonly SqlRow[], target: number): number | null {
	let end: number | null = null;
	let total = 0;
	for (const [i, row] of sizes.entries()) {
		total += Number(row.size);
		const next = sizes[i + 1];
		const groupEnds = next === undefined ? sizes.length < LOOK_AHEAD : next.group_id !== row.group_id;
		if (!groupEnds) continue;
		if (end !== null && total > target) return end;
		end = Number(row.seq);
		if (total >= target) return end;
	}
	return end;
}

function toStoredRow(row: SqlRow): StoredRow {
	return {
		seq: Number(row.seq),
		group: row.group_id as GroupId,
		device: row.device_id as DeviceId | null,
		staff: row.staff_id as StaffId | null,
		receivedAt: Number(row.received_at),
		kind: row.kind === 'event' ? 'event' : 'update',
		name: String(row.name),
		body: toBytes(row.body),
		hash: toBytes(row.hash),
		folded: row.folded === 1,
	};
}
