/** A part of the screen that is fetched when somebody comes near to it, and is at hand from then on. */
export class LazyPart<Part> {
	/** null: not there yet. */
	current = $state.raw<Part | null>(null);
	readonly #load: () => Promise<{ default: Part }>;
	#coming: Promise<boolean> | null = null;

	/** @param load imports the module, whose default export is the part; the bundler makes a piece of its own of it */
	constructor(load: () => Promise<{ default: Part }>) {
		this.#load = load;
	}

	/** Fetches it, if nobody did yet; tells whether it is there. What could not be fetched is tried again by the next call. */
	want(): Promise<boolean> {
		this.#coming ??= this.#fetch();
		return this.#coming;
	}

	async #fetch(): Promise<boolean> {
		try {
			this.current = (await this.#load()).default;
			return true;
		} catch {
			this.#coming = null;
			return false;
		}
	}
}
