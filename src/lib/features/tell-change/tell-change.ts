import type { CommandResult } from '$lib/app/carnet.ts';
import { getUndo } from '$lib/app/undo.svelte.ts';
import { getToasts } from '$lib/components/toasts.svelte.ts';
import { failureWords } from '$lib/features/create-account/failure-words.ts';
import { refusalWords } from './refusal-words.ts';

/**
 * Makes a change: tells what was done, with its undo, or why it was not.
 * @param words a sentence that says what was done
 * @returns what the command answered; null: it was refused, or the disk failed, and that was said
 */
export type TellChange = <T>(
	act: () => Promise<CommandResult<T>>,
	words: string | ((value: T) => string),
) => Promise<{ value: T } | null>;

/** For a component, while it is set up. */
export function createTellChange(): TellChange {
	const undo = getUndo();
	const toasts = getToasts();
	return async (act, words) => {
		try {
			const result = await act();
			if (result.ok) {
				undo.offer([result.group], typeof words === 'string' ? words : words(result.value));
				return { value: result.value };
			}
			const [problem] = result.problems;
			if (problem !== undefined) toasts.show(refusalWords(problem.problem), { tone: 'danger' });
		} catch (error) {
			toasts.show(failureWords(error) ?? '', { tone: 'danger' });
		}
		return null;
	};
}
