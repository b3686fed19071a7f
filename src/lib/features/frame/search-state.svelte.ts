import type { Queries } from '$lib/app/carnet.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';

/** A hit with what a list shows of it. */
export type FoundRecord = { kind: 'account'; row: AccountRow } | { kind: 'contact'; row: ContactRow };

/** More hits than these are better found by typing on. */
const MOST = 30;

/** What is found on this device for what was typed last. A slow answer to an earlier text never replaces a later one's. */
export class SearchState {
	text = $state('');
	/** null: nothing was asked yet */
	found = $state.raw<FoundRecord[] | null>(null);
	failed = $state<string | null>(null);
	#asked = 0;
	readonly #queries: Pick<Queries, 'search' | 'accountsById' | 'contactsById'>;

	constructor(queries: Pick<Queries, 'search' | 'accountsById' | 'contactsById'>) {
		this.#queries = queries;
	}

	async type(text: string): Promise<void> {
		this.text = text;
		const asked = ++this.#asked;
		if (text.trim() === '') {
			this.found = null;
			return;
		}
		try {
			const found = await this.#find(text);
			if (asked !== this.#asked) return;
			this.found = found;
			this.failed = null;
		} catch (error) {
			if (asked === this.#asked) this.failed = error instanceof Error ? error.message : String(error);
		}
	}

	async #find(text: string): Promise<FoundRecord[]> {
		const hits = await this.#queries.search(text, MOST);
		const idsOf = (kind: 'account' | 'contact') => hits.filter((hit) => hit.kind === kind).map((hit) => hit.id);
		const [accounts, contacts] = await Promise.all([
			this.#queries.accountsById(idsOf('account') as AccountId[]),
			this.#queries.contactsById(idsOf('contact') as ContactId[]),
		]);
		const accountsById = new Map<string, AccountRow>(accounts.map((row) => [row.id, row]));
		const contactsById = new Map<string, ContactRow>(contacts.map((row) => [row.id, row]));
		return hits.flatMap((hit): FoundRecord[] => {
			const account = hit.kind === 'account' ? accountsById.get(hit.id) : undefined;
			if (account !== undefined) return [{ kind: 'account', row: account }];
			const contact = hit.kind === 'contact' ? contactsById.get(hit.id) : undefined;
			return contact === undefined ? [] : [{ kind: 'contact', row: contact }];
		});
	}
}
