import type { Queries } from '$lib/app/carnet.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';
import type { RecentRecord } from './recent-records.svelte.ts';

/** A hit with what a list shows of it. */
export type FoundRecord = { kind: 'account'; row: AccountRow } | { kind: 'contact'; row: ContactRow };

/** More hits than these are better found by typing on. */
const MOST = 30;

/** So many are offered before anything is typed. */
const MOST_RECENT = 6;

/** What is found on this device for what was typed last. A slow answer to an earlier text never replaces a later one's. */
export class SearchState {
	text = $state('');
	/** Of what was typed; of nothing, the records that were looked at last. */
	found = $state.raw<FoundRecord[]>([]);
	/** What the found ones were found for; null before the first answer. */
	answered = $state<string | null>(null);
	failed = $state<string | null>(null);
	#asked = 0;
	readonly #queries: Pick<Queries, 'search' | 'accountsById' | 'contactsById'>;
	readonly #recent: () => readonly RecentRecord[];

	constructor(
		queries: Pick<Queries, 'search' | 'accountsById' | 'contactsById'>,
		recent: () => readonly RecentRecord[] = () => [],
	) {
		this.#queries = queries;
		this.#recent = recent;
	}

	async type(text: string): Promise<void> {
		this.text = text;
		const asked = ++this.#asked;
		try {
			const found =
				text.trim() === '' ? await this.#lookUp(this.#recent().slice(0, MOST_RECENT)) : await this.#find(text);
			if (asked !== this.#asked) return;
			this.found = found;
			this.answered = text;
			this.failed = null;
		} catch (error) {
			if (asked === this.#asked) this.failed = error instanceof Error ? error.message : String(error);
		}
	}

	/** Best hits first; among the best, those that were looked at last. */
	async #find(text: string): Promise<FoundRecord[]> {
		const hits = await this.#queries.search(text, MOST);
		const places = new Map<string, number>(this.#recent().map(({ id }, place) => [id, place]));
		const known = hits
			.filter(({ id }) => places.has(id))
			.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
		return this.#lookUp([...known, ...hits.filter(({ id }) => !places.has(id))]);
	}

	async #lookUp(hits: readonly { kind: 'account' | 'contact'; id: string }[]): Promise<FoundRecord[]> {
		const idsOf = (kind: 'account' | 'contact') => hits.filter((hit) => hit.kind === kind).map((hit) => hit.id);
		const [accounts, contacts] = await Promise.all([
			this.#queries.accountsById(idsOf('account') as AccountId[]),
			this.#queries.contactsById(idsOf('contact') as ContactId[]),
		]);
		const accountsById = new Map<string, AccountRow>(accounts.map((row) => [row.id, row]));
		const contactsById = new Map<string, ContactRow>(contacts.map((row) => [row.id, row]));
		return hits.flatMap((hit): FoundRecord[] => {
			const account = hit.kind === 'account' ? accountsById.get(hit.id) : undefined;
			if (account !== undefined && account.status !== 'deleted') return [{ kind: 'account', row: account }];
			const contact = hit.kind === 'contact' ? contactsById.get(hit.id) : undefined;
			return contact === undefined || contact.status === 'deleted' ? [] : [{ kind: 'contact', row: contact }];
		});
	}
}
