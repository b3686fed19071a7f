import { untrack } from 'svelte';
import { announceEditing } from '$lib/features/presence/announce-editing.svelte.ts';
import { FieldEdit, type FieldEditDeps } from './field-edit-state.svelte.ts';

/**
 * A field edit that follows a value of the book for as long as the component that calls this is on screen.
 * @param read the book's value, as a component reads it
 */
export function createFieldEdit<T>(read: () => T, deps: Omit<FieldEditDeps<T>, 'value'>): FieldEdit<T> {
	const edit = new FieldEdit<T>({ value: untrack(read), ...deps });
	$effect.pre(() => {
		const value = read();
		untrack(() => edit.follow(value));
	});
	announceEditing(() => ({ at: edit.at, inIt: edit.phase === 'editing', typed: edit.draft }));
	return edit;
}
