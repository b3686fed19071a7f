import * as m from '$messages';
import type { PortalProblem } from './portal-api.ts';

/** What went wrong, in words, where a page has nothing better to say. */
export function problemWords(problem: PortalProblem): string {
	switch (problem.kind) {
		case 'offline':
			return m.portal_offline();
		case 'throttled':
			return waitWords(problem.seconds);
		case 'refused':
		case 'failed':
			return m.portal_failed();
	}
}

/** How long to wait. */
export function waitWords(seconds: number): string {
	return seconds <= 90 ? m.portal_wait_seconds({ seconds }) : m.portal_wait_minutes({ minutes: Math.ceil(seconds / 60) });
}

/** The relay's code of a refusal, or null for any other problem. */
export function refusalOf(problem: PortalProblem | null): string | null {
	return problem?.kind === 'refused' ? problem.refusal.error : null;
}
