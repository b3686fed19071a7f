import * as Y from 'yjs';
import type { Epoch } from '../domain/ids.ts';
import { crc32c } from './checksum.ts';
import type { OpenDocument } from './open-documents.ts';
import type { DocumentRow } from './rows.ts';

const NOTHING = new Uint8Array(0);

/**
 * The row of a document that this device has just changed: what the relay has stays as it was.
 * @param update the one update that was made; of a new document it is the whole state, and need not be encoded again
 */
export function changedRow(open: OpenDocument, update?: Uint8Array): DocumentRow {
	const { row } = open;
	return {
		...nextRow(open, row === undefined ? update : undefined),
		base: row === undefined ? NOTHING : (row.base ?? row.state),
		epoch: row?.epoch ?? null,
		former: row?.former ?? null,
	};
}

/**
 * The row of a document after updates from the relay's log were applied to it.
 * @param pending whether this device has changes of it that the relay has not acknowledged, or is recovering
 */
export function pulledRow(
	open: OpenDocument,
	updates: readonly Uint8Array[],
	epoch: Epoch,
	pending: boolean,
): DocumentRow {
	for (const update of updates) Y.applyUpdate(open.doc, update);
	return {
		...nextRow(open),
		base: pending ? withUpdates(relayBase(open.row, epoch), updates) : null,
		epoch,
		former: pending ? formerBase(open.row, epoch) : null,
	};
}

/** The row after the relay acknowledged updates that the state holds already. */
export function acknowledgedRow(
	row: DocumentRow,
	updates: readonly Uint8Array[],
	epoch: Epoch,
	pending: boolean,
): DocumentRow {
	return {
		...row,
		base: pending ? withUpdates(relayBase(row, epoch), updates) : null,
		epoch,
		former: pending ? formerBase(row, epoch) : null,
	};
}

/** The row after the relay has got back what it had in earlier histories. */
export function givenBackRow(
	row: DocumentRow,
	updates: readonly Uint8Array[],
	epoch: Epoch,
	pending: boolean,
): DocumentRow {
	return { ...acknowledgedRow(row, updates, epoch, pending), former: null };
}

/** The row of a document that was written anew from what the relay has or had (`base`) and later changes. */
export function rebuiltRow(open: OpenDocument, pending: boolean): DocumentRow {
	const generation = (open.row?.generation ?? 0) + 1;
	const base = open.row === undefined ? NOTHING : (open.row.base ?? open.row.state);
	const kept = pending || (open.row?.former ?? null) !== null;
	return {
		...nextRow(open),
		generation,
		base: kept ? base : null,
		epoch: open.row?.epoch ?? null,
		former: open.row?.former ?? null,
	};
}

/** What the relay is known to have of a document in a history (Yjs V1); empty for nothing. */
export function relayBase(row: DocumentRow | undefined, epoch: Epoch | null): Uint8Array {
	if (row === undefined || row.epoch !== epoch) return NOTHING;
	return row.base ?? row.state;
}

/** What the relay had of a document in histories before this one (Yjs V1); null for nothing. */
export function formerBase(row: DocumentRow | undefined, epoch: Epoch | null): Uint8Array | null {
	if (row === undefined || row.epoch === epoch || row.epoch === null) return row?.former ?? null;
	return withUpdates(row.former ?? NOTHING, [row.base ?? row.state]);
}

/** Everything that the relay has or had of a document (Yjs V1): all of the document but this device's pending changes. */
export function relayState(row: DocumentRow | undefined): Uint8Array {
	if (row === undefined || row.epoch === null) return NOTHING;
	return withUpdates(row.former ?? NOTHING, [row.base ?? row.state]);
}

/** What `former` holds beyond `base`: an update with the missing structs and the whole delete set, or null when there is nothing. */
export function beyond(former: Uint8Array, base: Uint8Array): Uint8Array | null {
	const known = new Y.Doc({ guid: '' });
	if (base.length > 0) Y.applyUpdate(known, base);
	const whole = new Y.Doc({ guid: '' });
	Y.applyUpdate(whole, former);
	const difference = Y.encodeStateAsUpdate(whole, Y.encodeStateVector(known));
	whole.destroy();
	let news = false;
	known.on('update', () => (news = true));
	Y.applyUpdate(known, difference);
	known.destroy();
	return news ? difference : null;
}

function nextRow(open: OpenDocument, state = Y.encodeStateAsUpdate(open.doc)): Omit<DocumentRow, 'base' | 'epoch' | 'former'> {
	return {
		name: open.name,
		state,
		sum: crc32c(state),
		version: (open.row?.version ?? 0) + 1,
		generation: open.row?.generation ?? 0,
	};
}

function withUpdates(base: Uint8Array, updates: readonly Uint8Array[]): Uint8Array {
	const parts = base.length > 0 ? [base, ...updates] : updates;
	return parts.length < 2 ? (parts[0] ?? NOTHING) : Y.mergeUpdates([...parts]);
}
