import { createSubscriber } from 'svelte/reactivity';
import type { Live } from './carnet.ts';

/** Rows that are asked for in one query: a little more than a screen shows. */
export const PAGE = 64;

/** How near to a page's end its neighbour is asked for. */
const EDGE = 24;

const BEYOND = 2 ** 40;

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

	/** Reads the first page, and keeps it at hand until the returned function is called. `heard` is told whenever it was read. */
	first(heard: () => void, failed?: (error: unknown) => void): () => void {
		return this.#page(0).hold(heard, failed);
	}

	/** The row at a place of the list; undefined before its page has answered, and beyond the end. */
	row(index: number): Row | undefined {
		const number = Math.floor(index / PAGE);
		const place = index % PAGE;
		const rows = this.#page(number).rows;
		// The page that scrolling comes to next is asked for before it is on screen.
		if (place >= PAGE - EDGE) void this.#page(number + 1).rows;
		if (place < EDGE && number > 0) void this.#page(number - 1).rows;
		return rows?.[place];
	}

	#page(number: number): Page<Row> {
		return this.#pages.get(number) ?? this.#open(number);
	}

	#open(number: number): Page<Row> {
		const page = new Page(this.#query({ from: number * PAGE, count: PAGE }), () => this.#pages.delete(number));
		this.#pages.set(number, page);
		return page;
	}

	/**
	 * Keeps the order of a long list at hand, so that a jump to anywhere in it is as quick as its top, until the returned function is called.
	 * A window beyond every end follows the whole order and reads no row.
	 */
	stayReady(): () => void {
		return this.#query({ from: BEYOND, count: 1 })(() => undefined);
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

/** Some rows, read once for all who show or hold them, for as long as anybody does. */
class Page<Row> {
	#rows: readonly Row[] | undefined;
	#stop: (() => void) | null = null;
	readonly #holders = new Map<symbol, { heard: () => void; failed?: (error: unknown) => void }>();
	readonly #query: Live<Row[]>;
	readonly #forgotten: () => void;
	readonly #follow: () => void;

	constructor(query: Live<Row[]>, forgotten: () => void) {
		this.#query = query;
		this.#forgotten = forgotten;
		this.#follow = createSubscriber((update) => this.hold(update));
	}

	get rows(): readonly Row[] | undefined {
		this.#follow();
		return this.#rows;
	}

	hold(heard: () => void, failed?: (error: unknown) => void): () => void {
		const holder = Symbol();
		this.#holders.set(holder, { heard, ...(failed === undefined ? {} : { failed }) });
		this.#stop ??= this.#query(
			(rows) => {
				this.#rows = rows;
				for (const one of this.#holders.values()) one.heard();
			},
			(error) => {
				for (const one of this.#holders.values()) one.failed?.(error);
			},
		);
		return () => {
			this.#holders.delete(holder);
			if (this.#holders.size > 0) return;
			this.#stop?.();
			this.#stop = null;
			this.#forgotten();
		};
	}
}
