import type { WebSocket } from 'ws';
import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import { MAX_FRAME } from '../../src/lib/protocol/limits.ts';
import type { Pusher } from './group-check.ts';
import { LogSession } from './log-session.ts';
import type { LogService } from './log-service.ts';
import { Packer, unpack, Unpackable } from './packing.ts';
import type { Timers } from './timers.ts';

/** What may wait in memory for a reader, in bytes: over the full window of batches, so only a reader that stands still gets there. */
const MAX_BUFFERED = 8 * 1024 * 1024;
/** How long a reader may take nothing at all of what waits for it, in ms. */
const STALLED = 30_000;
/** Messages of one socket that wait for their turn before it is read no further. */
const MAX_BACKLOG = 16;

export interface LogSocketDeps {
	log: LogService;
	platform: { now(): number };
	timers: Timers;
	/** Told of failures that are not the peer's. */
	failed(error: unknown): void;
}

/** Makes the handler of `/sync/log`: give it each socket that was let in, with the session that it belongs to. */
export function createLogSockets(deps: LogSocketDeps): (socket: WebSocket, pusher: Pusher & { firm: FirmId }) => void {
	const packer = new Packer();
	return (socket, { firm, device, staff, role }) => {
		const outgoing = new Outgoing(socket, packer, deps);
		const session = new LogSession({
			...deps,
			pusher: { firm, device, staff, role },
			send: (frame) => outgoing.send(frame),
			close: (reason) => outgoing.close(reason),
		});
		const incoming = new Incoming(socket, session, (reason) => {
			session.end();
			outgoing.close(reason);
		});
		socket.on('message', (data, isBinary) => incoming.take(data as Buffer, isBinary));
		socket.on('close', () => {
			session.end();
			outgoing.stop();
		});
	};
}

/** Unpacks messages in their order, and holds the socket back when they come faster than they are handled. */
class Incoming {
	#socket: WebSocket;
	#session: LogSession;
	#refuse: (reason: CloseReason) => void;
	#turn: Promise<void> = Promise.resolve();
	#backlog = 0;

	constructor(socket: WebSocket, session: LogSession, refuse: (reason: CloseReason) => void) {
		this.#socket = socket;
		this.#session = session;
		this.#refuse = refuse;
	}

	take(message: Buffer, isBinary: boolean): void {
		if (message.length > MAX_FRAME) return this.#refuse(CLOSE.tooLarge);
		if (!isBinary) return this.#refuse(CLOSE.malformed);
		this.#backlog += 1;
		if (this.#backlog === MAX_BACKLOG) this.#socket.pause();
		this.#turn = this.#turn.then(() => this.#handle(message));
	}

	async #handle(message: Buffer): Promise<void> {
		try {
			await this.#session.receive(await unpack(message));
		} catch (error) {
			if (!(error instanceof Unpackable)) throw error;
			this.#refuse(error.tooLarge ? CLOSE.tooLarge : CLOSE.malformed);
		}
		this.#backlog -= 1;
		if (this.#backlog < MAX_BACKLOG && this.#socket.isPaused) this.#socket.resume();
	}
}

/** Packs frames in their order, and gives up on a reader that stands still. */
class Outgoing {
	#socket: WebSocket;
	#packer: Packer;
	#timers: Timers;
	/** null: nothing waits to be packed, so the next frame goes out at once. */
	#turn: Promise<void> | null = null;
	#given = 0;
	#cancelWatch: (() => void) | null = null;

	constructor(socket: WebSocket, packer: Packer, deps: { timers: Timers }) {
		this.#socket = socket;
		this.#packer = packer;
		this.#timers = deps.timers;
	}

	send(frame: Uint8Array): void {
		const message = this.#packer.pack(frame);
		if (this.#turn === null && message instanceof Uint8Array) return this.#give(message);
		const turn = (this.#turn ?? Promise.resolve()).then(async () => {
			this.#give(await message);
			if (this.#turn === turn) this.#turn = null;
		});
		this.#turn = turn;
	}

	/** Closes after what was sent before. */
	close(reason: CloseReason): void {
		const close = (): void => this.#socket.close(reason.code, reason.name);
		if (this.#turn === null) close();
		else void this.#turn.then(close);
	}

	stop(): void {
		this.#cancelWatch?.();
	}

	#give(message: Uint8Array): void {
		if (this.#socket.readyState !== this.#socket.OPEN) return;
		this.#given += message.length;
		this.#socket.send(message);
		if (this.#socket.bufferedAmount > MAX_BUFFERED) this.#giveUp();
		else if (this.#socket.bufferedAmount > 0 && this.#cancelWatch === null) this.#watch();
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
		this.#socket.close(CLOSE.slowReader.code, CLOSE.slowReader.name);
		this.#cancelWatch = this.#timers.after(1_000, () => this.#socket.terminate());
	}
}
