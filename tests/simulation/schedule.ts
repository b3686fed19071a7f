import type { Random } from './random.ts';

interface Planned {
	time: number;
	order: number;
	work: (() => void) | null;
}

/** Simulated time (ms since 1970) and what is to happen in it. Real time does not exist here. */
export class Schedule {
	now = Date.UTC(2026, 10, 24, 9);
	#heap: Planned[] = [];
	#planned = 0;

	/** Plans work; returns how to call it off. Work planned for the same moment is done in the order of planning. */
	after(ms: number, work: () => void): () => void {
		const planned: Planned = { time: this.now + Math.max(0, ms), order: this.#planned++, work };
		this.#push(planned);
		return () => {
			planned.work = null;
		};
	}

	/** Everybody sleeps: time passes, and what was due meanwhile is late. */
	sleep(ms: number): void {
		this.now += ms;
	}

	/**
	 * Does what comes next, and lets everything that follows from it settle. Sometimes several things begin before the first has settled.
	 * All that runs here waits for nothing but promises, so when the event loop turns, nothing is under way any more.
	 */
	async next(random: Random): Promise<void> {
		this.#step();
		while (random.chance(0.25) && (this.#heap[0]?.time ?? Infinity) <= this.now + 2) this.#step();
		await settled();
	}

	#step(): void {
		const next = this.#pop();
		if (next === undefined) throw new Error('nothing is planned: the world stands still');
		this.now = Math.max(this.now, next.time);
		next.work?.();
	}

	#push(planned: Planned): void {
		const heap = this.#heap;
		heap.push(planned);
		for (let at = heap.length - 1; at > 0;) {
			const parent = (at - 1) >> 1;
			if (!before(heap[at] as Planned, heap[parent] as Planned)) return;
			[heap[at], heap[parent]] = [heap[parent] as Planned, heap[at] as Planned];
			at = parent;
		}
	}

	#pop(): Planned | undefined {
		const heap = this.#heap;
		const first = heap[0];
		const last = heap.pop();
		if (first === undefined || last === undefined || first === last) return first;
		heap[0] = last;
		for (let at = 0; ;) {
			let least = at;
			for (const child of [2 * at + 1, 2 * at + 2]) {
				if (child < heap.length && before(heap[child] as Planned, heap[least] as Planned)) least = child;
			}
			if (least === at) return first;
			[heap[at], heap[least]] = [heap[least] as Planned, heap[at] as Planned];
			at = least;
		}
	}
}

function before(a: Planned, b: Planned): boolean {
	return a.time < b.time || (a.time === b.time && a.order < b.order);
}

/** Resolves when every promise that can settle has settled. */
export function settled(): Promise<void> {
	return new Promise((resolve) => {
		setImmediate(resolve);
	});
}
