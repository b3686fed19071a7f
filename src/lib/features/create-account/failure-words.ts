import type { InputProblem } from '$lib/app/carnet.ts';
import * as m from '$messages';
import { faultWords } from './fault-words.ts';
import { refusalFault } from './field-fault.ts';

/**
 * Why nothing was saved, in the words of the person before the screen; null while nothing failed.
 * @param failure what the disk threw, or the problems of a refusal that no field on screen can show
 */
export function failureWords(failure: unknown): string | null {
	if (failure === null) return null;
	if (isRefusal(failure)) return faultWords(refusalFault(failure[0], ''));
	const reason = failure instanceof Error && 'reason' in failure ? String(failure.reason) : '';
	if (reason === 'quota') return m.create_failed_full();
	return m.create_failed({ reason: failure instanceof Error ? failure.message : m.create_failed_unknown() });
}

function isRefusal(failure: unknown): failure is [InputProblem, ...InputProblem[]] {
	return Array.isArray(failure) && failure.length > 0;
}
