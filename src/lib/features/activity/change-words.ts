import type { FieldValue } from '$lib/domain/field-value.ts';
import { parseFolderField } from '$lib/domain/folder.ts';
import type { ContactId } from '$lib/domain/ids.ts';
import { parseLinkField } from '$lib/domain/link.ts';
import { parseTagField } from '$lib/domain/tag.ts';
import { fieldWord } from '$lib/features/record-words/field-words.ts';
import type { WordSource } from '$lib/features/record-words/word-source.svelte.ts';
import * as m from '$messages';
import { readFolder, type ShownChange } from './shown-changes.ts';

/** What a line's words need to know beside the change. */
export interface ChangeContext {
	words: WordSource;
	names: ReadonlyMap<ContactId, string>;
}

/** A change in words; `values`: what it went from and to belongs behind them. */
export function changeWords(change: ShownChange, { words, names }: ChangeContext): { title: string; values: boolean } {
	const { field, from, to } = change;
	const link = parseLinkField(field);
	if (link !== null) {
		const name = names.get(link.contact) || m.create_contact_unnamed();
		if (link.part !== 'present') return { title: m.activity_switch({ name, which: fieldWord(field) }), values: true };
		return { title: to === true ? m.activity_linked({ name }) : m.activity_unlinked({ name }), values: false };
	}
	const tag = parseTagField(field);
	if (tag !== null) {
		const name = words.vocabulary?.resolve(tag)?.name ?? m.activity_deleted_tag();
		return { title: to === true ? m.activity_tagged({ name }) : m.activity_untagged({ name }), values: false };
	}
	if (parseFolderField(field) !== null) return { title: folderWords(from, to), values: false };
	if (field.startsWith('mergedInto/'))
		return { title: to === null ? m.activity_parted() : m.activity_merged_into(), values: false };
	if (field.startsWith('apart/')) return { title: m.activity_kept_apart(), values: false };
	if (field === 'archived')
		return { title: to === true ? m.activity_archived() : m.activity_unarchived(), values: false };
	if (field === 'toReview')
		return { title: to === true ? m.review_field() : m.review_changed(), values: false };
	if (field === 'deleted') return { title: to === true ? m.activity_deleted() : m.activity_undeleted(), values: false };
	return { title: fieldWord(field, words), values: true };
}

function folderWords(from: FieldValue | undefined, to: FieldValue | undefined): string {
	const before = readFolder(from);
	const after = readFolder(to);
	if (after === null) return m.record_folder();
	const { name } = after;
	if (after.removed) return m.activity_folder_removed({ name });
	if (before === null || before.removed) return m.activity_folder_added({ name });
	if (before.name !== name) return m.activity_folder_renamed({ from: before.name, to: name });
	if (before.clientUploads !== after.clientUploads)
		return after.clientUploads ? m.activity_folder_uploads({ name }) : m.activity_folder_no_uploads({ name });
	return m.activity_folder_moved({ name });
}
