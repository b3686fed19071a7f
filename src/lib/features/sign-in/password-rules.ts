import { checkPassword, MAX_PASSWORD, MIN_PASSWORD, MIN_PASSWORD_WITH_SECOND_FACTOR } from '$lib/domain/password.ts';
import type { PasswordContext } from '$lib/domain/password.ts';
import * as m from '$messages';

/** One rule of a new password, and where the typed one stands. */
export interface PasswordRule {
	text: string;
	state: 'open' | 'kept' | 'broken';
}

/** The rules as a list to tick, for what is typed so far. */
export function passwordRules(password: string, context: PasswordContext): PasswordRule[] {
	const length = [...password].length;
	const minimum = context.secondFactor ? MIN_PASSWORD_WITH_SECOND_FACTOR : MIN_PASSWORD;
	const problem = password === '' ? null : checkPassword(password, context);
	const kind = problem?.kind ?? null;
	const judged = length >= minimum;
	return [
		kind === 'too-long'
			? { text: m.password_rule_too_long({ maximum: MAX_PASSWORD }), state: 'broken' }
			: { text: m.password_rule_length({ minimum, length }), state: judged ? 'kept' : 'open' },
		{ text: m.password_rule_common(), state: kind === 'common' ? 'broken' : judged ? 'kept' : 'open' },
		problem?.kind === 'context'
			? { text: m.password_rule_context_word({ word: problem.word }), state: 'broken' }
			: { text: m.password_rule_context(), state: kind === 'common' || !judged ? 'open' : 'kept' },
	];
}

/** Whether the rules let a password pass; the relay judges again, by a longer list of common ones. */
export function isPasswordFine(password: string, context: PasswordContext): boolean {
	return checkPassword(password, context) === null;
}

/** What of these people and names a password must not be made of. */
export function ownWords(known: { firmName: string; name: string; email: string }): string[] {
	const [local = '', domain = ''] = known.email.split('@');
	return [known.firmName, known.name, local, domain.split('.')[0] ?? ''];
}
