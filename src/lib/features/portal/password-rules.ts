import { checkPassword, MAX_PASSWORD, MIN_PORTAL_PASSWORD, type PasswordContext } from '$lib/domain/password.ts';
import * as m from '$messages';

/** One rule of a new password, and where the typed one stands. */
export interface PasswordRule {
	text: string;
	state: 'open' | 'kept' | 'broken';
}

/** What a client's password is judged by. The page knows the address masked only; the relay judges by the whole one, and by more words. */
export function clientContext(words: readonly string[]): PasswordContext {
	return { secondFactor: false, minimum: MIN_PORTAL_PASSWORD, words };
}

/** The rules as a list to tick, for what is typed so far. @param refused the relay has refused this very password as too easy */
export function passwordRules(password: string, words: readonly string[], refused: boolean): PasswordRule[] {
	const length = [...password].length;
	const problem = password === '' ? null : checkPassword(password, clientContext(words));
	const long = length >= MIN_PORTAL_PASSWORD;
	const common = problem?.kind === 'common';
	const own = problem?.kind === 'context';
	const rest = (broken: boolean): PasswordRule['state'] => (broken ? 'broken' : long ? 'kept' : 'open');
	return [
		problem?.kind === 'too-long'
			? { text: m.portal_rule_too_long({ maximum: MAX_PASSWORD }), state: 'broken' }
			: { text: m.portal_rule_length({ minimum: MIN_PORTAL_PASSWORD, length }), state: long ? 'kept' : 'open' },
		{ text: m.portal_rule_common(), state: rest(common || refused) },
		{ text: m.portal_rule_own(), state: rest(own || refused) },
	];
}

/** Whether the rules let a password pass. */
export function isPasswordFine(password: string, words: readonly string[]): boolean {
	return checkPassword(password, clientContext(words)) === null;
}
