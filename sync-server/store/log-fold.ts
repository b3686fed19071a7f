import type { FirmId } from '../../src/lib/domain/ids.ts';
import { toBytes } from './log-store.ts';
import type { Database, Sql } from './sql.ts';

/** An update of one document that compaction looks at. */
export interface UpdateSize {
	seq: number;
	size: number;
}

/** Up to where a reactor has read a firm's log; 0 at first. */
export async function readReactorCursor(sql: Sql, firm: FirmId, reactor: string): Promise<number> {
	const row = await sql.get('SELECT seq FROM reactor_cursors WHERE firm_id = $1 AND reactor = $2', firm, reactor);
	return row === null ? 0 : Number(row.seq);
}

export async function saveReactorCursor(sql: Sql, firm: FirmId, reactor: string, seq: number): Promise<void> {
	const text = `INSERT INTO reactor_cursors (firm_id, reactor, seq) VALUES ($1, $2, $3)
		ON CONFLICT (firm_id, reactor) DO UPDATE SET seq = excluded.seq`;
	await sql.run(text, firm, reactor, seq);
}

/** The rows after `after` that the relay has had since before `before` (ms since 1970): how far they go, and the documents in them. */
export async function readSettled(
	sql: Sql,
	firm: FirmId,
	after: number,
	before: number,
	limit: number,
): Promise<{ end: number; documents: string[] }> {
	const rows = await sql.all(
		'SELECT seq, kind, name, received_at FROM log_rows WHERE firm_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
		firm,
		after,
		limit,
	);
	const young = rows.findIndex((row) => Number(row.received_at) >= before);
	const settled = young === -1 ? rows : rows.slice(0, young);
	const documents = new Set(settled.filter((row) => row.kind === 'update').map((row) => String(row.name)));
	return { end: Number(settled.at(-1)?.seq ?? after), documents: [...documents] };
}

/** The oldest updates of a document up to a place in the log, without their bodies. */
export async function updateSizes(
	sql: Sql,
	firm: FirmId,
	document: string,
	upTo: number,
	limit: number,
): Promise<UpdateSize[]> {
	const text = `SELECT seq, LENGTH(body) AS size FROM log_rows
		WHERE firm_id = $1 AND name = $2 AND kind = 'update' AND seq <= $3 AND body IS NOT NULL ORDER BY seq LIMIT $4`;
	return (await sql.all(text, firm, document, upTo, limit)).map((row) => ({
		seq: Number(row.seq),
		size: Number(row.size),
	}));
}

/** A document's updates up to a place in the log, oldest first. */
export async function updatesUpTo(sql: Sql, firm: FirmId, document: string, upTo: number): Promise<Uint8Array[]> {
	const text = `SELECT body FROM log_rows
		WHERE firm_id = $1 AND name = $2 AND kind = 'update' AND seq <= $3 AND body IS NOT NULL ORDER BY seq`;
	return (await sql.all(text, firm, document, upTo)).map((row) => toBytes(row.body));
}

/**
 * Puts a document's state, made of exactly these rows, into the last of them and empties the others. Their hashes stay: the chain tells what
 * was written, not what is kept. Run it in a transaction.
 * @returns false when the rows are not what they were: another relay was faster
 */
export async function foldRows(
	sql: Sql,
	engine: Database['engine'],
	firm: FirmId,
	document: string,
	rows: readonly UpdateSize[],
	state: Uint8Array,
): Promise<boolean> {
	const last = rows.at(-1)?.seq ?? 0;
	const lock = engine === 'postgres' ? ' FOR UPDATE' : '';
	const text = `SELECT seq, LENGTH(body) AS size FROM log_rows
		WHERE firm_id = $1 AND name = $2 AND kind = 'update' AND seq <= $3 AND body IS NOT NULL ORDER BY seq${lock}`;
	const present = await sql.all(text, firm, document, last);
	const same =
		present.length === rows.length &&
		present.every((row, i) => Number(row.seq) === rows[i]?.seq && Number(row.size) === rows[i]?.size);
	if (!same) return false;
	await sql.run('UPDATE log_rows SET body = $3, folded = 1 WHERE firm_id = $1 AND seq = $2', firm, last, state);
	await sql.run(
		"UPDATE log_rows SET body = NULL WHERE firm_id = $1 AND name = $2 AND kind = 'update' AND seq < $3",
		firm,
		document,
		last,
	);
	return true;
}
