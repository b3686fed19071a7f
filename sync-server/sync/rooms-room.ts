import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { writeSyncStep1, writeSyncStep2, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import { ROOM_MESSAGE } from '../../src/lib/protocol/rooms.ts';
import type { Session } from '../identity/sessions.ts';
import { encodePresence, type Presence } from './rooms-awareness.ts';

/** Who is in a room: taken from the session, never from what the peer says. */
export type RoomPeer = Pick<Session, 'firm' | 'staff' | 'device' | 'role' | 'profile'>;

/** Where a room's document comes from and where its updates go. */
export interface RoomSource {
	/**
	 * Brings what is stored into the document, and whatever is stored later, too, until `close`. What it applies is on disk.
	 * @returns why nobody may have it, or null
	 * @throws when it can't be read: then nobody gets into the room, and nothing is written
	 */
	load(): Promise<CloseReason | null>;
	/** Checks a peer's update and stores it; it then comes into the document. Returns why the peer has to leave, or null. */
	take(update: Uint8Array, peer: RoomPeer): Promise<CloseReason | null>;
	/** The history of the log that the document belongs to; null for one that is in no log. */
	epoch(): string | null;
	close(): void;
}

/** One peer's place in a room. */
export interface Member {
	/** Takes a whole message. One that goes to many is the same array for all of them. */
	send(message: Uint8Array): void;
	/** Ends it, from the room's side. */
	dismiss(reason: CloseReason): void;
	/** What the others see of it; null while it has said nothing. */
	readonly presence: Presence | null;
}

export interface RoomDeps {
	/** Makes the room's source; `fail` is for it to end the room when it can't follow any more. */
	open(doc: Y.Doc, fail: (reason: CloseReason) => void): RoomSource;
	/** The last member has left. */
	emptied(): void;
	/** The document could not be loaded. */
	failed(error: unknown): void;
}

/** A document that is open at the relay for as long as somebody is in its room. */
export class Room {
	readonly doc = new Y.Doc({ gc: true });
	readonly source: RoomSource;
	/** Why nobody gets in, or null once the document is loaded. */
	readonly loaded: Promise<CloseReason | null>;
	#emptied: () => void;
	#members = new Set<Member>();
	/** Those of them that were greeted: they hear what happens from then on. */
	#greeted = new Set<Member>();

	constructor(deps: RoomDeps) {
		this.#emptied = deps.emptied;
		this.source = deps.open(this.doc, (reason) => this.#dismissAll(reason));
		this.loaded = this.#load(deps.failed);
	}

	enter(member: Member): void {
		this.#members.add(member);
	}

	leave(member: Member): void {
		if (!this.#members.delete(member)) return;
		this.#greeted.delete(member);
		if (this.#members.size === 0) return this.#emptied();
		if (member.presence === null) return;
		const { client, clock } = member.presence;
		// At the clock that it had: a peer that comes back under the same id begins with the next one.
		this.#broadcast(encodePresence([{ client, clock, state: null }]));
	}

	/** What a member is sent first: the history, a question for what the relay lacks, and who else is here. */
	greet(member: Member): void {
		this.#greeted.add(member);
		const epoch = this.source.epoch();
		if (epoch !== null) member.send(epochMessage(epoch));
		member.send(syncMessage((encoder) => writeSyncStep1(encoder, this.doc)));
		this.tellPresence(member);
	}

	/**
	 * The answer to a peer's state vector: what it lacks.
	 * @throws Error when it is no state vector
	 */
	missing(stateVector: Uint8Array): Uint8Array {
		return syncMessage((encoder) => writeSyncStep2(encoder, this.doc, stateVector));
	}

	/** Who is here, for one member. Returns the message's length, in bytes. */
	tellPresence(member: Member): number {
		const presences = [...this.#members].flatMap(({ presence }) =>
			presence === null || presence.state === null ? [] : [presence],
		);
		if (presences.length === 0) return 0;
		const message = encodePresence(presences);
		member.send(message);
		return message.length;
	}

	/** The member whose awareness id this is, if any. */
	findByClient(client: number): Member | null {
		return [...this.#members].find((member) => member.presence?.client === client) ?? null;
	}

	/** Says what a member's presence is now, to everybody: to itself as well, so that a lonely peer hears that the line stands. */
	announce(presence: Presence): void {
		this.#broadcast(encodePresence([presence]));
	}

	destroy(): void {
		this.source.close();
		this.doc.destroy();
	}

	async #load(failed: (error: unknown) => void): Promise<CloseReason | null> {
		try {
			const refused = await this.source.load();
			if (refused !== null) return refused;
		} catch (error) {
			failed(error);
			return CLOSE.storeFailed;
		}
		this.doc.on('update', (update: Uint8Array) =>
			this.#broadcast(syncMessage((encoder) => writeUpdate(encoder, update))),
		);
		return null;
	}

	#broadcast(message: Uint8Array): void {
		for (const member of this.#greeted) member.send(message);
	}

	#dismissAll(reason: CloseReason): void {
		for (const member of [...this.#members]) member.dismiss(reason);
	}
}

/** A room's message as it came: its kind, and what it carries. */
export type RoomMessage =
	{ kind: 'state-vector' | 'update' | 'awareness'; bytes: Uint8Array } | { kind: 'query-awareness' };

/** @throws Error for anything that is no message of the protocol */
export function decodeMessage(message: Uint8Array): RoomMessage {
	const decoder = decoding.createDecoder(message);
	const read = readMessage(decoder);
	if (decoding.hasContent(decoder)) throw new Error('longer than its content');
	return read;
}

function readMessage(decoder: decoding.Decoder): RoomMessage {
	const type = decoding.readVarUint(decoder);
	if (type === ROOM_MESSAGE.QUERY_AWARENESS) return { kind: 'query-awareness' };
	if (type === ROOM_MESSAGE.AWARENESS) return { kind: 'awareness', bytes: decoding.readVarUint8Array(decoder) };
	if (type !== ROOM_MESSAGE.SYNC) throw new Error(`message of type ${type}`);
	const step = decoding.readVarUint(decoder);
	if (step > 2) throw new Error(`sync message of type ${step}`);
	return { kind: step === 0 ? 'state-vector' : 'update', bytes: decoding.readVarUint8Array(decoder) };
}

function syncMessage(write: (encoder: encoding.Encoder) => void): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, ROOM_MESSAGE.SYNC);
	write(encoder);
	return encoding.toUint8Array(encoder);
}

function epochMessage(epoch: string): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, ROOM_MESSAGE.EPOCH);
	encoding.writeVarString(encoder, epoch);
	return encoding.toUint8Array(encoder);
}
