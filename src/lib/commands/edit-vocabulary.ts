import * as z from 'zod/mini';
import { FIRM_VOCABULARY } from '../domain/document-name.ts';
import { isFieldValue, type FieldValue } from '../domain/field-value.ts';
import { filterId, tagId, type FilterId, type TagId } from '../domain/ids.ts';
import { filterPartField, filterParts, type SavedFilter } from '../domain/saved-filter.ts';
import { MAX_TAG_NAME, recordKind, tagColor, tagPartField, type RecordKind, type TagColor } from '../domain/tag.ts';
import { tidyLine } from '../domain/text.ts';
import type { Vocabulary } from '../domain/vocabulary.ts';
import type { CommandResult } from './command-input.ts';
import { commit, type CommandDeps } from './commit.ts';
import { readVocabulary } from './read-firm.ts';
import { DONE, refuse, type Refused } from './refusals.ts';

/** The JSON of a filter, in UTF-16 code units: an event has room for it and for the former one. */
const MAX_TERMS = 2_400;

/** Makes a tag. A name that a tag of its kind has already is refused, accents and case aside. */
export async function createTag(
	deps: CommandDeps,
	input: { id?: TagId; name: string; color: TagColor; kind: RecordKind },
): Promise<CommandResult<TagId>> {
	const name = tidyLine(input.name);
	const [kind, color, id] = [recordKind.safeParse(input.kind), tagColor.safeParse(input.color), tagId.safeParse(input.id ?? deps.platform.uuid())];
	if (!kind.success || !color.success || !id.success) return refuse('required', 'color');
	return commit(deps, 'created', async (draft) => {
		const vocabulary = await readVocabulary(draft.tx);
		const refused = nameRefusal(vocabulary, kind.data, name, null);
		if (refused !== null) return refused;
		draft.change(FIRM_VOCABULARY, {
			[tagPartField(id.data, 'name')]: name,
			[tagPartField(id.data, 'color')]: color.data,
			[tagPartField(id.data, 'kind')]: kind.data,
		});
		return { ok: true, value: id.data };
	});
}

/** Renames or recolours a tag. Tags that were one with it by their name become one with it by a merge, so that they stay so. */
export async function editTag(deps: CommandDeps, id: TagId, changes: { name?: string; color?: TagColor }): Promise<CommandResult<void>> {
	const color = z.optional(tagColor).safeParse(changes.color);
	if (!color.success) return refuse('required', 'color');
	return commit(deps, 'edited', async (draft) => {
		const vocabulary = await readVocabulary(draft.tx);
		const tag = vocabulary.resolve(id);
		if (tag === null) return refuse('tag-unknown');
		const values: Record<string, FieldValue> = {};
		if (changes.name !== undefined) {
			const name = tidyLine(changes.name);
			const refused = nameRefusal(vocabulary, tag.kind, name, tag.id);
			if (refused !== null) return refused;
			values[tagPartField(tag.id, 'name')] = name;
			Object.assign(values, intoOne(vocabulary, tag.id, tag.id));
		}
		if (color.data !== undefined) values[tagPartField(tag.id, 'color')] = color.data;
		draft.change(FIRM_VOCABULARY, values);
		return DONE;
	});
}

/** Makes two tags of one kind one: records that carry the first carry the second. */
export async function mergeTags(deps: CommandDeps, from: TagId, into: TagId): Promise<CommandResult<void>> {
	return commit(deps, 'merged', async (draft) => {
		const vocabulary = await readVocabulary(draft.tx);
		const [left, right] = [vocabulary.resolve(from), vocabulary.resolve(into)];
		if (left === null || right === null || left.kind !== right.kind || left.id === right.id) return refuse('tag-unknown');
		draft.change(FIRM_VOCABULARY, intoOne(vocabulary, left.id, right.id));
		return DONE;
	});
}

/** Deletes a tag, under whatever ids records carry it. Records keep the ids, which mean nothing from then on. */
export async function deleteTag(deps: CommandDeps, id: TagId): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const vocabulary = await readVocabulary(draft.tx);
		const tag = vocabulary.resolve(id);
		if (tag === null) return refuse('tag-unknown');
		draft.change(FIRM_VOCABULARY, Object.fromEntries(vocabulary.aliases(tag.id).map((alias) => [tagPartField(alias, 'deleted'), true])));
		return DONE;
	});
}

/** Creates or changes a filter that the firm shares. */
export async function saveSharedFilter(deps: CommandDeps, filter: SavedFilter): Promise<CommandResult<void>> {
	const name = tidyLine(filter.name);
	const [id, list] = [filterId.safeParse(filter.id), filterParts.list.safeParse(filter.list)];
	if (name === '') return refuse('required', 'name');
	if (!filterParts.name.safeParse(name).success) return refuse('too-long', 'name');
	if (!id.success || !list.success || !isFieldValue(filter.terms)) return refuse('value-invalid', 'terms');
	if (JSON.stringify(filter.terms).length > MAX_TERMS) return refuse('too-long', 'terms');
	return commit(deps, 'edited', async (draft) => {
		const known = (await readVocabulary(draft.tx)).sharedFilters.some((one) => one.id === id.data);
		draft.change(FIRM_VOCABULARY, {
			[filterPartField(id.data, 'name')]: name,
			[filterPartField(id.data, 'list')]: list.data,
			[filterPartField(id.data, 'terms')]: filter.terms,
			...(known ? {} : { [filterPartField(id.data, 'deleted')]: false }),
		});
		return DONE;
	});
}

export async function removeSharedFilter(deps: CommandDeps, id: FilterId): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const known = (await readVocabulary(draft.tx)).sharedFilters.some((filter) => filter.id === id);
		if (!known) return refuse('record-unknown');
		draft.change(FIRM_VOCABULARY, { [filterPartField(id, 'deleted')]: true });
		return DONE;
	});
}

/** Merges a tag, and those that are one with it, into another. */
function intoOne(vocabulary: Vocabulary, from: TagId, into: TagId): Record<string, FieldValue> {
	const others = vocabulary.aliases(from).filter((alias) => alias !== into);
	return Object.fromEntries(others.map((alias) => [tagPartField(alias, 'mergedInto'), into]));
}

/** @param own the tag that may have the name */
function nameRefusal(vocabulary: Vocabulary, kind: RecordKind, name: string, own: TagId | null): Refused | null {
	if (name === '') return refuse('required', 'name');
	if (name.length > MAX_TAG_NAME) return refuse('too-long', 'name');
	const known = vocabulary.named(kind, name);
	return known === null || known.id === own ? null : refuse('tag-name-taken', 'name');
}
