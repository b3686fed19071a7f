import { EventEmitter, once } from 'node:events';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { WebSocket } from 'ws';
import type { Group, LogEntry } from '../../src/lib/protocol/entries.ts';
import { DEFLATE, PLAIN } from '../../src/lib/protocol/frames/envelope.ts';
import { decodeDown, encodeUp, type DownFrame, type UpFrame } from '../../src/lib/protocol/frames/frame.ts';
import type { Cursor } from '../../src/lib/protocol/frames/up.ts';
import { PROTOCOL_VERSION } from '../../src/lib/protocol/version.ts';

type Frame<T extends DownFrame['type']> = Extract<DownFrame, { type: T }>;

/** A peer on a real websocket that speaks the log protocol frame by frame, and can misbehave. */
export class LogClient {
	readonly socket: WebSocket;
	readonly frames: DownFrame[] = [];
	readonly rows: LogEntry[] = [];
	cursor: Cursor | null = null;
	/** Whether batches are confirmed as they come. */
	confirms = true;
	readonly closed: Promise<{ code: number; reason: string }>;
	#arrived = new EventEmitter().setMaxListeners(0);

	constructor(url: string, options: { headers?: Record<string, string> } = {}) {
		this.socket = new WebSocket(url, { perMessageDeflate: false, headers: options.headers ?? {} });
		this.socket.on('message', (data) => this.#take(data as Buffer));
		this.socket.on('error', () => undefined);
		this.closed = new Promise((resolve) =>
			this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
		);
	}

	static async open(url: string, options: { headers?: Record<string, string> } = {}): Promise<LogClient> {
		const client = new LogClient(url, options);
		await once(client.socket, 'open');
		return client;
	}

	/** Opens, says hello, and returns once it was welcomed. */
	static async greet(
		url: string,
		cursor: Cursor | null = null,
		options: { headers?: Record<string, string> } = {},
	): Promise<LogClient> {
		const client = await LogClient.open(url, options);
		client.cursor = cursor;
		client.send({ type: 'hello', protocol: PROTOCOL_VERSION, cursor, time: Date.now() });
		await client.expect('welcome');
		return client;
	}

	send(frame: UpFrame, packing: number = PLAIN): void {
		const bytes = encodeUp(frame);
		this.sendRaw(Buffer.concat([Buffer.from([packing]), packing === DEFLATE ? deflateRawSync(bytes) : bytes]));
	}

	sendRaw(message: Uint8Array): void {
		this.socket.send(message);
	}

	/** Pushes groups and waits for the answer to each: its refusal code, or null when it was acknowledged. */
	async push(...groups: Group[]): Promise<(string | null)[]> {
		this.send({ type: 'push', groups });
		return Promise.all(groups.map((group) => this.answer(group.id)));
	}

	async answer(group: string): Promise<string | null> {
		for (;;) {
			for (const frame of this.frames) {
				if (frame.type === 'ack' && frame.groups.includes(group as never)) return null;
				if (frame.type === 'refused' && frame.group === group) return frame.code;
			}
			await this.next();
		}
	}

	/** The first frame of a type, now or later. */
	async expect<T extends DownFrame['type']>(type: T): Promise<Frame<T>> {
		for (;;) {
			const found = this.frames.find((frame): frame is Frame<T> => frame.type === type);
			if (found !== undefined) return found;
			await this.next();
		}
	}

	/** Waits until every row up to `seq` is here. */
	async reach(seq: number): Promise<void> {
		while ((this.cursor?.seq ?? 0) < seq) await this.next();
	}

	/** Waits for the next frame; fails when the connection closes first. */
	async next(): Promise<void> {
		const closed = this.closed.then(({ code, reason }) => {
			throw new Error(`closed ${code} ${reason}`);
		});
		await Promise.race([once(this.#arrived, 'frame'), closed]);
	}

	close(): void {
		this.socket.terminate();
	}

	#take(message: Buffer): void {
		const content = message.subarray(1);
		const frame = decodeDown(message[0] === DEFLATE ? inflateRawSync(content) : content);
		this.frames.push(frame);
		if (frame.type === 'entries') {
			this.rows.push(...frame.entries);
			this.cursor = frame.cursor;
			if (this.confirms) this.send({ type: 'received', seq: frame.cursor.seq });
		}
		this.#arrived.emit('frame');
	}
}
