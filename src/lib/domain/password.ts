import { COMMON_WORDS, TRADE_WORDS } from './common-passwords.ts';
import { foldText } from './text.ts';

/** Without a second factor: NIST SP 800-63B-4 §3.1.1.1; with the throttled sign-in it also meets CNIL 2022-100. */
export const MIN_PASSWORD = 15;
/** Once a second factor exists. */
export const MIN_PASSWORD_WITH_SECOND_FACTOR = 8;
/** Of a client of the firm in the portal: the sign-in is throttled, and what it opens is their own. */
export const MIN_PORTAL_PASSWORD = 12;
export const MAX_PASSWORD = 128;

/** What is left of a password beside known words, in characters, for it not to count as one of them. */
const MIN_REMAINDER = 6;

/** Why a password is refused. `minimum` and `maximum` count characters (Unicode code points). */
export type PasswordProblem =
	| { kind: 'too-short'; length: number; minimum: number }
	| { kind: 'too-long'; length: number; maximum: number }
	/** One that many people have, or a pattern such as a row of keys. */
	| { kind: 'common' }
	/** Made of the firm's, the person's or the trade's own words. */
	| { kind: 'context'; word: string };

export interface PasswordContext {
	secondFactor: boolean;
	/** In place of what staff need. */
	minimum?: number;
	/** The firm's name, the person's name, the e-mail address: whatever may be known here. */
	words: readonly string[];
	/** Widely known passwords beyond the words of this module, folded; the relay has more than the browser. */
	known?: ReadonlySet<string>;
}

/**
 * What is wrong with a new password, or null. The one rule for browser and relay. Any character counts, none is demanded (ASVS 6.2.5).
 * Source: ASVS 5.0 6.2.1, 6.2.4, 6.2.9, 6.2.11.
 */
export function checkPassword(password: string, context: PasswordContext): PasswordProblem | null {
	const length = [...password].length;
	const minimum = context.minimum ?? (context.secondFactor ? MIN_PASSWORD_WITH_SECOND_FACTOR : MIN_PASSWORD);
	if (length < minimum) return { kind: 'too-short', length, minimum };
	if (length > MAX_PASSWORD) return { kind: 'too-long', length, maximum: MAX_PASSWORD };
	const folded = foldText(password);
	if (context.known?.has(folded) === true || isPattern(folded)) return { kind: 'common' };
	const own = context.words.flatMap(wordsOf);
	for (const spelling of new Set([folded, unleet(folded)])) {
		const word = soleWord(spelling, [...own, ...TRADE_WORDS]);
		if (word !== null) return { kind: 'context', word };
		if (soleWord(spelling, COMMON_WORDS) !== null) return { kind: 'common' };
		const mixed = soleWord(spelling, [...own, ...TRADE_WORDS, ...COMMON_WORDS]);
		if (mixed !== null)
			return own.includes(mixed) || TRADE_WORDS.includes(mixed) ? { kind: 'context', word: mixed } : { kind: 'common' };
	}
	return null;
}

/** The words of a name or an address that a password must not consist of: of three letters or more, and all of them run together. */
function wordsOf(text: string): string[] {
	const parts = foldText(text).split(/[^\p{L}\p{N}]+/u);
	return [...new Set([parts.join(''), ...parts])].filter((part) => part.length >= 3);
}

/** The first known word in the password when next to nothing is left beside such words, years and runs; else null. */
function soleWord(folded: string, words: readonly string[]): string | null {
	let rest = folded.replace(/[^\p{L}\p{N}]+/gu, '');
	let found: string | null = null;
	for (const word of [...words].sort((a, b) => b.length - a.length)) {
		if (!rest.includes(word)) continue;
		found ??= word;
		rest = rest.replaceAll(word, ' ');
	}
	if (found === null) return null;
	const left = rest
		.split(' ')
		.map((part) => part.replace(/(?:19|20)\d\d/g, ''))
		.filter((part) => !/^\d{0,3}$/.test(part) && !isPattern(part))
		.join('');
	return [...left].length < MIN_REMAINDER ? found : null;
}

/** Rows of keys, of the alphabet and of digits, each joined to itself; backwards too. */
const ROWS = [
	'abcdefghijklmnopqrstuvwxyz',
	'01234567890',
	'azertyuiopqsdfghjklmwxcvbn',
	'qwertyuiopasdfghjklzxcvbnm',
	'qwertzuiopasdfghjklyxcvbnm',
	'1qaz2wsx3edc4rfv5tgb6yhn7ujm',
	'1q2w3e4r5t6y7u8i9o0p',
	'1a2z3e4r5t6y7u8i9o0p',
].flatMap((row) => [row + row, [...(row + row)].reverse().join('')]);

/** Whether a text is nothing but a short piece repeated, or runs along the alphabet, the digits or the keyboard. */
function isPattern(text: string): boolean {
	const letters = text.replace(/[^\p{L}\p{N}]+/gu, '');
	if (/^(.{1,5}?)\1+$/u.test(letters === '' ? text : letters)) return true;
	return letters !== '' && withoutRuns(letters).length <= letters.length / 5;
}

/** Takes out every piece of four characters or more that stands in a row of the keyboard, forwards or backwards. */
function withoutRuns(text: string): string {
	let left = '';
	let i = 0;
	while (i < text.length) {
		let end = i;
		for (const row of ROWS) {
			let size = 4;
			while (i + size <= text.length && row.includes(text.slice(i, i + size))) end = Math.max(end, i + size++);
		}
		if (end === i) left += text.charAt(i++);
		else i = end;
	}
	return left;
}

const LEET: Readonly<Record<string, string>> = {
	'0': 'o',
	'1': 'i',
	'3': 'e',
	'4': 'a',
	'5': 's',
	'7': 't',
	'@': 'a',
	$: 's',
	'!': 'i',
};

/** Digits and signs that stand for letters, read as letters. */
function unleet(text: string): string {
	return text.replace(/[013457@$!]/g, (sign) => LEET[sign] ?? sign);
}
