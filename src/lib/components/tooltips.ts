import { getContext, setContext } from 'svelte';

const KEY = 'tooltips';
/** ms that a pointer stays before the first bubble. */
const DELAY = 500;
/** So soon after one bubble, the next comes without a delay, ms. */
const RECENT = 300;

/** The bubbles of a page: one is open at a time, and who has read one sees the next at once. */
export class Tooltips {
	#close: (() => void) | null = null;
	#recent = false;
	#forget = 0;

	/** How long a pointer stays before a bubble opens, ms. */
	get delay(): number {
		return this.#close !== null || this.#recent ? 0 : DELAY;
	}

	/** Says that one opens, and how the next one closes it. */
	opens(close: () => void): void {
		if (this.#close !== close) this.#close?.();
		window.clearTimeout(this.#forget);
		this.#recent = false;
		this.#close = close;
	}

	/** Says that one is closed. */
	closed(close: () => void): void {
		if (this.#close !== close) return;
		this.#close = null;
		this.#recent = true;
		this.#forget = window.setTimeout(() => {
			this.#recent = false;
		}, RECENT);
	}
}

/** For every tooltip of the page around. */
export function provideTooltips(): void {
	setContext(KEY, new Tooltips());
}

/** Those of the page around; a part that stands alone has its own. */
export function getTooltips(): Tooltips {
	return getContext<Tooltips | undefined>(KEY) ?? new Tooltips();
}
