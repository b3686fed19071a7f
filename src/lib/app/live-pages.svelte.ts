import { createSubscriber } from 'svelte/reactivity';
import type { Live } from './carnet.ts';

/** Rows that are asked for in one query: a little more than a screen shows. */
const PAGE = 64;

/** Which rows of a list to ask for: `from` (inclusive) up to `from + count`. */
export interface Window {
	from: number;
	count: number;
}

/**
 * A long list of which only the pages on screen are read, live. Reading a row in a component or effect asks for its page;
 * a page that nothing on screen reads any more is forgotten.
 */
export class LivePages<Row extends { id: string }> {
	#pages = new Map<number, Page<Row>>();
	readonly #query: (window: Window) => Live<Row[]>;

	constructor(query: (window: Window) => Live<Row[]>) {
		this.#query = query;
	}

	/** The row at a place of the list; undefined before its page has answered, and beyond the end. */
	row(index: number): Row | undefined {
		const number = Math.floor(index / PAGE);
		let page = this.#pages.get(number);
		if (page === undefined) {
			page = new Page(this.#query({ from: number * PAGE, count: PAGE }), () => this.#pages.delete(number));
			this.#pages.set(number, page);
		}
		return page.rows?.[index % PAGE];
	}

	/** Where a row stands among those that are on screen now, or -1. */
	indexOf(id: string): number {
		for (const [number, page] of this.#pages) {
			const at = page.rows?.findIndex((row) => row.id === id) ?? -1;
			if (at >= 0) return number * PAGE + at;
		}
		return -1;
	}
}

class Page<Row> {
	#rows: Row[] | undefined;
	readonly #follow: () => void;

	constructor(query: Live<Row[]>, forgotten: () => void) {
		this.#follow = createSubscriber((update) => {
			const stop = query((rows) => {
				this.#rows = rows;
				update();
			});
			return () => {
				stop();
				forgotten();
			};
		});
	}

	get rows(): readonly Row[] | undefined {
		this.#follow();
		return this.#rows;
	}
}
