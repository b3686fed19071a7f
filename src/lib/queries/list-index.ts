import { compileFilter } from '../domain/record-filter.ts';
import type { AccountFacets, ContactFacets, SearchChunk } from '../storage/rows.ts';
import type { ListEntry } from './list-entry.ts';
import { forgiving, narrows, rankOf, RANKS, readTyped, wordsOf, type Rank, type Typed } from './list-match.ts';
import { sortEntries } from './list-sort.ts';
import type { ListSelection, ListSpec, ListTally, ValueCount } from './list-spec.ts';
import { PackedTexts } from './packed-texts.ts';
import type { SearchHit } from './rows.ts';

/** With fewer hits than these, what may have been meant is looked for as well. */
const FEW = 5;

/** Answers for so many lists are kept as long as nothing changes. */
const KEPT = 6;

const KINDS: readonly ListSpec['kind'][] = ['account', 'contact'];

/** All records of the book in memory: searched, filtered and sorted by going through them. Chunks replace their earlier version. */
export class ListIndex {
	#version = 0;
	readonly #chunks = new Map<SearchChunk['key'], ListEntry[]>();
	readonly #ordered: Record<ListSpec['kind'], ListEntry[]> = { account: [], contact: [] };
	readonly #fresh: Record<ListSpec['kind'], ListEntry[]> = { account: [], contact: [] };
	readonly #packed: Record<ListSpec['kind'], PackedTexts | null> = { account: null, contact: null };
	/** How many texts have a word. */
	readonly #words = new Map<string, number>();
	readonly #unread = new Set<ListEntry>();
	readonly #accounts = new Map<string, ListEntry>();
	#turn = 0;
	readonly #sorted = new Map<string, ListEntry[]>();
	readonly #views = new Map<string, readonly ListEntry[]>();
	/** What the last search found of each kind. */
	readonly #last = new Map<ListSpec['kind'], { typed: Typed; hits: ListEntry[] }>();
	/** What was found in the list that was typed over last; `all` is in the list's order. */
	#lastList: { base: string; typed: Typed; own: ListEntry[]; people: ListEntry[]; all: ListEntry[] } | null = null;

	/** The highest version taken in. */
	get version(): number {
		return this.#version;
	}

