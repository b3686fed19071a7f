import * as Y from 'yjs';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import { MAX_UPDATE } from '../../src/lib/protocol/limits.ts';
import type { RelayPlatform } from '../platform.ts';
import {
	foldRows,
	readReactorCursor,
	readSettled,
	saveReactorCursor,
	updateSizes,
	updatesUpTo,
	type UpdateSize,
} from '../store/log-fold.ts';
import { listLogs } from '../store/log-store.ts';
import type { Database } from '../store/sql.ts';

const REACTOR = 'compaction';
/** Devices that are connected have long got a row that is this old, in ms. */
const GRACE = 60 * 60_000;
/** Updates that one document may have before they are folded… */
const MAX_ROWS = 32;
/** …and bytes, where folding can be hoped to halve them. */
const MAX_BYTES = 64 * 1024;
/** Updates folded at once: what follows is folded into the result the next time. */
const FOLD = 256;
/** Rows looked at before others get their turn. */
const SLICE = 500;
/** Updates applied before others get their turn: about 5 ms. */
const APPLY = 50;

export interface CompactionDeps {
	database: Database;
	platform: Pick<RelayPlatform, 'now'>;
	/** Lets others have their turn: `setImmediate`. */
	pause(): Promise<void>;
	/** Updates that one document may have before they are folded; MAX_ROWS when left out. */
	maxRows?: number;
}

/**
 * Folds many old updates of one document into one. A device whose cursor is between them gets more than it lacks, which Yjs takes as repetition.
 * Folding goes through a document with garbage collection on, never `Y.mergeUpdates`: that keeps what was deleted (and with it every value that
 * was ever overwritten).
 * @returns how many documents were folded
 */
export async function compact(deps: CompactionDeps): Promise<number> {
	let folded = 0;
	for (const firm of await listLogs(deps.database)) folded += await compactFirm(deps, firm);
	return folded;
}

async function compactFirm(deps: CompactionDeps, firm: FirmId): Promise<number> {
	const { database, platform } = deps;
	const before = platform.now() - GRACE;
	let folded = 0;
	let after = await readReactorCursor(database, firm, REACTOR);
	for (;;) {
		const { end, documents } = await readSettled(database, firm, after, before, SLICE);
		if (end === after) return folded;
		for (const document of documents) {
			while (await compactDocument(deps, firm, document, end)) folded += 1;
			await deps.pause();
		}
		await saveReactorCursor(database, firm, REACTOR, end);
		after = end;
	}
}

/** Folds a document's oldest updates up to `end`, when there are enough. Returns whether it did. */
async function compactDocument(deps: CompactionDeps, firm: FirmId, document: string, end: number): Promise<boolean> {
	const { database } = deps;
	const rows = await updateSizes(database, firm, document, end, FOLD);
	if (!isWorthFolding(rows, deps.maxRows ?? MAX_ROWS)) return false;
	const last = rows.at(-1)?.seq ?? 0;
	const state = await foldUpdates(await updatesUpTo(database, firm, document, last), deps.pause);
	// No state: an update waits for one that is missing, and folding would hide that. Too large: devices take no update of that size.
	if (state === null || state.length > MAX_UPDATE) return false;
	return database.transaction((sql) => foldRows(sql, database.engine, firm, document, rows, state));
}

function isWorthFolding(rows: readonly UpdateSize[], maxRows: number): boolean {
	if (rows.length > maxRows) return true;
	const bytes = rows.reduce((sum, row) => sum + row.size, 0);
	return bytes > MAX_BYTES && bytes > 2 * Math.max(...rows.map((row) => row.size));
}

/** One update that says what these say together, without what they have overwritten; null when one of them can't be applied yet. */
async function foldUpdates(updates: readonly Uint8Array[], pause: () => Promise<void>): Promise<Uint8Array | null> {
	const doc = new Y.Doc({ gc: true });
	try {
		for (let i = 0; i < updates.length; i += APPLY) {
			doc.transact(() => {
				for (const update of updates.slice(i, i + APPLY)) Y.applyUpdate(doc, update);
			});
			await pause();
		}
		return doc.store.pendingStructs === null && doc.store.pendingDs === null ? Y.encodeStateAsUpdate(doc) : null;
	} finally {
		doc.destroy();
	}
}
