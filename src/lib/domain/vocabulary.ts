import type { TagId } from './ids.ts';
import type { SavedFilter } from './saved-filter.ts';
import { tagKey, type RecordKind, type StoredTag, type Tag } from './tag.ts';
import { foldText } from './text.ts';

/**
 * The firm's tags and shared filters. Records keep the ids that they were given; what an id means today is told here, by rules that give the
 * same answer on every device: a merged tag means what it was merged into; of a circle of merges the lowest id stands; of two tags of one kind
 * with one name (accents, case and spaces aside) the lowest id stands; a deleted tag means nothing.
 */
export class Vocabulary {
	/** The tags that stand, by name. */
	readonly tags: readonly Tag[];
	/** By name. */
	readonly sharedFilters: readonly SavedFilter[];
	readonly #meaning = new Map<TagId, Tag | null>();
	readonly #aliases = new Map<TagId, TagId[]>();

	constructor(stored: readonly StoredTag[], sharedFilters: readonly SavedFilter[]) {
		const known = new Map(stored.map((tag) => [tag.id, tag]));
		const byName = new Map<string, StoredTag>();
		const ends = new Map<TagId, StoredTag>();
		for (const tag of [...stored].sort(byId)) {
			const end = endOfMerges(tag, known);
			ends.set(tag.id, end);
			if (!end.deleted) {
				const first = byName.get(nameKey(end));
				if (first === undefined || end.id < first.id) byName.set(nameKey(end), end);
			}
		}
		for (const [id, end] of ends) {
			const stands = end.deleted ? null : (byName.get(nameKey(end)) ?? end);
			this.#meaning.set(id, stands === null ? null : toTag(stands));
			const aliasesOf = stands?.id ?? end.id;
			this.#aliases.set(aliasesOf, [...(this.#aliases.get(aliasesOf) ?? []), id]);
		}
		this.tags = [...byName.values()].map(toTag).sort(byTagName);
		this.sharedFilters = [...sharedFilters].sort(byTagName);
	}

	/** What an id means now: the tag that stands for it, or null for one that was deleted or that nobody made. */
	resolve(id: TagId): Tag | null {
		return this.#meaning.get(id) ?? null;
	}

	/** All ids that records may carry for the tag that stands for this one, itself among them. */
	aliases(id: TagId): readonly TagId[] {
		return this.#aliases.get(this.resolve(id)?.id ?? id) ?? [id];
	}

	/** The tags of a record, each once, by name. */
	tagsOf(ids: readonly TagId[]): Tag[] {
		const found = new Map<TagId, Tag>();
		for (const id of ids) {
			const tag = this.resolve(id);
			if (tag !== null) found.set(tag.id, tag);
		}
		return [...found.values()].sort(byTagName);
	}

	/** The tag of a kind that a typed name means, or null. */
	named(kind: RecordKind, name: string): Tag | null {
		const key = tagKey(name);
		return this.tags.find((tag) => tag.kind === kind && tagKey(tag.name) === key) ?? null;
	}
}

/** Where following merges from a tag ends. Merges into unknown tags, or into the other kind, are none. */
function endOfMerges(tag: StoredTag, known: ReadonlyMap<TagId, StoredTag>): StoredTag {
	const path = [tag];
	for (let at = tag; ; ) {
		const next = at.mergedInto === null ? undefined : known.get(at.mergedInto);
		if (next === undefined || next.kind !== tag.kind) return at;
		const turn = path.indexOf(next);
		if (turn >= 0) return path.slice(turn).reduce((lowest, each) => (each.id < lowest.id ? each : lowest));
		path.push(next);
		at = next;
	}
}

function nameKey(tag: StoredTag): string {
	return `${tag.kind} ${tagKey(tag.name)}`;
}

function toTag({ id, name, color, kind }: StoredTag): Tag {
	return { id, name, color, kind };
}

function byId(a: StoredTag, b: StoredTag): number {
	return a.id < b.id ? -1 : 1;
}

function byTagName(a: { id: string; name: string }, b: { id: string; name: string }): number {
	const [left, right] = [foldText(a.name), foldText(b.name)];
	return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : 1;
}
