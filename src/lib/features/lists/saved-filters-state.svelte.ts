import type { Carnet, PersonalValues } from '$lib/app/carnet.ts';
import { sameValue, type FieldValue } from '$lib/domain/field-value.ts';
import type { FilterId, GroupId } from '$lib/domain/ids.ts';
import { readFilter, type FilterTerm } from '$lib/domain/record-filter.ts';
import type { SavedFilter } from '$lib/domain/saved-filter.ts';
import { foldText, tidyLine } from '$lib/domain/text.ts';

/** A filter that was saved, as the list offers it. */
export interface NamedFilter {
	id: string;
	name: string;
	shared: boolean;
	terms: readonly FilterTerm[];
	/** Terms that this app does not understand: it would find too much without them. */
	unread: number;
}

type Deps = Pick<Carnet, 'commands' | 'personal'> & { list: SavedFilter['list']; newId: () => string };

/** The saved filters of one list: the firm's, which all see, and this person's own. */
export class SavedFiltersState {
	#shared = $state.raw<readonly SavedFilter[]>([]);
	#own = $state.raw<PersonalValues['privateFilters']>([]);
	readonly #deps: Deps;

	constructor(deps: Deps) {
		this.#deps = deps;
	}

	/** What the vocabulary has. */
	takeShared(filters: readonly SavedFilter[]): void {
		this.#shared = filters;
	}

	/** Follows this person's own, until the returned function is called. */
	follow(): () => void {
		return this.#deps.personal.live(({ privateFilters }) => {
			this.#own = privateFilters;
		});
	}

	/** The firm's first. */
	get all(): NamedFilter[] {
		const named = (
			filters: readonly { id: string; name: string; list: string; terms: FieldValue }[],
			shared: boolean,
		) =>
			filters
				.filter(({ list }) => list === this.#deps.list)
				.map(({ id, name, terms }) => ({ id, name, shared, ...readFilter(terms) }));
		return [...named(this.#shared, true), ...named(this.#own, false)];
	}

	/** The saved filter that says just this, if there is one. */
	match(terms: readonly FilterTerm[]): NamedFilter | null {
		const same = (saved: readonly FilterTerm[]) =>
			saved.length === terms.length &&
			saved.every((term) => terms.some((other) => sameValue({ ...term }, { ...other })));
		return terms.length === 0 ? null : (this.all.find((filter) => filter.unread === 0 && same(filter.terms)) ?? null);
	}

	/** Saves under a name; one of that name among the same people's is replaced. Answers false when it was refused. */
	async save(typedName: string, shared: boolean, terms: readonly FilterTerm[]): Promise<boolean> {
		const name = tidyLine(typedName);
		const former = this.all.find((filter) => filter.shared === shared && foldText(filter.name) === foldText(name));
		const saved = {
			id: former?.id ?? this.#deps.newId(),
			name,
			list: this.#deps.list,
			terms: terms.map((term) => ({ ...term })),
		};
		return this.#put(saved, shared);
	}

	/** Whether the same people have another filter of this name. */
	taken(typedName: string, shared: boolean, except: NamedFilter): boolean {
		const name = foldText(tidyLine(typedName));
		return this.all.some(
			(filter) => filter.id !== except.id && filter.shared === shared && foldText(filter.name) === name,
		);
	}

	/** Gives a filter another name or other people; what it says stays, also what this app can't read. Answers false when it was refused. */
	async change(filter: NamedFilter, typedName: string, shared: boolean): Promise<boolean> {
		const stored = this.#stored(filter);
		if (stored === undefined) return false;
		const changed = { id: filter.id, name: tidyLine(typedName), list: stored.list, terms: stored.terms };
		if (!(await this.#put(changed, shared))) return false;
		if (shared !== filter.shared) await this.remove(filter);
		return true;
	}

	/** Deletes it, for everybody or for this person. Answers the way back: a command's group, or a function. */
	async remove(filter: NamedFilter): Promise<{ group: GroupId | null } | { back: () => void }> {
		if (filter.shared) {
			const result = await this.#deps.commands.removeSharedFilter(filter.id as FilterId);
			return { group: result.ok ? result.group : null };
		}
		const own = this.#own.find(({ id }) => id === filter.id);
		this.#deps.personal.removeFilter(filter.id);
		return { back: () => own !== undefined && this.#deps.personal.saveFilter(own) };
	}

	#stored({ id, shared }: NamedFilter) {
		return shared ? this.#shared.find((one) => one.id === id) : this.#own.find((one) => one.id === id);
	}

	async #put(filter: Omit<SavedFilter, 'id'> & { id: string }, shared: boolean): Promise<boolean> {
		if (!shared) {
			this.#deps.personal.saveFilter(filter);
			return true;
		}
		return (await this.#deps.commands.saveSharedFilter({ ...filter, id: filter.id as FilterId })).ok;
	}
}