	take(chunks: readonly SearchChunk[]): void {
		for (const chunk of chunks) {
			const kind = chunk.key.startsWith('account/') ? 'account' : 'contact';
			for (const old of this.#chunks.get(chunk.key) ?? []) this.#forget(old);
			const entries = chunk.ids.flatMap((id, i) => {
				const facets = chunk.facets[i];
				return facets === undefined || facets.merged === true ? [] : [toEntry(id, kind, chunk.texts[i] ?? '', facets)];
			});
			this.#chunks.set(chunk.key, entries);
			this.#fresh[kind].push(...entries);
			for (const entry of entries) {
				this.#unread.add(entry);
				if (kind === 'account') this.#accounts.set(entry.id, entry);
			}
			this.#version = Math.max(this.#version, chunk.version);
		}
		if (chunks.length === 0) return;
		this.#sorted.clear();
		this.#views.clear();
		this.#last.clear();
		this.#lastList = null;
	}

	/** Puts everything in order, so that the first answer need not. */
	prepare(): void {
		for (const kind of KINDS) this.#pack(kind);
		this.#vocabulary();
	}

	/**
	 * The best hits for what was typed, of whatever is not deleted: every word must be found, accents and case don't count, a phone's digits in any
	 * spelling do. Names that begin with the words come first, then words that begin so, then the rest; within a rank by name. Where little is
	 * found, a typing error is forgiven.
	 * @param kind of records; both, where it is left out
	 */
	search(text: string, limit: number, kind?: ListSpec['kind']): SearchHit[] {
		const kinds = kind === undefined ? KINDS : [kind];
		const typed = readTyped(text);
		if (typed === null) return [];
		const ranks = this.#find(kinds, typed, limit);
		const found = ranks.flat().length;
		const meant = found < FEW ? forgiving(typed, this.#vocabulary()) : null;
		const all = meant === null ? ranks : [...ranks, ...this.#find(kinds, meant, limit)];
		const hits = new Map<string, SearchHit>();
		for (const rank of all)
			for (const { id, kind } of rank.sort(byName)) if (hits.size < limit) hits.set(id, hits.get(id) ?? { kind, id });
		return [...hits.values()];
	}

	/** The records of a list, in its order. What was typed puts the best hits first, unless a column was chosen to sort by. */
	view(spec: ListSpec, dayOf: (day: string) => { from: number; until: number }): readonly ListEntry[] {
		const key = JSON.stringify(spec);
		const view = this.#views.get(key) ?? this.#makeView(spec, dayOf);
		// The one that was asked for last is the last to go.
		this.#views.delete(key);
		if (this.#views.size >= KEPT) this.#views.delete(this.#views.keys().next().value ?? '');
		this.#views.set(key, view);
		return view;
	}

	tally(view: readonly ListEntry[], selection: ListSelection): ListTally {
		const wanted = new Set('only' in selection ? selection.only : selection.except);
		const only = 'only' in selection;
		const tally = { count: 0, tags: {} as Record<string, number>, access: 0 };
		for (const { id, facts } of view) {
			if (wanted.has(id) !== only) continue;
			tally.count++;
			if (facts.login) tally.access++;
			for (const tag of facts.tags) tally.tags[tag] = (tally.tags[tag] ?? 0) + 1;
		}
		return tally;
	}

	values(kind: ListSpec['kind'], of: 'city' | 'createdBy'): ValueCount[] {
		const counts = new Map<string, number>();
		for (const { status, facts } of this.#byName(kind)) {
			const value = facts[of];
			if (status !== 'deleted' && value !== null && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
		}
		return [...counts]
			.map(([value, count]) => ({ value, count }))
			.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
	}

	/** Hits by rank, of each kind the first `limit` by name. */
	#find(kinds: readonly ListSpec['kind'][], typed: Typed, limit: number): ListEntry[][] {
		const best = this.#beginning(kinds, typed, limit);
		if (best.length >= limit) return [best];
		const ranks = Array.from({ length: RANKS }, (): ListEntry[] => []);
		for (const kind of kinds) {
			const hits: ListEntry[] = [];
			const last = this.#last.get(kind);
			const before = last !== undefined && narrows(last.typed, typed) ? last.hits : null;
			const taken = new Array<number>(RANKS).fill(0);
			const take = (entry: ListEntry, rank: Rank) => {
				if (entry.status === 'deleted') return;
				hits.push(entry);
				if ((taken[rank] ?? 0) >= limit) return;
				taken[rank] = (taken[rank] ?? 0) + 1;
				ranks[rank]?.push(entry);
			};
			this.#each(kind, typed, take, before);
			if (typed.meant === null && typed.digits === null) this.#last.set(kind, { typed, hits });
		}
		return ranks;
	}

	/** Records whose name begins with what was typed, of each kind the first `limit`: they stand together. */
	#beginning(kinds: readonly ListSpec['kind'][], { words, digits, meant }: Typed, limit: number): ListEntry[] {
		if (digits !== null || meant !== null) return [];
		const typed = words.join(' ');
		return kinds.flatMap((kind) => {
			const entries = this.#byName(kind);
			const found: ListEntry[] = [];
			for (let at = firstFrom(entries, typed); found.length < limit; at++) {
				const entry = entries[at];
				if (entry === undefined || !entry.name.startsWith(typed)) break;
				if (entry.status !== 'deleted') found.push(entry);
			}
			return found;
		});
	}

	#each(
		kind: ListSpec['kind'],
		typed: Typed,
		found: (entry: ListEntry, rank: Rank) => void,
		among: readonly ListEntry[] | null,
	): void {
		if (among === null) {
			const entries = this.#byName(kind);
			this.#pack(kind).find(typed, (place, rank) => {
				const entry = entries[place];
				if (entry !== undefined) found(entry, rank);
			});
			return;
		}
		for (const entry of among) {
			const rank = rankOf(entry.text, typed);
			if (rank !== null) found(entry, rank);
		}
	}

	#makeView(spec: ListSpec, dayOf: (day: string) => { from: number; until: number }): readonly ListEntry[] {
		const typed = readTyped(spec.text);
		const base = { ...spec, text: '' };
		if (typed === null) {
			const fits = compileFilter(spec.terms, { aliases: (tag) => spec.aliases[tag] ?? [tag], day: dayOf });
			return this.#inOrder(spec).filter((entry) => entry.status === spec.status && fits(entry.facts));
		}
		const entries = () => this.view(base, dayOf);
		const found = this.#ranked(base, entries, typed);
		if (found.length > 0) return found;
		const meant = forgiving(typed, this.#vocabulary());
		return meant === null ? [] : this.#ranked(base, entries, meant);
	}

