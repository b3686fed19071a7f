/** What was typed over a list, and the lines found for it: the latest text's answer is shown, a late one is dropped. */
export class RecordFilter<Line extends { id: string }> {
	text = $state('');
	/** null: no filter, the whole list is shown */
	found = $state.raw<readonly Line[] | null>(null);
	#turn = 0;
	readonly #find: (text: string) => Promise<Line[]>;

	constructor(find: (text: string) => Promise<Line[]>) {
		this.#find = find;
	}

	async type(text: string): Promise<void> {
		this.text = text;
		await this.again();
	}

	/** Looks again for what was typed: the book may have changed. */
	async again(): Promise<void> {
		const turn = ++this.#turn;
		if (this.text.trim() === '') {
			this.found = null;
			return;
		}
		const found = await this.#find(this.text);
		if (turn === this.#turn) this.found = found;
	}
}
