import { foldText } from '../domain/text.ts';
import { phoneDigits } from '../projections/search-text.ts';

/** How well a record fits what was typed; the lower the better. */
export type Rank = 0 | 1 | 2 | 3 | 4;

/** As many ranks as there are. */
export const RANKS = 5;

/** The rank of what fits only with a typing error forgiven. */
const FORGIVEN: Rank = 4;

/** Words shorter than this are too like each other to forgive an error in. */
const LEAST_FORGIVEN = 4;

/** Words that a typed one may have meant. */
const MOST_MEANT = 40;

/** What stands before a word. */
const WORD_ENDS = " \n\u0000-'.@(&";

/** What was typed, ready for comparing with many texts. */
export interface Typed {
	/** Folded words, each of which must be found. */
	words: readonly string[];
	/** A phone number's or company number's significant digits; null when it is no number. */
	digits: string | null;
	/** For each word, the words of the book that it may have meant; null: no error is forgiven. */
	meant: readonly (readonly string[])[] | null;
}

/** null: nothing was typed. */
export function readTyped(text: string): Typed | null {
	const words = foldText(text)
		.split(/\s+/)
		.filter((word) => word !== '');
	return words.length === 0 ? null : { words, digits: digitsOf(text), meant: null };
}

/** The same with one typing error forgiven in each longer word; null where that would find nothing more. */
export function forgiving(typed: Typed, vocabulary: Iterable<string>): Typed | null {
	if (typed.digits !== null) return null;
	const meant = typed.words.map((): string[] => []);
	const forgiven = typed.words.map((word) => word.length >= LEAST_FORGIVEN && !/[\d@]/.test(word));
	if (!forgiven.includes(true)) return null;
	for (const known of vocabulary) {
		for (const [i, word] of typed.words.entries()) {
			const found = meant[i];
			if (forgiven[i] === true && found !== undefined && found.length < MOST_MEANT && isNearly(word, known))
				found.push(known);
		}
	}
	return meant.some((words) => words.length > 0) ? { ...typed, meant } : null;
}

/** The words of a text by which a typing error may be recognised: of its first line, the name. */
export function wordsOf(text: string): string[] {
	const end = text.indexOf('\n');
	return (end < 0 ? text : text.slice(0, end))
		.split(/[\s\-'.,&()]+/)
		.filter((word) => word.length >= LEAST_FORGIVEN - 1);
}

/** The rank of a folded text (see `search-text.ts`), or null when it is not found. */
export function rankOf(text: string, typed: Typed): Rank | null {
	if (typed.digits !== null && text.includes(typed.digits)) return 1;
	if (typed.meant !== null)
		return typed.words.every(
			(word, i) => text.includes(word) || typed.meant?.[i]?.some((meant) => text.includes(meant)),
		)
			? FORGIVEN
			: null;
	for (const word of typed.words) if (!text.includes(word)) return null;
	const [first = ''] = typed.words;
	if (text.startsWith(first)) return text.startsWith(typed.words.join(' ')) ? 0 : 1;
	return typed.words.every((word) => startsWord(text, word)) ? 2 : 3;
}

/** Whether everything that fits `next` fits `before`, too: one went on typing. */
export function narrows(before: Typed, next: Typed): boolean {
	if (before.digits !== null || next.digits !== null || before.meant !== null || next.meant !== null) return false;
	return before.words.every((word) => next.words.some((longer) => longer.includes(word)));
}

/** Whether a known word is the typed one, or begins with it, but for one letter wrong, missing, too many, or two exchanged. */
export function isNearly(typed: string, known: string): boolean {
	if (known.length < typed.length - 1) return false;
	let at = 0;
	while (at < typed.length && typed[at] === known[at]) at++;
	// An error in the first letter is rare, and forgiving it would make every word like many others.
	if (at === typed.length || at === 0) return at > 0;
	return (
		known.startsWith(typed.slice(at + 1), at + 1) ||
		known.startsWith(typed.slice(at + 1), at) ||
		known.startsWith(typed.slice(at), at + 1) ||
		(typed[at] === known[at + 1] && typed[at + 1] === known[at] && known.startsWith(typed.slice(at + 2), at + 2))
	);
}

function startsWord(text: string, word: string): boolean {
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (startsAWord(text, at)) return true;
	return false;
}

/** Whether a word begins at a place of a text. */
export function startsAWord(text: string, at: number): boolean {
	return at === 0 || WORD_ENDS.includes(text[at - 1] ?? '');
}

/** Digits without the national 0 or the country's prefix. */
function digitsOf(typed: string): string | null {
	if (!/^[\d\s+().\-/\u00a0\u202f]+$/.test(typed)) return null;
	const digits = phoneDigits(typed).replace(/^0/, '');
	return digits.length >= 3 ? digits : null;
}
