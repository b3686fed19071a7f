import type { ListSelection } from '$lib/queries/list-spec.ts';
import type { OpenList } from '$lib/queries/open-list.ts';

/** Which records of a list are selected: some, or all but some, so that all of 100,000 cost no more than one. */
export class SelectionState {
	#all = $state(false);
	/** Of those that are selected; or, with all, of those that are not. */
	#ids = $state.raw<ReadonlySet<string>>(new Set());
	/** The place that the last press was on: Shift selects from there. */
	#anchor = 0;
	readonly #list: () => Pick<OpenList<unknown>, 'ids'> | null;
	readonly #count: () => number;

	constructor(list: () => Pick<OpenList<unknown>, 'ids'> | null, count: () => number) {
		this.#list = list;
		this.#count = count;
	}

	get size(): number {
		return this.#all ? Math.max(0, this.#count() - this.#ids.size) : this.#ids.size;
	}

	get any(): boolean {
		return this.#all ? this.size > 0 : this.#ids.size > 0;
	}

	/** Everything in the list is selected. */
	get whole(): boolean {
		return this.any && this.size >= this.#count();
	}

	get value(): ListSelection {
		return this.#all ? { except: [...this.#ids] } : { only: [...this.#ids] };
	}

	has(id: string): boolean {
		return this.#all !== this.#ids.has(id);
	}

	/** Turns one record. */
	toggle(id: string, place: number): void {
		this.#anchor = place;
		this.#set([id], !this.has(id));
	}

	/** Selects everything from where the last press was. */
	async extend(place: number): Promise<void> {
		const [from, to] = [Math.min(this.#anchor, place), Math.max(this.#anchor, place)];
		const ids = await this.#list()?.ids(from, to - from + 1);
		if (ids !== undefined) this.#set(ids, true);
	}

	/** Shift begins here when nothing was pressed before. */
	begin(place: number): void {
		if (!this.any) this.#anchor = place;
	}

	all(): void {
		this.#all = true;
		this.#ids = new Set();
	}

	clear(): void {
		this.#all = false;
		this.#ids = new Set();
	}

	/** The ids of all that are selected, in the list's order. */
	async ids(): Promise<string[]> {
		const all = (await this.#list()?.ids(0, this.#count())) ?? [];
		return all.filter((id) => this.has(id));
	}

	#set(ids: readonly string[], selected: boolean): void {
		const next = new Set(this.#ids);
		for (const id of ids) {
			if (selected !== this.#all) next.add(id);
			else next.delete(id);
		}
		this.#ids = next;
	}
}
