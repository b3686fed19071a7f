/** Fewer letters than these say too little to look for. */
const LEAST_LETTERS = 2;

/** Looking for something by typing: the latest text's answer is shown, a late one is dropped. */
export class TypeAheadState<Hit> {
	text = $state('');
	/** null: too little was typed to look */
	found = $state.raw<readonly Hit[] | null>(null);
	#turn = 0;
	readonly #find: (text: string) => Promise<readonly Hit[]>;

	constructor(find: (text: string) => Promise<readonly Hit[]>) {
		this.#find = find;
	}

	async type(text: string): Promise<void> {
		const turn = ++this.#turn;
		this.text = text;
		if (text.trim().length < LEAST_LETTERS) {
			this.found = null;
			return;
		}
		const found = await this.#find(text);
		if (turn === this.#turn) this.found = found;
	}
}
