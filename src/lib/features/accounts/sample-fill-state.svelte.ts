import type { Commands } from '$lib/app/carnet.ts';

/** Filling an empty book with invented clients, with how far it is. */
export class SampleFillState {
	/** null: not under way */
	progress = $state.raw<{ done: number; total: number } | null>(null);
	failure = $state.raw<unknown>(null);
	readonly #commands: Pick<Commands, 'fillWithSamples'>;

	constructor(commands: Pick<Commands, 'fillWithSamples'>) {
		this.#commands = commands;
	}

	async start(): Promise<void> {
		if (this.progress !== null) return;
		this.failure = null;
		this.progress = { done: 0, total: 0 };
		try {
			await this.#commands.fillWithSamples((done, total) => {
				this.progress = { done, total };
			});
		} catch (error) {
			this.failure = error;
		} finally {
			this.progress = null;
		}
	}
}
