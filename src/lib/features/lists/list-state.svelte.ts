import { LivePages } from '$lib/app/live-pages.svelte.ts';
import type { FilterTerm } from '$lib/domain/record-filter.ts';
import { BY_NAME, isPlain, type ListSort, type ListSpec } from '$lib/queries/list-spec.ts';
import type { OpenList } from '$lib/queries/open-list.ts';

/** More rows than these are a long list. */
const LONG = 1_000;

/** What a list is left with, for coming back to it. */
export interface LeftList {
	/** The row in hand, from 0, and how far the list was scrolled, px. */
	place: { row: number; scrolled: number };
	text: string;
	terms: readonly FilterTerm[];
	sort: ListSort;
}

/** A list that is on screen. */
export interface ShownList<Line extends { id: string }> {
	spec: ListSpec;
	list: OpenList<Line>;
	pages: LivePages<Line>;
}

/**
 * What a list shows: its filter, its order, and the rows that answer them. Rows of the former filter stay on screen until those of the new one are
 * read, so that nothing flickers while one types.
 */
export class ListState<Line extends { id: string }> {
	/** Where the list is: at its top, until somebody moves in it. */
	place = $state<LeftList['place']>({ row: 0, scrolled: 0 });
	shown = $state.raw<ShownList<Line> | null>(null);
	/** How many are in the list that is shown. */
	count = $state(0);
	failure = $state.raw<unknown>(null);
	#text = $state('');
	#terms = $state.raw<readonly FilterTerm[]>([]);
	#sort = $state.raw<ListSort>(BY_NAME);
	#asked = $state.raw<ListSpec | null>(null);
	readonly #open: (spec: ListSpec) => OpenList<Line>;

	constructor(open: (spec: ListSpec) => OpenList<Line>) {
		this.#open = open;
	}

	/** What is typed. Another filter or order, by this, `terms` or `sort`, is another list, and begins at its top. */
	get text(): string {
		return this.#text;
	}

	set text(text: string) {
		this.toTop();
		this.#text = text;
	}

	get terms(): readonly FilterTerm[] {
		return this.#terms;
	}

	set terms(terms: readonly FilterTerm[]) {
		this.toTop();
		this.#terms = terms;
	}

	get sort(): ListSort {
		return this.#sort;
	}

	set sort(sort: ListSort) {
		this.toTop();
		this.#sort = sort;
	}

	/** Something is typed or filtered for. */
	get filtered(): boolean {
		return this.text.trim() !== '' || this.terms.length > 0;
	}

	/** What is shown is still the answer to what was asked before. */
	get answering(): boolean {
		return this.shown?.spec !== this.#asked;
	}

	/** Shows a list, and follows it until the returned function is called. */
	follow(spec: ListSpec): () => void {
		this.#asked = spec;
		const list = this.#open(spec);
		let count: number | null = null;
		const pages = new LivePages((window) => list.lines(window));
		let read = false;
		let stopReady = () => {};
		const fail = (error: unknown) => {
			this.failure = error;
		};
		const show = () => {
			if (count === null || !read) return;
			this.count = count;
			if (this.shown?.list === list) return;
			this.failure = null;
			this.shown = { spec, list, pages };
			if (count > LONG && isPlain(spec)) stopReady = pages.stayReady();
		};
		const stopCount = list.count((answer) => {
			count = answer;
			show();
		}, fail);
		const stopFirst = pages.first(() => {
			read = true;
			show();
		}, fail);
		return () => {
			stopCount();
			stopFirst();
			stopReady();
		};
	}

	/** The next list is shown from its first row on. */
	toTop(): void {
		this.place = { row: 0, scrolled: 0 };
	}

	/** Takes down where the list is left, for `restore`. */
	capture(): LeftList {
		return { place: $state.snapshot(this.place), text: this.#text, terms: this.#terms, sort: this.#sort };
	}

	/** Comes back to where it was left. */
	restore(left: LeftList): void {
		this.#text = left.text;
		this.#terms = left.terms;
		this.#sort = left.sort;
		this.place = left.place;
	}

	clear(): void {
		this.text = '';
		this.terms = [];
	}

	/** Sorts by a column; the second press of it turns the order round, the third ends it. */
	sortBy(by: ListSort['by']): void {
		if (this.sort.by !== by) this.sort = { by, descending: false };
		else if (!this.sort.descending) this.sort = { by, descending: true };
		else this.sort = BY_NAME;
	}
}
