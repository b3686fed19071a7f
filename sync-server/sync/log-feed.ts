import type { FirmId } from '../../src/lib/domain/ids.ts';
import type { LogEntry, PackedEntry } from '../../src/lib/protocol/entries.ts';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import { encodeDown } from '../../src/lib/protocol/frames/frame.ts';
import type { Cursor } from '../../src/lib/protocol/frames/up.ts';
import { BATCH_TARGET } from '../../src/lib/protocol/limits.ts';
import { readRows } from '../store/log-reader.ts';
import { readHead, type StoredRow } from '../store/log-store.ts';
import type { Database } from '../store/sql.ts';
import { createCursor } from './cursor.ts';

/** Rows of a log in order, whole groups. */
export interface Batch {
	entries: readonly LogEntry<PackedEntry>[];
	/** Sequence numbers of rows that hold more than their group wrote. */
	folded: ReadonlySet<number>;
	/** The sequence number of the last row; where the batch began when it is empty. */
	end: number;
	/** The place after the last row; null when the batch is empty. */
	cursor: Cursor | null;
	/** The log's end when it was read. */
	head: number;
	/** The batch as a frame of the wire, made once for all who read it. */
	frame(): Uint8Array;
}

/** Batches kept: after a commit everybody who is up to date asks for the same one. */
const KEPT = 8;

/** Reads the logs; readers at one place share one read and one frame. */
export class LogFeed {
	#database: Database;
	#kept = new Map<string, Promise<Batch>>();

	constructor(database: Database) {
		this.#database = database;
	}

	/** What follows `after`, up to about BATCH_TARGET bytes. */
	read(firm: FirmId, after: number): Promise<Batch> {
		const key = `${firm} ${after}`;
		const kept = this.#kept.get(key);
		if (kept !== undefined) return kept;
		const batch = this.#read(firm, after);
		this.#kept.set(key, batch);
		const oldest = this.#kept.keys().next();
		if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value);
		batch.catch(() => this.#kept.delete(key));
		return batch;
	}

	/** The firm's log has moved on: what was read may be longer now. */
	forget(firm: FirmId): void {
		for (const key of this.#kept.keys()) if (key.startsWith(firm)) this.#kept.delete(key);
	}

	async #read(firm: FirmId, after: number): Promise<Batch> {
		const head = await readHead(this.#database, firm);
		if (head === null) throw new Error(`no log of firm ${firm}`);
		const rows = await readRows(this.#database, firm, after, BATCH_TARGET);
		const last = rows.at(-1);
		const entries = rows.map(toLogEntry);
		const cursor = last === undefined ? null : createCursor(head.cursorKey, head.epoch, last.seq, last.hash);
		const end = last?.seq ?? after;
		const folded = new Set(rows.filter((row) => row.folded).map((row) => row.seq));
		const batch = { entries, folded, end, cursor, head: Math.max(head.seq, end) };
		let frame: Uint8Array | null = null;
		return { ...batch, frame: () => (frame ??= encodeBatch(batch)) };
	}
}

/** @throws Error for an empty batch: it has no cursor, and nothing to say */
export function encodeBatch(batch: Pick<Batch, 'entries' | 'cursor' | 'head'>): Uint8Array {
	if (batch.cursor === null) throw new Error('an empty batch is not sent');
	return encodeDown({ type: 'entries', entries: batch.entries, cursor: batch.cursor, head: batch.head });
}

function toLogEntry(row: StoredRow): LogEntry<PackedEntry> {
	const { seq, group, device, staff, receivedAt } = row;
	const entry: PackedEntry =
		row.kind === 'event'
			? { kind: 'event', bytes: row.body }
			: { kind: 'update', document: row.name as DocumentName, bytes: row.body };
	return { seq, group, device, staff, receivedAt, entry };
}
