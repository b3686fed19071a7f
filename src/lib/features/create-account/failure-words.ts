import * as m from '$messages';

/** Why nothing was saved, in the words of the person before the screen; null while nothing failed. */
export function failureWords(failure: unknown): string | null {
	if (failure === null) return null;
	const reason = failure instanceof Error && 'reason' in failure ? String(failure.reason) : '';
	if (reason === 'quota') return m.create_failed_full();
	return m.create_failed({ reason: failure instanceof Error ? failure.message : m.create_failed_unknown() });
}
