import type { NewTag } from '$lib/app/carnet.ts';
import type { TagId } from '$lib/domain/ids.ts';
import { MAX_TAG_NAME, TAG_COLORS, tagKey, type RecordKind, type Tag, type TagColor } from '$lib/domain/tag.ts';
import { tidyLine } from '$lib/domain/text.ts';

/** The firm's tags, as the vocabulary has them. */
export interface KnownTags {
	/** By name, of both kinds. */
	readonly tags: readonly Tag[];
	/** The tag that an id of a record means now; null where it was deleted. */
	resolve(id: TagId): Tag | null;
}

/** The tags of a record as they are being chosen: raw ids as records keep them, and the tags among them that are not saved yet. */
export interface PickedTags {
	tags: readonly TagId[];
	newTags: readonly NewTag[];
}

export const NO_TAGS: PickedTags = { tags: [], newTags: [] };

/** A chosen tag as it is shown. */
export interface ShownTag {
	id: TagId;
	name: string;
	color: TagColor;
	/** Not saved yet: its colour can still be chosen here. */
	fresh: boolean;
}

export interface TagPickerDeps {
	kind(): RecordKind;
	vocabulary(): KnownTags;
	picked(): PickedTags;
	change(picked: PickedTags): void;
	/** Whether unknown names may be made tags here. */
	creatable(): boolean;
	newId(): TagId;
}

/** Choosing tags by typing: accents, case and spaces don't count, and a name that nothing has becomes a new tag. */
export class TagPickerState {
	text = $state('');
	/** What was typed and not chosen when the field was left: it stays there, and is not a tag of the record. */
	left = $state('');
	/** What was done last, for screen readers. */
	said = $state.raw<{ name: string; added: boolean } | null>(null);
	readonly #deps: TagPickerDeps;

	constructor(deps: TagPickerDeps) {
		this.#deps = deps;
	}

	/** The chosen tags, in the order of choosing. One that was deleted meanwhile is not among them; two ids of one tag are one. */
	get shown(): ShownTag[] {
		const { tags, newTags } = this.#deps.picked();
		const fresh = new Map(newTags.map((tag) => [tag.id, tag]));
		const shown = new Map<TagId, ShownTag>();
		for (const id of tags) {
			const known = this.#deps.vocabulary().resolve(id);
			const made = fresh.get(id);
			if (known !== null) shown.set(known.id, { id: known.id, name: known.name, color: known.color, fresh: false });
			else if (made !== undefined) shown.set(id, { id, name: made.name, color: made.color, fresh: true });
		}
		return [...shown.values()];
	}

	/** The tags to choose from for what was typed: those that begin so first. */
	get found(): Tag[] {
		const chosen = new Set(this.shown.map((tag) => tag.id));
		const free = this.#all.filter((tag) => !chosen.has(tag.id));
		const key = tagKey(this.text);
		if (key === '') return free;
		const hits = free.filter((tag) => tagKey(tag.name).includes(key));
		const begins = (tag: Tag) => tagKey(tag.name).startsWith(key);
		return [...hits.filter(begins), ...hits.filter((tag) => !begins(tag))];
	}

	/** The name that would become a new tag, or '': nothing was typed, or a tag has this name. */
	get creates(): string {
		const name = tidyLine(this.text);
		const key = tagKey(name);
		if (!this.#deps.creatable() || key === '' || this.tooLong) return '';
		return [...this.#all, ...this.shown].some((tag) => tagKey(tag.name) === key) ? '' : name;
	}

	/** What was typed is chosen already. */
	get already(): boolean {
		const key = tagKey(this.text);
		return key !== '' && this.shown.some((tag) => tagKey(tag.name) === key);
	}

	/** Longer than a tag's name can be. */
	get tooLong(): boolean {
		return tidyLine(this.text).length > MAX_TAG_NAME;
	}

	add(id: TagId): void {
		const tag = this.#all.find((one) => one.id === id);
		if (tag === undefined) return;
		const { tags, newTags } = this.#deps.picked();
		this.#deps.change({ tags: [...tags, tag.id], newTags });
		this.#done(tag.name, true);
	}

	/** Makes a tag of what was typed, and chooses it. */
	create(): void {
		const name = this.creates;
		if (name === '') return;
		const { tags, newTags } = this.#deps.picked();
		const id = this.#deps.newId();
		this.#deps.change({ tags: [...tags, id], newTags: [...newTags, { id, name, color: colorFor(name) }] });
		this.#done(name, true);
	}

	/** Leaving the field: the name of a known tag is taken; anything else stays as typed, and the field says so. */
	leave(): void {
		const key = tagKey(this.text);
		const meant = this.found.find((tag) => tagKey(tag.name) === key);
		if (meant !== undefined && key !== '') this.add(meant.id);
		else if (this.already) this.text = '';
		this.left = tidyLine(this.text);
	}

	/** Takes a shown tag away, under every id that it is known by. */
	remove(id: TagId): void {
		const { tags, newTags } = this.#deps.picked();
		const shown = this.shown.find((tag) => tag.id === id);
		const vocabulary = this.#deps.vocabulary();
		this.#deps.change({
			tags: tags.filter((one) => (vocabulary.resolve(one)?.id ?? one) !== id),
			newTags: newTags.filter((tag) => tag.id !== id),
		});
		if (shown !== undefined) this.#done(shown.name, false);
	}

	/** Backspace in the empty field. */
	removeLast(): void {
		const last = this.shown.at(-1);
		if (last !== undefined) this.remove(last.id);
	}

	/** Gives a tag that is made here another colour. */
	paint(id: TagId, color: TagColor): void {
		const { tags, newTags } = this.#deps.picked();
		this.#deps.change({ tags, newTags: newTags.map((tag) => (tag.id === id ? { ...tag, color } : tag)) });
	}

	get #all(): Tag[] {
		return this.#deps.vocabulary().tags.filter((tag) => tag.kind === this.#deps.kind());
	}

	#done(name: string, added: boolean): void {
		this.text = '';
		this.left = '';
		this.said = { name, added };
	}
}

/**
 * What of the chosen tags is to be stored: a tag that was deleted meanwhile does not come back to life, and one that somebody
 * else made under the same name meanwhile is taken instead of making a second.
 */
export function settleTags(
	picked: PickedTags,
	kind: RecordKind,
	vocabulary: KnownTags,
): { tags: TagId[]; newTags: NewTag[] } {
	const known = new Map(vocabulary.tags.filter((tag) => tag.kind === kind).map((tag) => [tagKey(tag.name), tag.id]));
	const fresh = new Map(picked.newTags.map((tag) => [tag.id, tag]));
	const tags = new Set<TagId>();
	const newTags: NewTag[] = [];
	for (const id of picked.tags) {
		const made = fresh.get(id);
		const there = vocabulary.resolve(id)?.id ?? (made === undefined ? undefined : known.get(tagKey(made.name)));
		if (there !== undefined) tags.add(there);
		else if (made !== undefined) newTags.push(made);
	}
	return { tags: [...tags], newTags };
}

/** A new tag's colour follows from its name, so that two people who make the same tag apart give it the same one. */
function colorFor(name: string): TagColor {
	const colors = TAG_COLORS.filter((color) => color !== 'grey');
	const sum = Array.from(tagKey(name)).reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7);
	return colors[sum % colors.length] ?? 'grey';
}
