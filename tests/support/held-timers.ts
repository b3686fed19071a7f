/** Timers that only a test lets run. */
export class HeldTimers {
	#waiting: { ms: number; work: () => void }[] = [];

	after(ms: number, work: () => void): () => void {
		const timer = { ms, work };
		this.#waiting.push(timer);
		return () => {
			this.#waiting = this.#waiting.filter((other) => other !== timer);
		};
	}

	/** Runs all that would be due within so many ms from when they were set. */
	run(within: number): void {
		const due = this.#waiting.filter((timer) => timer.ms <= within);
		this.#waiting = this.#waiting.filter((timer) => timer.ms > within);
		for (const timer of due) timer.work();
	}
}
