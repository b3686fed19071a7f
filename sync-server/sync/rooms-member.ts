import { initials } from '../../src/lib/domain/staff.ts';
import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import {
	BYTE_BURST,
	BYTE_RATE,
	MESSAGE_BURST,
	MESSAGE_RATE,
	PING_AFTER,
	PONG_WITHIN,
} from '../../src/lib/protocol/limits.ts';
import { EpochChanged } from './append-queue.ts';
import { ownEntry, readAnnounced, type Presence } from './rooms-awareness.ts';
import { decodeMessage, type Member, type Room, type RoomPeer } from './rooms-room.ts';
import type { Timers } from './timers.ts';
import { TokenBucket } from './token-bucket.ts';

/** A peer says that it is there every 15 s (y-protocols); one that missed three times is gone. */
const SILENCE = 2 * (PING_AFTER + PONG_WITHIN);
/** In place of an awareness id that the same device now uses on another connection. */
const DISPLACED = -1;
/** A state vector, in bytes: about 8 for each writer's tab and boot. */
const MAX_STATE_VECTOR = 64 * 1024;

export interface MemberDeps {
	room: Room;
	peer: RoomPeer;
	platform: { now(): number };
	timers: Timers;
	/** Takes a whole message. */
	send(message: Uint8Array): void;
	/** Called once, by the member; nothing is sent afterwards. */
	close(reason: CloseReason): void;
	/** Something failed that is nobody's fault: the store, or a bug. */
	failed(error: unknown): void;
}

/** One peer's conversation in a room, without its socket. */
export class RoomMember implements Member {
	#deps: MemberDeps;
	#messages: TokenBucket;
	#bytes: TokenBucket;
	#turn: Promise<void>;
	#ended = false;
	#cancelTimer: () => void = () => undefined;
	#presence: Presence | null = null;
	/** The one awareness id of this connection: the first that it used. */
	#client: number | typeof DISPLACED | null = null;

	constructor(deps: MemberDeps) {
		this.#deps = deps;
		const now = deps.platform.now();
		this.#messages = new TokenBucket(MESSAGE_RATE, MESSAGE_BURST, now);
		this.#bytes = new TokenBucket(BYTE_RATE, BYTE_BURST, now);
		deps.room.enter(this);
		this.#watch();
		this.#turn = deps.room.loaded.then((refused) => {
			if (refused !== null) this.dismiss(refused);
			else if (!this.#ended) deps.room.greet(this);
		});
	}

	get presence(): Presence | null {
		return this.#presence;
	}

	/** Takes a message; they are handled in their order, after the document was loaded. Resolves when this one was. */
	receive(message: Uint8Array): Promise<void> {
		if (this.#ended) return Promise.resolve();
		if (!this.#messages.take(1, this.#deps.platform.now())) this.dismiss(CLOSE.tooFast);
		else if (this.#spend(message.length)) {
			this.#watch();
			this.#turn = this.#turn.then(() => this.#handle(message));
		}
		return this.#turn;
	}

	send(message: Uint8Array): void {
		if (!this.#ended) this.#deps.send(message);
	}

	dismiss(reason: CloseReason): void {
		if (this.#ended) return;
		this.end();
		this.#deps.close(reason);
	}

	/** The socket is gone. What was sent is still stored. */
	end(): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#cancelTimer();
		this.#deps.room.leave(this);
	}

	async #handle(message: Uint8Array): Promise<void> {
		if (this.#ended) return;
		let reason: CloseReason | null;
		try {
			reason = await this.#follow(message);
		} catch (error) {
			if (error instanceof EpochChanged) return this.dismiss(CLOSE.goingAway);
			return this.#fail(error);
		}
		if (reason !== null) this.dismiss(reason);
	}

	/** Returns why the peer has to leave, or null. @throws when the store failed */
	async #follow(message: Uint8Array): Promise<CloseReason | null> {
		const { room, peer } = this.#deps;
		const read = readable(() => decodeMessage(message));
		if (read === null) return CLOSE.malformed;
		switch (read.kind) {
			case 'update':
				return room.source.take(read.bytes, peer);
			case 'state-vector':
				return this.#answer(read.bytes);
			case 'awareness':
				return this.#hear(read.bytes);
			case 'query-awareness':
				this.#spend(room.tellPresence(this));
				return null;
		}
	}

	#answer(stateVector: Uint8Array): CloseReason | null {
		if (stateVector.length > MAX_STATE_VECTOR) return CLOSE.tooLarge;
		const answer = readable(() => this.#deps.room.missing(stateVector));
		if (answer === null) return CLOSE.malformed;
		this.send(answer);
		// Cheap to ask, dear to answer: whoever asks for a large document over and over spends what was sent.
		this.#spend(answer.length);
		return null;
	}

	#hear(update: Uint8Array): CloseReason | null {
		const entry = readable(() => ({ own: ownEntry(update, this.#client) }));
		if (entry === null) return CLOSE.malformed;
		if (entry.own === null) return null;
		const { client, clock, state } = entry.own;
		if (this.#client === null && !this.#takeClient(client)) return null;
		const announced = readAnnounced(state);
		if (announced === 'too-large') return CLOSE.tooLarge;
		if (announced === 'malformed') return CLOSE.malformed;
		if (this.#presence !== null && clock < this.#presence.clock) return null;
		this.#presence = { client, clock, state: announced === null ? null : { ...announced, user: this.#user() } };
		this.#deps.room.announce(this.#presence);
		return null;
	}

	/** Binds an awareness id to this connection, unless it is somebody else's. A device that comes back takes over its own. */
	#takeClient(client: number): boolean {
		const other = this.#deps.room.findByClient(client);
		if (other instanceof RoomMember) {
			if (other.#deps.peer.device !== this.#deps.peer.device) return false;
			other.#presence = null;
			other.#client = DISPLACED;
		}
		this.#client = client;
		return true;
	}

	#user() {
		const { staff, profile } = this.#deps.peer;
		return { staff, initials: initials(profile.staffName), name: profile.staffName };
	}

	/** Takes bytes off the peer's rate; false when that was the end of it. */
	#spend(bytes: number): boolean {
		if (this.#bytes.take(bytes, this.#deps.platform.now())) return true;
		this.dismiss(CLOSE.tooFast);
		return false;
	}

	/** The peer spoke: it has until SILENCE to do so again. */
	#watch(): void {
		this.#cancelTimer();
		this.#cancelTimer = this.#deps.timers.after(SILENCE, () => this.dismiss(CLOSE.timeout));
	}

	#fail(error: unknown): void {
		if (this.#ended) return;
		this.#deps.failed(error);
		this.dismiss(CLOSE.storeFailed);
	}
}

/** What was read, or null where reading it threw. */
function readable<T>(read: () => T): T | null {
	try {
		return read();
	} catch {
		return null;
	}
}
