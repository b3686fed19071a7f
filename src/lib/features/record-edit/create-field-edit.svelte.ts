import { untrack } from 'svelte';
import { getUndo } from '$lib/app/undo.svelte.ts';
import { announceEditing } from '$lib/features/presence/announce-editing.svelte.ts';
import { FieldEdit, type FieldEditDeps } from './field-edit-state.svelte.ts';

export interface FollowedFieldDeps<T> extends Omit<FieldEditDeps<T>, 'value'> {
	/** What was done, as a sentence, for the way back: "“E-mail” of Léa Martin changed." */
	said(): string;
}

/**
 * A field edit that follows a value of the book for as long as the component that calls this is on screen. What it saves can be undone.
 * @param read the book's value, as a component reads it
 */
export function createFieldEdit<T>(read: () => T, { said, ...deps }: FollowedFieldDeps<T>): FieldEdit<T> {
	const undo = getUndo();
	const edit = new FieldEdit<T>({
		value: untrack(read),
		...deps,
		save: async (value) => {
			const result = await deps.save(value);
			if (result.ok) undo.offer([result.group], said());
			return result;
		},
	});
	$effect.pre(() => {
		const value = read();
		untrack(() => edit.follow(value));
	});
	announceEditing(() => ({ at: edit.at, inIt: edit.phase === 'editing', typed: edit.draft }));
	return edit;
}
