import type { ApiProblem } from '$lib/app/api-call.ts';
import * as m from '$messages';

const MINUTE = 60;

/** Why a call to the relay came to nothing, in words; for what has no words of its own on the screen. */
export function problemWords(problem: ApiProblem): string {
	switch (problem.kind) {
		case 'offline':
			return m.common_offline();
		case 'throttled':
			return waitWords(problem.seconds);
		case 'refused':
			return problem.error === 'signed-out' ? m.common_signed_out() : m.common_failed();
		case 'failed':
			return m.common_failed();
	}
}

/** The relay's own code for a refusal, or null where the call failed otherwise. */
export function refusalOf(problem: ApiProblem): string | null {
	return problem.kind === 'refused' ? problem.error : null;
}

function waitWords(seconds: number): string {
	return seconds > 2 * MINUTE
		? m.common_throttled_minutes({ minutes: Math.ceil(seconds / MINUTE) })
		: m.common_throttled({ seconds });
}
