import { EventEmitter, once } from 'node:events';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

/** What a peer was told of another: null when that one is gone. */
export interface Told {
	client: number;
	clock: number;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
	state: any;
}

/** A peer on a real websocket that speaks the rooms' protocol message by message, and can misbehave. */
export class RoomPeer {
	readonly socket: WebSocket;
	/** What the relay sent of the document. */
	readonly doc = new Y.Doc();
	readonly presence: Told[] = [];
	readonly updates: Uint8Array[] = [];
	readonly stateVectors: Uint8Array[] = [];
	epoch: string | null = null;
	readonly closed: Promise<{ code: number; reason: string }>;
	#answers = 0;
	#heard = new EventEmitter().setMaxListeners(0);

	constructor(socket: WebSocket) {
		this.socket = socket;
		this.socket.on('message', (data) => this.#take(new Uint8Array(data as Buffer)));
		this.socket.on('error', () => undefined);
		this.closed = new Promise((resolve) =>
			this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
		);
	}

	/** Joins a room: has its document when the promise resolves. */
	static async join(roomsUrl: string, name: string): Promise<RoomPeer> {
		return RoomPeer.over(new WebSocket(`${roomsUrl}/${name}`, { perMessageDeflate: false }));
	}

	/** Joins over a socket that is being opened. */
	static async over(socket: WebSocket): Promise<RoomPeer> {
		const peer = new RoomPeer(socket);
		await once(peer.socket, 'open');
		await peer.until(() => peer.stateVectors.length > 0);
		peer.ask(Y.encodeStateVector(peer.doc));
		await peer.until(() => peer.updates.length > 0);
		return peer;
	}

	/** Sync step 1. */
	ask(stateVector: Uint8Array): void {
		this.sendRaw(message(0, 0, stateVector));
	}

	/** Sync step 2: the answer to the relay's question. */
	answer(update: Uint8Array): void {
		this.sendRaw(message(0, 1, update));
	}

	update(update: Uint8Array): void {
		this.sendRaw(message(0, 2, update));
	}

	/** Changes the document here, and sends the update that this makes. */
	updateWith(change: (doc: Y.Doc) => void): void {
		const before = Y.encodeStateVector(this.doc);
		change(this.doc);
		this.update(Y.encodeStateAsUpdate(this.doc, before));
	}

	awareness(entries: readonly { client: number; clock: number; state: unknown }[]): void {
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, entries.length);
		for (const { client, clock, state } of entries) {
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, clock);
			encoding.writeVarString(encoder, typeof state === 'string' ? state : JSON.stringify(state));
		}
		this.sendRaw(message(1, null, encoding.toUint8Array(encoder)));
	}

	queryAwareness(): void {
		this.sendRaw(Uint8Array.of(3));
	}

	sendRaw(bytes: Uint8Array): void {
		this.socket.send(bytes);
	}

	/** Waits until it holds; fails when the connection closes first. */
	async until(holds: () => boolean): Promise<void> {
		const closed = this.closed.then(({ code, reason }) => {
			throw new Error(`closed ${code} ${reason}`);
		});
		closed.catch(() => undefined);
		while (!holds()) await Promise.race([once(this.#heard, 'message'), closed]);
	}

	/** Everything that was sent before was heard by the relay, and its answers are here. */
	async settled(): Promise<void> {
		const before = this.#answers;
		this.ask(Y.encodeStateVector(this.doc));
		await this.until(() => this.#answers > before);
	}

	close(): void {
		this.socket.close();
	}

	#take(bytes: Uint8Array): void {
		const decoder = decoding.createDecoder(bytes);
		const type = decoding.readVarUint(decoder);
		if (type === 4) this.epoch = decoding.readVarString(decoder);
		else if (type === 1) this.#hearPresence(decoding.readVarUint8Array(decoder));
		else this.#hearSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
		this.#heard.emit('message');
	}

	#hearSync(step: number, bytes: Uint8Array): void {
		if (step === 0) return void this.stateVectors.push(bytes);
		if (step === 1) this.#answers += 1;
		this.updates.push(bytes);
		Y.applyUpdate(this.doc, bytes);
	}

	#hearPresence(update: Uint8Array): void {
		const decoder = decoding.createDecoder(update);
		const count = decoding.readVarUint(decoder);
		for (let i = 0; i < count; i++) {
			const client = decoding.readVarUint(decoder);
			const clock = decoding.readVarUint(decoder);
			this.presence.push({ client, clock, state: JSON.parse(decoding.readVarString(decoder)) });
		}
	}
}

function message(type: number, step: number | null, bytes: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, type);
	if (step !== null) encoding.writeVarUint(encoder, step);
	encoding.writeVarUint8Array(encoder, bytes);
	return encoding.toUint8Array(encoder);
}
