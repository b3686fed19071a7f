import type { WebSocket } from 'ws';
import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import { MAX_FRAME } from '../../src/lib/protocol/limits.ts';
import type { RoomMember } from './rooms-member.ts';
import type { Timers } from './timers.ts';

/** What may wait in memory for a reader, in bytes: two whole documents at their largest, and presence. */
const MAX_BUFFERED = 5 * 1024 * 1024;
/** How long a reader may take nothing at all of what waits for it, in ms. */
const STALLED = 30_000;
/** Messages of one socket that wait for their turn before it is read no further. */
const MAX_BACKLOG = 16;

/** A room member's websocket: holds it back when it sends faster than it is handled, and gives up on a reader that stands still. */
export class RoomSocket {
	#socket: WebSocket;
	#timers: Timers;
	#backlog = 0;
	#given = 0;
	#cancelWatch: (() => void) | null = null;

	constructor(socket: WebSocket, timers: Timers) {
		this.#socket = socket;
		this.#timers = timers;
	}

	listen(member: RoomMember): void {
		this.#socket.on('message', (data, isBinary) => {
			const message = data as Buffer;
			if (message.length > MAX_FRAME) return member.dismiss(CLOSE.tooLarge);
			if (!isBinary) return member.dismiss(CLOSE.malformed);
			this.#backlog += 1;
			if (this.#backlog === MAX_BACKLOG) this.#socket.pause();
			void member.receive(message).then(() => {
				this.#backlog -= 1;
				if (this.#backlog < MAX_BACKLOG && this.#socket.isPaused) this.#socket.resume();
			});
		});
		this.#socket.on('close', () => {
			this.#cancelWatch?.();
			member.end();
		});
	}

	send(message: Uint8Array): void {
		if (this.#socket.readyState !== this.#socket.OPEN) return;
		this.#given += message.length;
		this.#socket.send(message);
		if (this.#socket.bufferedAmount > MAX_BUFFERED) this.#giveUp();
		else if (this.#socket.bufferedAmount > 0 && this.#cancelWatch === null) this.#watch();
	}

	/** A peer that is closed on is not listened to any more; paused, it would not even hear the close. */
	close(reason: CloseReason): void {
		this.#socket.removeAllListeners('message');
		this.#socket.resume();
		this.#socket.close(reason.code, reason.name);
	}

	#watch(): void {
		const taken = this.#given - this.#socket.bufferedAmount;
		this.#cancelWatch = this.#timers.after(STALLED, () => {
			this.#cancelWatch = null;
			if (this.#socket.bufferedAmount === 0) return;
			if (this.#given - this.#socket.bufferedAmount <= taken) this.#giveUp();
			else this.#watch();
		});
	}

	/** A close frame would wait behind what is not read: the connection is cut when it was not answered for a moment. */
	#giveUp(): void {
		this.close(CLOSE.slowReader);
		this.#cancelWatch = this.#timers.after(1_000, () => this.#socket.terminate());
	}
}
