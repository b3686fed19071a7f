import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import type { Epoch, FirmId, GroupId } from '../../src/lib/domain/ids.ts';
import type { PackedGroup } from '../../src/lib/protocol/entries.ts';
import { decodeUp, encodeDown, MalformedFrame, type PackedUpFrame } from '../../src/lib/protocol/frames/frame.ts';
import {
	BATCH_WINDOW,
	BYTE_BURST,
	BYTE_RATE,
	HELLO_TIMEOUT,
	MESSAGE_BURST,
	MESSAGE_RATE,
	PING_AFTER,
	PONG_WITHIN,
	PUSH_WINDOW,
} from '../../src/lib/protocol/limits.ts';
import { MINIMUM_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../src/lib/protocol/version.ts';
import type { HeadNews } from '../store/log-store.ts';
import { EpochChanged } from './append-queue.ts';
import type { Pusher } from './group-check.ts';
import { encodeBatch, type Batch } from './log-feed.ts';
import type { GroupResult, LogService, PreparedPush } from './log-service.ts';
import type { Timers } from './timers.ts';
import { TokenBucket } from './token-bucket.ts';

/** A device pings after a silence; one that missed two rounds is gone. */
const SILENCE = 2 * (PING_AFTER + PONG_WITHIN);
/** Groups of this connection whose rows are still to come back as stubs. One that is forgotten comes back with its bytes: harmless. */
const OWN_GROUPS = 8_192;

export interface LogSessionDeps {
	log: LogService;
	/** Whose session it is; whoever holds the socket ends it when that changes. */
	pusher: Pusher & { firm: FirmId };
	platform: { now(): number };
	timers: Timers;
	/** Takes a whole frame. A frame that goes to many sessions is the same array for all of them. */
	send(frame: Uint8Array): void;
	/** Called once, by the session; nothing is sent afterwards. */
	close(reason: CloseReason): void;
	/** Something failed that is nobody's fault: the store, or a bug. */
	failed(error: unknown): void;
}

/** One device's conversation over the log protocol (PROTOCOL.md), without its socket. */
export class LogSession {
	#deps: LogSessionDeps;
	#messages: TokenBucket;
	#bytes: TokenBucket;
	#turn: Promise<void> = Promise.resolve();
	#ended = false;
	#cancelTimer: () => void;
	#unsubscribe: () => void = () => undefined;
	/** null before the hello. */
	#epoch: Epoch | null = null;
	#head = 0;
	#sent = 0;
	/** Where the batches end that the device has not confirmed. */
	#unconfirmed: number[] = [];
	#pumping = false;
	#commits = new Set<Promise<void>>();
	#own = new Set<GroupId>();

	constructor(deps: LogSessionDeps) {
		this.#deps = deps;
		const now = deps.platform.now();
		this.#messages = new TokenBucket(MESSAGE_RATE, MESSAGE_BURST, now);
		this.#bytes = new TokenBucket(BYTE_RATE, BYTE_BURST, now);
		this.#cancelTimer = deps.timers.after(HELLO_TIMEOUT, () => this.#close(CLOSE.timeout));
	}

	/** Takes a frame; frames are handled in their order. Resolves when this one was, so that a socket can be held back. */
	receive(bytes: Uint8Array): Promise<void> {
		if (this.#ended) return Promise.resolve();
		const now = this.#deps.platform.now();
		if (!this.#messages.take(1, now) || !this.#bytes.take(bytes.length, now)) {
			this.#close(CLOSE.tooFast);
			return Promise.resolve();
		}
		this.#turn = this.#turn.then(() => this.#handle(bytes));
		return this.#turn;
	}

	/** The socket is gone. What was pushed is still appended. */
	end(): void {
		this.#ended = true;
		this.#cancelTimer();
		this.#unsubscribe();
	}

	async #handle(bytes: Uint8Array): Promise<void> {
		if (this.#ended) return;
		try {
			await this.#follow(decodeUp(bytes));
		} catch (error) {
			if (error instanceof MalformedFrame) return this.#close(CLOSE.malformed);
			this.#fail(error);
		}
	}

	async #follow(frame: PackedUpFrame): Promise<void> {
		if (frame.type === 'hello') return this.#greet(frame);
		if (this.#epoch === null) throw new MalformedFrame('no hello');
		this.#watch();
		if (frame.type === 'ping') this.#deps.send(encodeDown({ type: 'pong', id: frame.id }));
		else if (frame.type === 'received') this.#confirm(frame.seq);
		else await this.#push(frame.groups, this.#epoch);
	}

	async #greet(hello: Extract<PackedUpFrame, { type: 'hello' }>): Promise<void> {
		if (this.#epoch !== null) throw new MalformedFrame('a second hello');
		if (hello.protocol < MINIMUM_PROTOCOL_VERSION) return this.#close(CLOSE.tooOld);
		if (hello.protocol > PROTOCOL_VERSION) return this.#close(CLOSE.tooNew);
		const { log, pusher, platform, send } = this.#deps;
		const resumption = await log.resume(pusher.firm, hello.cursor);
		if (this.#ended) return;
		this.#watch();
		this.#epoch = resumption.epoch;
		this.#head = resumption.head;
		this.#sent = resumption.after;
		const { epoch, head, resume } = resumption;
		send(
			encodeDown({
				type: 'welcome',
				protocol: PROTOCOL_VERSION,
				epoch,
				head,
				resume,
				time: platform.now(),
				role: pusher.role,
			}),
		);
		this.#unsubscribe = log.subscribe(pusher.firm, (news) => this.#hear(news));
		// The log may have moved between the reading of its head and the subscription.
		this.#hear(await log.head(pusher.firm));
	}

	#hear(news: HeadNews): void {
		if (this.#ended) return;
		if (news.epoch !== this.#epoch) return this.#close(CLOSE.goingAway);
		this.#head = Math.max(this.#head, news.head);
		void this.#pump();
	}

	/** Sends what the device does not have yet, as far ahead of its confirmations as the window allows. */
	async #pump(): Promise<void> {
		if (this.#pumping) return;
		this.#pumping = true;
		try {
			while (!this.#ended && this.#unconfirmed.length < BATCH_WINDOW && this.#sent < this.#head) {
				const batch = await this.#deps.log.read(this.#deps.pusher.firm, this.#sent);
				if (this.#ended || batch.cursor === null) break;
				if (batch.cursor.epoch !== this.#epoch) this.#close(CLOSE.goingAway);
				else this.#send(batch);
			}
		} catch (error) {
			this.#fail(error);
		} finally {
			this.#pumping = false;
		}
	}

	#send(batch: Batch): void {
		this.#sent = batch.end;
		this.#head = Math.max(this.#head, batch.head);
		this.#unconfirmed.push(batch.end);
		const own = new Set(batch.entries.map((row) => row.group).filter((group) => this.#own.delete(group)));
		if (own.size === 0) return this.#deps.send(batch.frame());
		// A compacted row brings what others wrote, too: the device can't have it.
		const known = (row: Batch['entries'][number]): boolean => own.has(row.group) && !batch.folded.has(row.seq);
		const entries = batch.entries.map((row) => (known(row) ? { ...row, entry: null } : row));
		this.#deps.send(encodeBatch({ ...batch, entries }));
	}

	#confirm(seq: number): void {
		if (seq > this.#sent) throw new MalformedFrame('confirms what was not sent');
		while ((this.#unconfirmed[0] ?? Infinity) <= seq) this.#unconfirmed.shift();
		void this.#pump();
	}

	async #push(groups: readonly PackedGroup[], epoch: Epoch): Promise<void> {
		const { log, pusher } = this.#deps;
		const prepared = await log.prepare({ ...pusher, epoch, groups });
		// A device that sends further ahead than agreed is read no faster than its pushes get to the disk.
		while (this.#commits.size >= PUSH_WINDOW) await Promise.race(this.#commits);
		for (const group of groups) this.#own.add(group.id);
		for (const group of this.#own) {
			if (this.#own.size <= OWN_GROUPS) break;
			this.#own.delete(group);
		}
		const commit = this.#commit(prepared).finally(() => this.#commits.delete(commit));
		this.#commits.add(commit);
	}

	async #commit(prepared: PreparedPush): Promise<void> {
		let results: GroupResult[];
		try {
			results = await this.#deps.log.commit(prepared);
		} catch (error) {
			if (error instanceof EpochChanged) return this.#close(CLOSE.goingAway);
			return this.#fail(error);
		}
		if (this.#ended) return;
		const acked = results.filter((result) => result.refusal === null).map((result) => result.group);
		if (acked.length > 0) this.#deps.send(encodeDown({ type: 'ack', groups: acked }));
		for (const { group, refusal } of results) {
			if (refusal === null) continue;
			this.#own.delete(group);
			this.#deps.send(encodeDown({ type: 'refused', group, ...refusal }));
		}
	}

	/** The device spoke: it has until SILENCE to do so again. */
	#watch(): void {
		this.#cancelTimer();
		if (!this.#ended) this.#cancelTimer = this.#deps.timers.after(SILENCE, () => this.#close(CLOSE.timeout));
	}

	#fail(error: unknown): void {
		if (this.#ended) return;
		this.#deps.failed(error);
		this.#close(CLOSE.storeFailed);
	}

	#close(reason: CloseReason): void {
		if (this.#ended) return;
		this.end();
		this.#deps.close(reason);
	}
}
