import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { MAX_AWARENESS } from '../../src/lib/protocol/limits.ts';
import { announcedState, ROOM_MESSAGE, type AnnouncedState, type PresenceState } from '../../src/lib/protocol/rooms.ts';

/** A peer's awareness: its id, how often it spoke, and its state, still as text. */
export interface AwarenessEntry {
	client: number;
	clock: number;
	/** JSON in UTF-8 */
	state: Uint8Array;
}

/** What the relay says of one peer; null: it is gone. */
export interface Presence {
	client: number;
	clock: number;
	state: PresenceState | null;
}

const MAX_COUNTER = 2 ** 32;

/**
 * Finds the one entry of an awareness update that is a peer's own: of the id that it is known by, or the first one when it is not known yet.
 * Other entries are skipped unread: y-websocket sends every peer's state back to where it came from.
 * @param own the peer's id, or null
 * @throws Error when it is no awareness update
 */
export function ownEntry(update: Uint8Array, own: number | null): AwarenessEntry | null {
	const decoder = decoding.createDecoder(update);
	const count = decoding.readVarUint(decoder);
	for (let i = 0; i < count; i++) {
		const client = decoding.readVarUint(decoder);
		const clock = decoding.readVarUint(decoder);
		const state = decoding.readVarUint8Array(decoder);
		// A state's length may point past the update, into the memory behind it: the decoder checks its buffer's end, not the update's.
		if (client >= MAX_COUNTER || clock >= MAX_COUNTER || decoder.pos > update.length)
			throw new Error('no awareness update');
		if (own === null || client === own) return { client, clock, state };
	}
	return null;
}

/**
 * Reads what a peer says of itself. What it claims beyond that, such as who it is, is left out.
 * @returns null when it takes itself back; 'too-large' over MAX_AWARENESS; 'malformed' for anything that is no such state
 */
export function readAnnounced(state: Uint8Array): AnnouncedState | null | 'too-large' | 'malformed' {
	if (state.length > MAX_AWARENESS) return 'too-large';
	let json: unknown;
	try {
		json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(state));
	} catch {
		return 'malformed';
	}
	if (json === null) return null;
	const parsed = announcedState.safeParse(json);
	return parsed.success ? parsed.data : 'malformed';
}

/** A message of the room that says these. */
export function encodePresence(presences: readonly Presence[]): Uint8Array {
	const update = encoding.createEncoder();
	encoding.writeVarUint(update, presences.length);
	for (const { client, clock, state } of presences) {
		encoding.writeVarUint(update, client);
		encoding.writeVarUint(update, clock);
		encoding.writeVarString(update, JSON.stringify(state));
	}
	const message = encoding.createEncoder();
	encoding.writeVarUint(message, ROOM_MESSAGE.AWARENESS);
	encoding.writeVarUint8Array(message, encoding.toUint8Array(update));
	return encoding.toUint8Array(message);
}
