import { linkProblem, type LinkProblem } from '$lib/app/api-answers.ts';
import type { ApiProblem } from '$lib/app/api-call.ts';
import { refusalOf } from '$lib/features/relay-words/problem-words.ts';
import * as m from '$messages';

const RESET: Readonly<Record<LinkProblem, () => string>> = {
	unknown: m.reset_bad_unknown,
	used: m.reset_bad_used,
	expired: m.reset_bad_expired,
	replaced: m.reset_bad_replaced,
	revoked: m.reset_bad_replaced,
	withdrawn: m.reset_bad_unknown,
};

const JOIN: Readonly<Record<LinkProblem, () => string>> = {
	unknown: m.join_bad_unknown,
	used: m.join_bad_used,
	expired: m.join_bad_expired,
	replaced: m.join_bad_replaced,
	revoked: m.join_bad_replaced,
	withdrawn: m.join_bad_withdrawn,
};

/** Why a mailed link is refused, or null where the call failed for another reason. */
export function linkProblemOf(problem: ApiProblem): LinkProblem | null {
	if (problem.kind !== 'refused') return null;
	if (refusalOf(problem) === 'invalid') return 'unknown';
	const parsed = linkProblem.safeParse(problem.body);
	return refusalOf(problem) === 'link' && parsed.success ? parsed.data.problem : null;
}

/** What became of a link to a new password. */
export function resetLinkWords(problem: LinkProblem): string {
	return RESET[problem]();
}

/** What became of a colleague's invitation. */
export function joinLinkWords(problem: LinkProblem): string {
	return JOIN[problem]();
}
