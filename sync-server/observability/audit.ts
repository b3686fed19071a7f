import { sha256, type RelayPlatform } from '../platform.ts';
import type { Sql, SqlRow } from '../store/sql.ts';

/** What is worth remembering about who did what (ASVS 16.3). */
export type AuditKind =
	| 'firm.set-up'
	| 'sign-in'
	| 'sign-in.refused'
	| 'sign-out'
	| 'password.forgotten'
	| 'password.reset'
	| 'password.changed'
	| 'owner.recovery'
	| 'second-factor.added'
	| 'second-factor.removed'
	| 'second-factor.recovery-code'
	| 'device.added'
	| 'device.renamed'
	| 'device.removed'
	| 'staff.invited'
	| 'staff.invitation-withdrawn'
	| 'staff.joined'
	| 'staff.role-changed'
	| 'staff.removed'
	| 'portal.activated'
	| 'portal.sign-in'
	| 'portal.sign-in-refused'
	| 'portal.sign-out'
	| 'portal.password-forgotten'
	| 'portal.password-reset'
	| 'portal.password-changed'
	| 'portal.link-wanted'
	| 'portal.signed-up';

/** One line of the audit: who (staff, device), what (kind, subject), from where. Never a token or a password. */
export interface AuditEntry {
	/** '' when it is not known which firm is meant, such as for an unknown e-mail address. */
	firm: string;
	kind: AuditKind;
	staff: string | null;
	device: string | null;
	/** Whom or what it was done to: an id, or an e-mail address. */
	subject: string | null;
	/** The client's network address. */
	address: string | null;
}

/** Appends to the audit, in the transaction of what it records. Each row's hash covers the one before it. */
export async function writeAudit(sql: Sql, platform: RelayPlatform, entry: AuditEntry): Promise<void> {
	await sql.run(
		'INSERT INTO audit_heads (firm_id, seq, hash) VALUES ($1, 0, $2) ON CONFLICT (firm_id) DO NOTHING',
		entry.firm,
		new Uint8Array(32),
	);
	// Locks the head on Postgres; on SQLite transactions take turns anyway.
	await sql.run('UPDATE audit_heads SET seq = seq + 1 WHERE firm_id = $1', entry.firm);
	const head = await sql.get('SELECT seq, hash FROM audit_heads WHERE firm_id = $1', entry.firm);
	if (head === null) throw new Error('The audit has no head.');
	const row = { ...entry, seq: Number(head.seq), at: platform.now() };
	const hash = link(head.hash, row);
	await sql.run(
		'INSERT INTO audit (firm_id, seq, at, kind, staff_id, device_id, subject, address, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
		row.firm,
		row.seq,
		row.at,
		row.kind,
		row.staff,
		row.device,
		row.subject,
		row.address,
		hash,
	);
	await sql.run('UPDATE audit_heads SET hash = $2 WHERE firm_id = $1', row.firm, hash);
}

/** Checks a firm's chain. Returns the sequence number of the first row that is missing or was altered, or null when all is well. */
export async function findAuditBreak(sql: Sql, firm: string): Promise<number | null> {
	const rows = await sql.all('SELECT * FROM audit WHERE firm_id = $1 ORDER BY seq', firm);
	let hash: Uint8Array = new Uint8Array(32);
	for (const [i, row] of rows.entries()) {
		const expected = link(hash, toEntry(row));
		if (Number(row.seq) !== i + 1 || !(row.hash instanceof Uint8Array) || !expected.equals(row.hash)) return i + 1;
		hash = row.hash;
	}
	const head = await sql.get('SELECT seq FROM audit_heads WHERE firm_id = $1', firm);
	return Number(head?.seq ?? 0) === rows.length ? null : rows.length + 1;
}

/** The latest entries of a firm, newest first. @param before only entries with a smaller sequence number */
export async function readAudit(
	sql: Sql,
	firm: string,
	before: number,
	limit: number,
): Promise<(AuditEntry & { seq: number; at: number })[]> {
	const rows = await sql.all(
		'SELECT * FROM audit WHERE firm_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3',
		firm,
		before,
		limit,
	);
	return rows.map(toEntry);
}

function toEntry(row: SqlRow): AuditEntry & { seq: number; at: number } {
	const text = (value: unknown): string | null => (value === null ? null : String(value));
	return {
		firm: String(row.firm_id),
		kind: String(row.kind) as AuditKind,
		staff: text(row.staff_id),
		device: text(row.device_id),
		subject: text(row.subject),
		address: text(row.address),
		seq: Number(row.seq),
		at: Number(row.at),
	};
}

function link(previous: unknown, row: AuditEntry & { seq: number; at: number }): Buffer {
	if (!(previous instanceof Uint8Array)) throw new Error('The audit head has no hash.');
	const { firm, seq, at, kind, staff, device, subject, address } = row;
	return sha256(previous, JSON.stringify([firm, seq, at, kind, staff, device, subject, address]));
}
