import type { ContactId } from '$lib/domain/ids.ts';
import { findPeople, type FoundPerson, type PeopleQueries } from './find-people.ts';

/** Fewer letters than these say too little to look for. */
export const LEAST_LETTERS = 2;

const MOST = 6;

/** Looking for a person by typing: the latest text's answer is shown, a late one is dropped. */
export class PeopleSearchState {
	text = $state('');
	/** null: too little was typed to look */
	found = $state.raw<readonly FoundPerson[] | null>(null);
	#turn = 0;
	readonly #queries: PeopleQueries;

	constructor(queries: PeopleQueries) {
		this.#queries = queries;
	}

	/** @param except who is linked already */
	async type(text: string, except: readonly ContactId[]): Promise<void> {
		const turn = ++this.#turn;
		this.text = text;
		if (text.trim().length < LEAST_LETTERS) {
			this.found = null;
			return;
		}
		const found = await findPeople(this.#queries, text, MOST, except);
		if (turn === this.#turn) this.found = found;
	}
}
