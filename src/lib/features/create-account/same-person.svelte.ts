import type { ContactId } from '$lib/domain/ids.ts';
import { findSamePeople, type PeopleQueries, type SameFound, type TypedPerson } from './find-people.ts';

/** The people of the book who may be the one being typed, and what was decided about them. */
export class SamePersonSearch {
	/** Who was decided on: somebody else than the person typed. */
	keptApart = $state.raw<readonly ContactId[]>([]);
	#found = $state.raw<readonly SameFound[]>([]);
	#turn = 0;
	#looking = Promise.resolve();
	readonly #queries: PeopleQueries;

	constructor(queries: PeopleQueries) {
		this.#queries = queries;
	}

	/** Those who are probably the same, the surest first: to be decided on before anything is saved. */
	readonly likely = $derived(this.#open(true));
	/** Those of whom it is merely worth a word: the same name, or a phone that a household shares. */
	readonly alike = $derived(this.#open(false));

	/** Ends when the answer to the latest look is there, which is the only one that counts. */
	look(typed: TypedPerson): Promise<void> {
		this.#looking = this.#look(++this.#turn, typed);
		return this.#looking;
	}

	keepApart(id: ContactId): void {
		if (!this.keptApart.includes(id)) this.keptApart = [...this.keptApart, id];
	}

	async #look(turn: number, typed: TypedPerson): Promise<void> {
		const found = await findSamePeople(this.#queries, typed);
		if (turn !== this.#turn) return this.#looking;
		this.#found = found;
	}

	#open(likely: boolean): SameFound[] {
		return this.#found.filter((person) => person.likely === likely && !this.keptApart.includes(person.contact.id));
	}
}
