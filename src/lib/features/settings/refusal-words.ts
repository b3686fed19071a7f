import type { ApiProblem } from '$lib/app/api-call.ts';
import { problemWords, refusalOf } from '$lib/features/relay-words/problem-words.ts';
import * as m from '$messages';

const REFUSALS: Readonly<Record<string, () => string>> = {
	'already-staff': m.settings_staff_already,
	'too-many': m.settings_staff_too_many,
	forbidden: m.settings_staff_forbidden,
	'last-owner': m.settings_staff_last_owner,
	unknown: m.settings_staff_gone,
};

/** Why the relay did not change staff, invitations or devices, in words. */
export function refusalWords(problem: ApiProblem): string {
	return REFUSALS[refusalOf(problem) ?? '']?.() ?? problemWords(problem);
}
