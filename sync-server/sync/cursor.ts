import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Epoch } from '../../src/lib/domain/ids.ts';
import type { Cursor } from '../../src/lib/protocol/frames/up.ts';
import type { RowHash } from '../store/log-store.ts';

/** The cursor of a place in a log. `key` is the log's own; the proof is HMAC-SHA256 over epoch, sequence and hash, cut to 16 bytes. */
export function createCursor(key: Uint8Array, epoch: Epoch, seq: number, hash: RowHash): Cursor {
	const token = Buffer.from(hash).toString('base64url');
	return { epoch, seq, hash: token, mac: proof(key, epoch, seq, token).toString('base64url') };
}

/** Whether a relay with this key gave the cursor, at whatever time. */
export function isGenuine(key: Uint8Array, cursor: Cursor): boolean {
	const given = Buffer.from(cursor.mac, 'base64url');
	return given.length === 16 && timingSafeEqual(given, proof(key, cursor.epoch, cursor.seq, cursor.hash));
}

/** Whether the cursor's row is the one with this hash. */
export function pointsAt(cursor: Cursor, hash: RowHash): boolean {
	return cursor.hash === Buffer.from(hash).toString('base64url');
}

function proof(key: Uint8Array, epoch: Epoch, seq: number, hash: string): Buffer {
	return createHmac('sha256', key).update(`${epoch}|${seq}|${hash}`).digest().subarray(0, 16);
}
