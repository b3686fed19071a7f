export interface RowOrderDeps {
	/** The rows in their order. */
	ids: () => readonly string[];
	/** Puts a row at a place, counted without it. */
	move: (id: string, to: number) => void;
}

/** The order of rows while one of them is dragged: where it would go, and the line that shows it. */
export class RowOrder {
	dragged = $state<string | null>(null);
	#over = $state.raw<{ id: string; after: boolean } | null>(null);
	readonly #deps: RowOrderDeps;

	constructor(deps: RowOrderDeps) {
		this.#deps = deps;
	}

	begin(id: string): boolean {
		if (!this.#deps.ids().includes(id)) return false;
		this.dragged = id;
		return true;
	}

	over(id: string | null, down: number): void {
		this.#over = id === null ? null : { id, after: down > 0.5 };
	}

	end(dropped: boolean): void {
		const { dragged } = this;
		const to = this.#place;
		this.dragged = null;
		this.#over = null;
		if (dropped && dragged !== null && to !== null) this.#deps.move(dragged, to);
	}

	/** On which side of a row the dragged one would go; null: nothing would move there. */
	markOf(id: string): 'before' | 'after' | null {
		if (this.#over?.id !== id || this.#place === null) return null;
		return this.#over.after ? 'after' : 'before';
	}

	get #place(): number | null {
		const ids = this.#deps.ids();
		if (this.dragged === null || this.#over === null) return null;
		const from = ids.indexOf(this.dragged);
		const others = ids.filter((id) => id !== this.dragged);
		const at = others.indexOf(this.#over.id);
		if (at < 0) return null;
		const to = this.#over.after ? at + 1 : at;
		return to === from ? null : to;
	}
}
