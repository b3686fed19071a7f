/** Delayed work, so that tests and the simulator decide when time passes. */
export interface Timers {
	/** Runs work once after so many ms; returns how to call it off. */
	after(ms: number, work: () => void): () => void;
}

/** Node's timers. They keep no process alive. */
export const systemTimers: Timers = {
	after: (ms, work) => {
		const timer = setTimeout(work, ms);
		timer.unref();
		return () => clearTimeout(timer);
	},
};