	/** What was typed over a list, the best first; one who goes on typing is answered from what was found so far. */
	#ranked(list: ListSpec, entries: () => readonly ListEntry[], typed: Typed): ListEntry[] {
		const { kind, sort } = list;
		const base = JSON.stringify(list);
		const last = this.#lastList;
		const before = last !== null && last.base === base && narrows(last.typed, typed) ? last : null;
		const found = { base, typed, own: [] as ListEntry[], people: [] as ListEntry[], all: [] as ListEntry[] };
		const turn = ++this.#turn;
		// Found by people's words, an account comes behind those that are found by their own.
		if (kind === 'account') {
			const take = (person: ListEntry, rank: Rank) => {
				if (person.status === 'deleted') return;
				found.people.push(person);
				for (const id of person.facts.accounts) {
					const account = this.#accounts.get(id);
					if (account !== undefined) note(account, turn, RANKS + rank);
				}
			};
			this.#each('contact', typed, take, before?.people ?? null);
		}
		const take = (entry: ListEntry, rank: Rank) => {
			found.own.push(entry);
			note(entry, turn, rank);
		};
		this.#each(kind, typed, take, before?.own ?? null);
		const ranks = Array.from({ length: 2 * RANKS }, (): ListEntry[] => []);
		const byRank = sort.by === 'name' && !sort.descending;
		for (const entry of before?.all ?? entries()) {
			if (entry.turn !== turn) continue;
			found.all.push(entry);
			ranks[byRank ? entry.rank : 0]?.push(entry);
		}
		this.#lastList = found;
		return ranks.flat();
	}

	#inOrder({ kind, sort }: ListSpec): readonly ListEntry[] {
		if (sort.by === 'name' && !sort.descending) return this.#byName(kind);
		const key = JSON.stringify([kind, sort]);
		const sorted = this.#sorted.get(key) ?? sortEntries(this.#byName(kind), sort);
		this.#sorted.set(key, sorted);
		return sorted;
	}

	#byName(kind: ListSpec['kind']): readonly ListEntry[] {
		const fresh = this.#fresh[kind];
		if (fresh.length > 0) {
			// Two sorted runs: merging them costs one pass.
			const kept = this.#ordered[kind].filter((entry) => !entry.gone);
			this.#ordered[kind] = [...kept, ...fresh.filter((entry) => !entry.gone).sort(byName)].sort(byName);
			this.#fresh[kind] = [];
			this.#packed[kind] = null;
		}
		return this.#ordered[kind];
	}

	#pack(kind: ListSpec['kind']): PackedTexts {
		const entries = this.#byName(kind);
		this.#packed[kind] ??= new PackedTexts(entries.map(({ text }) => text));
		return this.#packed[kind];
	}

	#vocabulary(): Iterable<string> {
		for (const entry of this.#unread) this.#count(entry, 1);
		this.#unread.clear();
		return this.#words.keys();
	}

	#forget(entry: ListEntry): void {
		entry.gone = true;
		if (!this.#unread.delete(entry)) this.#count(entry, -1);
	}

	#count(entry: ListEntry, by: 1 | -1): void {
		for (const word of wordsOf(entry.text)) {
			const count = (this.#words.get(word) ?? 0) + by;
			if (count > 0) this.#words.set(word, count);
			else this.#words.delete(word);
		}
	}
}

function byName(a: ListEntry, b: ListEntry): number {
	return a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Notes that an entry was found in a turn; the best rank of a turn counts. */
function note(entry: ListEntry, turn: number, rank: number): void {
	entry.rank = entry.turn === turn ? Math.min(entry.rank, rank) : rank;
	entry.turn = turn;
}

/** The first place from which on names don't come before a text. */
function firstFrom(entries: readonly ListEntry[], text: string): number {
	let [low, high] = [0, entries.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((entries[middle]?.name ?? '') < text) low = middle + 1;
		else high = middle;
	}
	return low;
}

function toEntry(id: string, kind: ListSpec['kind'], text: string, facets: AccountFacets | ContactFacets): ListEntry {
	const end = text.indexOf('\n');
	const { status, tags, custom, login, access, lastSignIn = null, createdBy, createdAt, city, email } = facets;
	const own =
		'type' in facets
			? {
					type: facets.type,
					notify: facets.notify,
					hasEmail: facets.hasEmail,
					linked: facets.contacts,
					code: facets.code,
					siren: facets.siren,
					phone: '',
					accounts: [],
				}
			: {
					type: null,
					notify: false,
					hasEmail: email !== '',
					linked: facets.accounts.length,
					code: '',
					siren: '',
					phone: facets.phone,
					accounts: facets.accounts,
				};
	return {
		id,
		kind,
		status,
		text,
		name: end < 0 ? text : text.slice(0, end),
		facts: { tags, custom, login, access, lastSignIn, createdBy, createdAt, city, email, ...own },
		gone: false,
		turn: 0,
		rank: 0,
	};
}
