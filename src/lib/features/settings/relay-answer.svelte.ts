import type { ApiProblem, ApiResult } from '$lib/app/api-call.ts';

/** Something asked of the relay, as it last answered. A failed call keeps the earlier answer and says what is wrong. */
export class RelayAnswer<T> {
	value = $state.raw<T | null>(null);
	problem = $state.raw<ApiProblem | null>(null);
	asking = $state(false);
	#asked = 0;
	readonly #ask: () => Promise<ApiResult<T>>;

	constructor(ask: () => Promise<ApiResult<T>>) {
		this.#ask = ask;
	}

	/** Asks again. Of several calls on their way only the last one counts. */
	async load(): Promise<void> {
		const asked = ++this.#asked;
		this.asking = true;
		const result = await this.#ask();
		if (asked !== this.#asked) return;
		this.asking = false;
		if (result.ok) this.value = result.value;
		this.problem = result.ok ? null : result.problem;
	}
}
