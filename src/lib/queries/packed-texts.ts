import { rankOf, startsAWord, type Rank, type Typed } from './list-match.ts';

/** Stands between two texts: no text holds it, and nobody types it. */
const BETWEEN = '\u0000';

/** Many texts in one, so that what is in few of them is found by one search and not by one for each. */
export class PackedTexts {
	readonly #texts: readonly string[];
	readonly #packed: string;
	/** Where each text begins. */
	readonly #starts: Uint32Array;

	constructor(texts: readonly string[]) {
		this.#texts = texts;
		this.#packed = texts.join(BETWEEN);
		this.#starts = new Uint32Array(texts.length);
		let start = 0;
		for (const [place, text] of texts.entries()) {
			this.#starts[place] = start;
			start += text.length + BETWEEN.length;
		}
	}

	/** Calls with the place of each text that is found and its rank, in order of places, or in two such runs where digits were typed. */
	find(typed: Typed, found: (place: number, rank: Rank) => void): void {
		if (typed.meant !== null) return this.#findEach(typed, found);
		if (typed.digits === null) return this.#findWords(typed, found);
		const taken = new Set<number>();
		this.#scan(typed.digits, (place) => {
			taken.add(place);
			found(place, 1);
		});
		this.#findWords({ ...typed, digits: null }, (place, rank) => {
			if (!taken.has(place)) found(place, rank);
		});
	}

	#findWords(typed: Typed, found: (place: number, rank: Rank) => void): void {
		const [only = ''] = typed.words;
		if (typed.words.length === 1) {
			this.#scan(only, (place, at) => {
				if (at === this.#starts[place]) found(place, 0);
				else found(place, startsAWord(this.#packed, at) || rankOf(this.#texts[place] ?? '', typed) === 2 ? 2 : 3);
			});
			return;
		}
		// The longest word is in the fewest texts.
		const rarest = typed.words.reduce((longest, word) => (word.length > longest.length ? word : longest));
		this.#scan(rarest, (place) => {
			const rank = rankOf(this.#texts[place] ?? '', typed);
			if (rank !== null) found(place, rank);
		});
	}

	#findEach(typed: Typed, found: (place: number, rank: Rank) => void): void {
		for (const [place, text] of this.#texts.entries()) {
			const rank = rankOf(text, typed);
			if (rank !== null) found(place, rank);
		}
	}

	/** Calls for each text that a word is in, with where it is there first. */
	#scan(word: string, found: (place: number, at: number) => void): void {
		const starts = this.#starts;
		let place = 0;
		for (let at = this.#packed.indexOf(word); at >= 0; ) {
			while (place + 1 < starts.length && (starts[place + 1] ?? 0) <= at) place++;
			found(place, at);
			place++;
			const next = starts[place];
			if (next === undefined) return;
			at = this.#packed.indexOf(word, next);
		}
	}
}
