import { fieldWord } from '$lib/features/record-words/field-words.ts';
import type { WordSource } from '$lib/features/record-words/word-source.svelte.ts';
import * as m from '$messages';
import { familyOf } from './shown-changes.ts';

const FAMILIES: Readonly<Record<string, () => string>> = {
	state: m.activity_family_state,
	link: m.activity_family_contacts,
	tag: m.record_tags,
	folder: m.activity_family_folders,
};

/** What activity has to do with nobody: order, origin, and what is told in other words. */
const LEFT_OUT = new Set(['createdAt', 'createdBy', 'deletedSeen']);

/** The choices of a filter for changes of these fields, by their words. */
export function familyOptions(fields: readonly string[], words: WordSource): { value: string; label: string }[] {
	const families = new Set(fields.filter((field) => !LEFT_OUT.has(field)).map(familyOf));
	return [...families].map((family) => ({ value: family, label: FAMILIES[family]?.() ?? fieldWord(family, words) }));
}
