import { untrack } from 'svelte';
import { afterPaint } from '$lib/platform/after-paint.ts';

/** Items that are put on the page in one task. */
const SLICE = 10;

/** How much of a long list is on the page: a slice at first, and another after each painting, so that a wide file stops no key. */
export class Slices {
	#drawn = $state(SLICE);

	/**
	 * To be made by a component.
	 * @param list how long it is; `of` changes when it is another list, and begins with its first slice again
	 */
	constructor(list: () => { of: unknown; length: number }) {
		let of: unknown;
		$effect.pre(() => {
			const now = list().of;
			if (now === of) return;
			of = now;
			untrack(() => {
				this.#drawn = SLICE;
			});
		});
		$effect(() => {
			if (this.#drawn >= list().length) return undefined;
			let gone = false;
			void afterPaint(window).then(() => {
				if (!gone) this.#drawn += SLICE;
			});
			return () => {
				gone = true;
			};
		});
	}

	/** How many items to put on the page. */
	get drawn(): number {
		return this.#drawn;
	}
}
