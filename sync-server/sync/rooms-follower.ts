import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import type { Epoch, FirmId } from '../../src/lib/domain/ids.ts';
import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import { unpackEvent } from '../../src/lib/protocol/events/event.ts';
import type { HeadNews } from '../store/log-store.ts';
import type { LogService } from './log-service.ts';

/** A room that wants to hear what the log gets of its document. */
export interface Listener {
	/** An update that is in the log. */
	heard(update: Uint8Array): void;
	/** The log can't be followed any more. */
	lost(reason: CloseReason): void;
}

/**
 * Reads along with one firm's log for all of its rooms, so that a room's document is always what the log has: whoever appended it, and at
 * whichever relay.
 */
export class LogFollower {
	#log: LogService;
	#firm: FirmId;
	#failed: (error: unknown) => void;
	#ended: () => void;
	#listeners = new Map<DocumentName, Listener>();
	#epoch: Epoch | null = null;
	/** Rows up to here were passed on. */
	#at = 0;
	#head = 0;
	#pumping = false;
	/** Rises with every word of the log. */
	#told = 0;
	#waiting = new Set<{ seq: number; resolve(): void }>();
	#unsubscribe: () => void = () => undefined;
	#started: Promise<void> | null = null;

	/** @param ended called when the last room was dropped: this follower reads no more */
	constructor(log: LogService, firm: FirmId, failed: (error: unknown) => void, ended: () => void) {
		this.#log = log;
		this.#firm = firm;
		this.#failed = failed;
		this.#ended = ended;
	}

	get epoch(): Epoch | null {
		return this.#epoch;
	}

	/**
	 * From when it resolves, whatever is appended to the document is told. What was in the log before is the caller's to read afterwards.
	 * @throws when the log can't be read
	 */
	async listen(document: DocumentName, listener: Listener): Promise<void> {
		this.#listeners.set(document, listener);
		this.#started ??= this.#start();
		await this.#started;
	}

	/** Stops telling of a document; with the last one it stops reading. */
	drop(document: DocumentName): void {
		if (!this.#listeners.delete(document) || this.#listeners.size > 0) return;
		this.#unsubscribe();
		this.#release(Infinity);
		this.#ended();
	}

	/** Resolves when everything that the log holds at the moment of the call was told. */
	async catchUp(): Promise<void> {
		const { head } = await this.#log.head(this.#firm);
		if (head <= this.#at) return;
		await new Promise<void>((resolve) => {
			this.#waiting.add({ seq: head, resolve });
			this.#head = Math.max(this.#head, head);
			void this.#pump();
		});
	}

	async #start(): Promise<void> {
		this.#unsubscribe = this.#log.subscribe(this.#firm, (news) => this.#hear(news));
		const { head, epoch } = await this.#log.head(this.#firm);
		this.#at = head;
		this.#head = Math.max(this.#head, head);
		this.#epoch = epoch;
		void this.#pump();
	}

	#hear(news: HeadNews): void {
		if (this.#epoch !== null && news.epoch !== this.#epoch) return this.#lose(CLOSE.goingAway);
		this.#head = Math.max(this.#head, news.head);
		this.#told += 1;
		if (this.#epoch !== null) void this.#pump();
	}

	async #pump(): Promise<void> {
		if (this.#pumping) return;
		this.#pumping = true;
		try {
			while (this.#at < this.#head && this.#listeners.size > 0) {
				const told = this.#told;
				const batch = await this.#log.read(this.#firm, this.#at);
				if (batch.cursor === null) {
					// A batch from before the commit; the word of it makes another.
					if (told === this.#told) break;
					continue;
				}
				if (batch.cursor.epoch !== this.#epoch) return this.#lose(CLOSE.goingAway);
				for (const { entry } of batch.entries) {
					if (entry?.kind === 'update') this.#listeners.get(entry.document)?.heard(entry.bytes);
					else if (entry !== null) this.#closeErased(entry.bytes);
				}
				this.#at = batch.end;
				this.#release(this.#at);
			}
		} catch (error) {
			this.#failed(error);
			this.#lose(CLOSE.storeFailed);
		} finally {
			this.#pumping = false;
		}
	}

	/** An erased record has no room any more. */
	#closeErased(bytes: Uint8Array): void {
		if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('"record.erased"')) return;
		const event = unpackEvent(bytes);
		if (typeof event === 'string' || event.type !== 'record.erased') return;
		for (const document of event.documents) this.#listeners.get(document)?.lost(CLOSE.forbidden);
	}

	#release(upTo: number): void {
		for (const waiting of this.#waiting) {
			if (waiting.seq > upTo) continue;
			this.#waiting.delete(waiting);
			waiting.resolve();
		}
	}

	#lose(reason: CloseReason): void {
		for (const listener of [...this.#listeners.values()]) listener.lost(reason);
		this.#release(Infinity);
	}
}
