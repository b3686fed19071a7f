/** Watches how long this thread's event loop worked without giving others a turn. Processor time: other programs don't count. */
export class StandstillWatch {
	#longest = 0;
	#watching = true;

	constructor() {
		let before = process.threadCpuUsage();
		const turn = (): void => {
			const spent = process.threadCpuUsage(before);
			this.#longest = Math.max(this.#longest, (spent.user + spent.system) / 1000);
			before = process.threadCpuUsage();
			if (this.#watching) setImmediate(turn);
		};
		setImmediate(turn);
	}

	/** Ends the watch; returns the longest turn, in ms. */
	stop(): number {
		this.#watching = false;
		return this.#longest;
	}
}
