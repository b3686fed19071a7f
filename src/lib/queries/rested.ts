/** After an answer, this many times as long passes before the next question… */
const REST = 4;

/** …and at least this long, ms: while a long outbox leaves, what waits changes many times a second. */
const LEAST_REST = 250;

/** Measured time and delays. */
export interface Timers {
	/** ms, for measuring */
	now(): number;
	/** Returns how to call it off. */
	later(ms: number, run: () => void): () => void;
}

/** The browser's own. */
export const browserTimers: Timers = {
	now: () => performance.now(),
	later: (ms, run) => {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
};

/** A question that is asked again and again; see `rested`. */
export interface Rested {
	/** There may be another answer: asks at once, or as soon as it has rested. */
	again(): void;
	stop(): void;
}

/**
 * Asks a question as often as its answer may have changed, but one at a time and with a rest in between. A `live` query begins anew at each change
 * and throws away what it had: where changes come faster than answers, it never has one.
 * @param failed told when asking failed; the next change asks again
 */
export function rested<T>(ask: () => Promise<T>, heard: (answer: T) => void, failed: ((error: unknown) => void) | undefined, { now, later }: Timers): Rested {
	let stopped = false;
	let busy = false;
	let wanted = false;
	let cancelRest = () => {};
	const run = async (): Promise<void> => {
		busy = true;
		wanted = false;
		const began = now();
		try {
			const answer = await ask();
			if (!stopped) heard(answer);
		} catch (error) {
			if (!stopped) failed?.(error);
		}
		if (stopped) return;
		cancelRest = later(Math.max(LEAST_REST, (now() - began) * REST), () => {
			busy = false;
			if (wanted) void run();
		});
	};
	return {
		again: () => {
			wanted = true;
			if (!busy && !stopped) void run();
		},
		stop: () => {
			stopped = true;
			cancelRest();
		},
	};
}
