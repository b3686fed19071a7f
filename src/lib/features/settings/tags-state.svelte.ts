import type { Queries } from '$lib/app/carnet.ts';
import type { TagId } from '$lib/domain/ids.ts';
import { MAX_TAG_NAME, TAG_COLORS, tagKey, type RecordKind, type Tag, type TagColor } from '$lib/domain/tag.ts';
import { foldText, tidyLine } from '$lib/domain/text.ts';

/** What is wrong with a tag's name. `taken`: another tag has it, accents and case aside. */
export type TagFault = { kind: 'empty' } | { kind: 'too-long' } | { kind: 'taken'; tag: Tag };

export interface TagsDeps {
	/** The firm's tags of both kinds, by name. */
	tags(): readonly Tag[];
	queries: Pick<Queries, 'tagUses'>;
}

/** From this many on, tags are looked for by typing. */
const MANY = 9;

/** The page of tags: which kind is shown, what is looked for, and on how many records each tag sits. */
export class TagsState {
	kind = $state<RecordKind>('account');
	sought = $state('');
	/** On how many records of its kind a tag sits; a tag that is not counted yet is missing. */
	uses = $state.raw<ReadonlyMap<TagId, number>>(new Map());
	#counting = 0;
	readonly #deps: TagsDeps;

	constructor(deps: TagsDeps) {
		this.#deps = deps;
	}

	/** All of the kind. */
	get ofKind(): Tag[] {
		return this.#deps.tags().filter((tag) => tag.kind === this.kind);
	}

	/** Those looked for. */
	get shown(): Tag[] {
		const key = foldText(tidyLine(this.sought));
		return this.many ? this.ofKind.filter((tag) => foldText(tag.name).includes(key)) : this.ofKind;
	}

	get many(): boolean {
		return this.ofKind.length >= MANY;
	}

	/** @param except the tag that is renamed */
	nameFault(raw: string, except: TagId | null): TagFault | null {
		const name = tidyLine(raw);
		if (tagKey(name) === '') return { kind: 'empty' };
		if (name.length > MAX_TAG_NAME) return { kind: 'too-long' };
		const tag = this.ofKind.find((one) => one.id !== except && tagKey(one.name) === tagKey(name));
		return tag === undefined ? null : { kind: 'taken', tag };
	}

	/** The colour that the fewest tags have, so that a new tag stands apart. */
	get freeColor(): TagColor {
		const used = (color: TagColor) => this.ofKind.filter((tag) => tag.color === color).length;
		const colors = TAG_COLORS.filter((color) => color !== 'grey');
		return colors.reduce((best, color) => (used(color) < used(best) ? color : best), colors[0] ?? 'grey');
	}

	/** Counts the uses of the shown kind's tags, one after another. A later call takes over. */
	async count(): Promise<void> {
		const counting = ++this.#counting;
		for (const tag of this.ofKind) {
			if (counting !== this.#counting) return;
			await this.countOne(tag);
		}
	}

	/** The page is left: what is not counted yet stays so. */
	stop(): void {
		this.#counting++;
	}

	/** Counts one tag's uses anew, before it is deleted or merged. */
	async countOne({ id, kind }: Tag): Promise<void> {
		try {
			const { accounts, contacts } = await this.#deps.queries.tagUses(id);
			this.uses = new Map(this.uses).set(id, kind === 'account' ? accounts : contacts);
		} catch {
			// A book that is being closed answers no more: the tag stays uncounted.
		}
	}
}
