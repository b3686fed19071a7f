import { hash as digest } from 'node:crypto';
import { parseDocumentName, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { DeviceId, Epoch, FirmId, GroupId, StaffId } from '../../src/lib/domain/ids.ts';
import type { Database, Sql, SqlRow } from './sql.ts';

/** A row's place in the hash chain: 16 bytes. */
export type RowHash = Uint8Array;

/** The end of a firm's log. */
export interface LogHead {
	epoch: Epoch;
	seq: number;
	hash: RowHash;
	/** The key of the proofs in cursors. */
	cursorKey: Uint8Array;
	/** Until when devices may give back what the log lacks, ms since 1970; 0: never restored. */
	restoreUntil: number;
}

/** A row to be appended. `name`: the document of an update, the id of an event. */
export interface NewRow {
	group: GroupId;
	device: DeviceId | null;
	staff: StaffId | null;
	kind: 'update' | 'event';
	name: string;
	body: Uint8Array;
}

/** A row as it is read back. */
export interface StoredRow extends NewRow {
	seq: number;
	/** ms since 1970 */
	receivedAt: number;
	hash: RowHash;
	/** Compaction put the document's whole state here: it is more than what the group wrote. */
	folded: boolean;
}

/** Whose a Yjs client id is in a document ('': not known, from a restore), and the clock that follows its last struct. */
export interface ClientBinding {
	document: string;
	client: number;
	device: DeviceId | '';
	clock: number;
}

/** Where a log ends now. */
export interface HeadNews {
	head: number;
	epoch: Epoch;
}

/** The channel on which relays that share a database tell each other of a log's end; see `announceHead`. */
export const HEAD_CHANNEL = 'carnet_log';

/** The hash before a log's first row. */
export const GENESIS: RowHash = new Uint8Array(16);

/** Begins a firm's log. Run it in the transaction that makes the firm. */
export async function createLog(sql: Sql, firm: FirmId, epoch: Epoch, cursorKey: Uint8Array): Promise<void> {
	await sql.run(
		'INSERT INTO log_heads (firm_id, epoch, seq, hash, cursor_key, restore_until) VALUES ($1, $2, 0, $3, $4, 0)',
		firm,
		epoch,
		GENESIS,
		cursorKey,
	);
	await rememberEpoch(sql, firm, epoch);
}

const HEAD = 'SELECT epoch, seq, hash, cursor_key, restore_until FROM log_heads WHERE firm_id = $1';

/** The log's end, or null for a firm without a log. */
export async function readHead(sql: Sql, firm: FirmId): Promise<LogHead | null> {
	return toHead(await sql.get(HEAD, firm));
}

/**
 * The log's end, locked until the transaction ends: whoever appends holds it, so sequence numbers become visible in their order.
 * (SQLite's transaction has locked the whole database already.)
 */
export async function lockHead(sql: Sql, engine: Database['engine'], firm: FirmId): Promise<LogHead | null> {
	return toHead(await sql.get(engine === 'postgres' ? `${HEAD} FOR UPDATE` : HEAD, firm));
}

/** Starts a new epoch; the rows stay. */
export async function startEpoch(sql: Sql, firm: FirmId, epoch: Epoch, restoreUntil: number): Promise<void> {
	await sql.run('UPDATE log_heads SET epoch = $2, restore_until = $3 WHERE firm_id = $1', firm, epoch, restoreUntil);
	await rememberEpoch(sql, firm, epoch);
}

/** Notes a history as one that the log knows of. */
export async function rememberEpoch(sql: Sql, firm: FirmId, epoch: Epoch): Promise<void> {
	await sql.run('INSERT INTO log_epochs (firm_id, epoch) VALUES ($1, $2) ON CONFLICT DO NOTHING', firm, epoch);
}

/** Whether the log knows of a history: it is its present one, or one that it had before. */
export async function knowsEpoch(sql: Sql, firm: FirmId, epoch: Epoch): Promise<boolean> {
	return (await sql.get('SELECT epoch FROM log_epochs WHERE firm_id = $1 AND epoch = $2', firm, epoch)) !== null;
}

/** Every firm with a log. */
export async function listLogs(sql: Sql): Promise<FirmId[]> {
	return (await sql.all('SELECT firm_id FROM log_heads ORDER BY firm_id')).map((row) => row.firm_id as FirmId);
}

/**
 * Appends rows after the head, which the transaction must have locked. Returns the new head.
 * @param now ms since 1970
 */
export async function appendRows(
	sql: Sql,
	firm: FirmId,
	head: LogHead,
	rows: readonly NewRow[],
	now: number,
): Promise<LogHead> {
	let { seq, hash } = head;
	const writes: Promise<unknown>[] = [];
	for (const row of rows) {
		seq += 1;
		hash = chainHash(hash, seq, row);
		writes.push(
			sql.run(
				'INSERT INTO log_rows (firm_id, seq, group_id, device_id, staff_id, received_at, kind, name, body, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
				firm,
				seq,
				row.group,
				row.device,
				row.staff,
				now,
				row.kind,
				row.name,
				row.body,
				hash,
			),
		);
		if (row.kind === 'event')
			writes.push(sql.run('INSERT INTO log_events (firm_id, event_id, seq) VALUES ($1, $2, $3)', firm, row.name, seq));
	}
	writes.push(sql.run('UPDATE log_heads SET seq = $2, hash = $3 WHERE firm_id = $1', firm, seq, hash));
	// All at once: Postgres takes them in one round trip.
	await Promise.all(writes);
	return { ...head, seq, hash };
}

/**
 * Tells the other relays on the database. Part of the transaction: Postgres delivers it with the commit, or not at all.
 * A SQLite database has one relay, which knows.
 */
export async function announceHead(sql: Sql, engine: Database['engine'], firm: FirmId, news: HeadNews): Promise<void> {
	if (engine === 'postgres') await sql.get('SELECT pg_notify($1, $2)', HEAD_CHANNEL, JSON.stringify({ firm, ...news }));
}

/** A row's hash: of the one before it and of all that the row says. A compacted row keeps the hash of what it was. */
export function chainHash(previous: RowHash, seq: number, row: NewRow): RowHash {
	const said = JSON.stringify([seq, row.group, row.device, row.staff, row.kind, row.name]);
	// In one call: a hash object for each row takes twice the time.
	return digest('sha256', Buffer.concat([previous, Buffer.from(said), row.body]), 'buffer').subarray(0, 16);
}

/** Remembers a group that was accepted without a row of its own. */
export async function rememberGroup(sql: Sql, firm: FirmId, group: GroupId): Promise<void> {
	await sql.run('INSERT INTO log_groups (firm_id, group_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', firm, group);
}

/** Which of these groups the log has accepted. */
export async function knownGroups(sql: Sql, firm: FirmId, groups: readonly GroupId[]): Promise<Set<string>> {
	const text =
		'SELECT group_id FROM log_rows WHERE firm_id = $1 AND group_id = $2 UNION ALL SELECT group_id FROM log_groups WHERE firm_id = $1 AND group_id = $2 LIMIT 1';
	const found = await Promise.all(groups.map((group) => sql.get(text, firm, group)));
	return new Set(groups.filter((_, i) => found[i] !== null));
}

/** Which of these events the log holds. */
export async function knownEvents(sql: Sql, firm: FirmId, events: readonly string[]): Promise<Set<string>> {
	const found = await Promise.all(
		events.map((event) => sql.get('SELECT event_id FROM log_events WHERE firm_id = $1 AND event_id = $2', firm, event)),
	);
	return new Set(events.filter((_, i) => found[i] !== null));
}

/** What is known of these Yjs client ids. */
export async function clientBindings(
	sql: Sql,
	firm: FirmId,
	wanted: readonly { document: string; client: number }[],
): Promise<ClientBinding[]> {
	const text =
		'SELECT document, client, device_id, clock FROM log_clients WHERE firm_id = $1 AND document = $2 AND client = $3';
	const found = await Promise.all(wanted.map(({ document, client }) => sql.get(text, firm, document, client)));
	return found.filter((row) => row !== null).map(toBinding);
}

export async function saveBindings(sql: Sql, firm: FirmId, bindings: readonly ClientBinding[]): Promise<void> {
	const text = `INSERT INTO log_clients (firm_id, document, client, device_id, clock) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (firm_id, document, client) DO UPDATE SET device_id = excluded.device_id, clock = excluded.clock`;
	await Promise.all(
		bindings.map(({ document, client, device, clock }) => sql.run(text, firm, document, client, device, clock)),
	);
}

/** The hash of one row, or null when there is no such row; `GENESIS` for the place before the first. */
export async function hashAt(sql: Sql, firm: FirmId, seq: number): Promise<RowHash | null> {
	if (seq === 0) return GENESIS;
	const row = await sql.get('SELECT hash FROM log_rows WHERE firm_id = $1 AND seq = $2', firm, seq);
	return row === null ? null : toBytes(row.hash);
}

/** Every update that the log holds of one document, oldest first. */
export async function documentUpdates(sql: Sql, firm: FirmId, document: DocumentName): Promise<Uint8Array[]> {
	const text =
		"SELECT body FROM log_rows WHERE firm_id = $1 AND name = $2 AND kind = 'update' AND body IS NOT NULL ORDER BY seq";
	return (await sql.all(text, firm, document)).map((row) => toBytes(row.body));
}

/** Bytes of all updates that the log holds of one document. */
export async function documentSize(sql: Sql, firm: FirmId, document: string): Promise<number> {
	const text = "SELECT SUM(LENGTH(body)) AS size FROM log_rows WHERE firm_id = $1 AND name = $2 AND kind = 'update'";
	return Number((await sql.get(text, firm, document))?.size ?? 0);
}

/** The documents that the log holds, by name. */
export async function listDocuments(sql: Sql, firm: FirmId): Promise<DocumentName[]> {
	const rows = await sql.all(
		"SELECT DISTINCT name FROM log_rows WHERE firm_id = $1 AND kind = 'update' AND body IS NOT NULL ORDER BY name",
		firm,
	);
	return rows.map((row) => parseDocumentName(row.name)).filter((name) => name !== null);
}

function toHead(row: SqlRow | null): LogHead | null {
	if (row === null) return null;
	return {
		epoch: row.epoch as Epoch,
		seq: Number(row.seq),
		hash: toBytes(row.hash),
		cursorKey: toBytes(row.cursor_key),
		restoreUntil: Number(row.restore_until),
	};
}

function toBinding(row: SqlRow): ClientBinding {
	return {
		document: String(row.document),
		client: Number(row.client),
		device: String(row.device_id) as DeviceId,
		clock: Number(row.clock),
	};
}

/** @throws Error when the column is no bytes: the schema or the engine is not what this code was written for */
export function toBytes(value: SqlRow[string] | undefined): Uint8Array {
	if (!(value instanceof Uint8Array)) throw new Error('expected bytes from the store');
	return value;
}
