import type { Live } from './live.ts';
import type { Timers } from './rested.ts';

/** Rows near the top of a list are asked for by their place; from here on that would cost a walk over everything before them. */
export const NEAR = 1_024;

/** Ids read in one transaction: few enough that a save never waits for it noticeably. */
const CHUNK = 4_000;

/** After reading the order anew, this many times as long passes before it is read again. */
const REST = 4;

/** How long after a change the order is read again, ms: a save is told and painted first, and what else comes with it is read along. */
const SETTLE = 200;

export interface SortOrderDeps<Id extends string> extends Timers {
	/** Ids in the list's order, after this one (null: from the start). null: `after` is no longer in the list. */
	read(after: Id | null, limit: number): Promise<Id[] | null>;
	/** Calls whenever the order may have changed, and once at the start. */
	watch: Live<unknown>;
}

/**
 * The ids of a sorted list in its order, in memory: any window of a long list then costs what the first one does.
 * Kept only while somebody follows it. IndexedDB counts rows one by one, some 6 µs each: 0.6 s to the end of 100,000.
 */
export class SortOrder<Id extends string> {
	#ids: readonly Id[] = [];
	/** The ids reach to the end of the list; false while they are read for the first time. */
	#whole = false;
	#reading = false;
	#changed = false;
	#stop: (() => void) | null = null;
	#cancelRest: (() => void) | null = null;
	readonly #followers = new Set<() => void>();
	readonly #deps: SortOrderDeps<Id>;

	constructor(deps: SortOrderDeps<Id>) {
		this.#deps = deps;
	}

	/** The ids at `from` (inclusive) up to `from + count`, again whenever they change. */
	window(from: number, count: number): Live<Id[]> {
		return (heard, failed) => {
			let last: Id[] | null = null;
			const look = () => {
				if (!this.#whole && this.#ids.length < from + count) return;
				const ids = this.#ids.slice(from, from + count);
				if (last !== null && last.length === ids.length && ids.every((id, i) => id === last?.[i])) return;
				last = ids;
				heard(ids);
			};
			this.#followers.add(look);
			if (this.#followers.size === 1) this.#start(failed);
			look();
			return () => {
				this.#followers.delete(look);
				if (this.#followers.size === 0) this.#end();
			};
		};
	}

	#start(failed: ((error: unknown) => void) | undefined): void {
		this.#stop = this.#deps.watch(() => {
			this.#changed = true;
			if (this.#whole) this.#readSoon(failed);
			else void this.#readAgain().catch(failed);
		}, failed);
	}

	#end(): void {
		this.#stop?.();
		this.#stop = null;
		this.#cancelRest?.();
		this.#cancelRest = null;
		this.#ids = [];
		this.#whole = false;
	}

	#readSoon(failed: ((error: unknown) => void) | undefined): void {
		if (this.#reading || this.#cancelRest !== null) return;
		this.#cancelRest = this.#deps.later(SETTLE, () => {
			this.#cancelRest = null;
			void this.#readAgain().catch(failed);
		});
	}

	async #readAgain(): Promise<void> {
		if (this.#reading || this.#cancelRest !== null) return;
		this.#reading = true;
		try {
			const began = this.#deps.now();
			this.#changed = false;
			const done = await this.#readAll();
			if (this.#stop === null) return;
			const took = this.#deps.now() - began;
			// A list that changes all the time (a first sync) is not read all the time.
			this.#cancelRest = this.#deps.later(done ? took * REST : 0, () => {
				this.#cancelRest = null;
				if (this.#changed || !done) void this.#readAgain();
			});
		} finally {
			this.#reading = false;
		}
	}

	/** Reads the order from start to end; false when it changed so much under the reading that it must begin again. */
	async #readAll(): Promise<boolean> {
		const ids: Id[] = [];
		for (;;) {
			const chunk = await this.#deps.read(ids.at(-1) ?? null, CHUNK);
			if (this.#stop === null) return true;
			if (chunk === null) return false;
			ids.push(...chunk);
			const end = chunk.length < CHUNK;
			if (end || !this.#whole) this.#publish(ids, end || this.#whole);
			if (end) return true;
		}
	}

	#publish(ids: readonly Id[], whole: boolean): void {
		this.#ids = whole ? ids : [...ids];
		this.#whole = whole;
		for (const look of this.#followers) look();
	}
}
