import type { Queries } from '$lib/app/carnet.ts';
import type { AccountId } from '$lib/domain/ids.ts';
import type { AccountRow } from '$lib/queries/rows.ts';
import { freeName } from './free-name.ts';

/** Whether other accounts have a name too, and a free one near to it. Two accounts of one name are allowed; their directory would be one. */
export class NameClash {
	accounts = $state.raw<readonly AccountRow[]>([]);
	/** A free name; '' while none is needed. */
	free = $state('');
	#turn = 0;
	readonly #queries: Pick<Queries, 'sameName'>;

	constructor(queries: Pick<Queries, 'sameName'>) {
		this.#queries = queries;
	}

	/** Looks for other accounts of this name; an answer that comes too late is dropped. */
	async look(name: string, own: AccountId): Promise<void> {
		const turn = ++this.#turn;
		const taken = (candidate: string) => this.#queries.sameName(candidate, own);
		const accounts = name === '' ? [] : await taken(name);
		const free =
			accounts.length === 0 ? '' : await freeName(name, async (candidate) => (await taken(candidate)).length > 0);
		if (turn !== this.#turn) return;
		this.accounts = accounts;
		this.free = free;
	}
}
