import { foldText } from '../domain/text.ts';
import { phoneDigits } from '../projections/search-text.ts';
import type { SearchChunk } from '../storage/rows.ts';
import type { SearchHit } from './rows.ts';

/** The packed search text in memory: chunks replace their earlier version, a search is one scan. */
export class SearchIndex {
	#chunks = new Map<SearchChunk['key'], SearchChunk>();
	#version = 0;

	/** The highest version taken in. */
	get version(): number {
		return this.#version;
	}

	take(chunks: readonly SearchChunk[]): void {
		for (const chunk of chunks) {
			this.#chunks.set(chunk.key, chunk);
			this.#version = Math.max(this.#version, chunk.version);
		}
	}

	/**
	 * The best hits for what was typed: every word must be found, accents and case don't count, a phone's digits in any spelling do.
	 * Names that begin with the words come first, then words that begin so, then the rest; within a rank by name.
	 */
	search(typed: string, limit: number): SearchHit[] {
		const digits = phoneTerm(typed);
		const terms = foldText(typed).split(/\s+/).filter((term) => term !== '');
		if (terms.length === 0) return [];
		const hits: { kind: SearchHit['kind']; id: string; rank: number; text: string }[] = [];
		for (const chunk of this.#chunks.values()) {
			const kind = chunk.key.startsWith('account/') ? 'account' : 'contact';
			for (let i = 0; i < chunk.ids.length; i++) {
				const text = chunk.texts[i] ?? '';
				const rank = rankOf(text, terms, digits);
				if (rank !== null) hits.push({ kind, id: chunk.ids[i] ?? '', rank, text });
			}
		}
		return hits
			.sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : a.text > b.text ? 1 : a.kind < b.kind ? -1 : 1))
			.slice(0, limit)
			.map(({ kind, id }) => ({ kind, id }));
	}
}

function rankOf(text: string, terms: readonly string[], digits: string | null): number | null {
	if (text === '') return null;
	if (digits !== null && text.includes(digits)) return 1;
	if (!terms.every((term) => text.includes(term))) return null;
	const first = terms[0] ?? '';
	if (text.startsWith(terms.join(' '))) return 0;
	if (text.startsWith(first)) return 1;
	return terms.every((term) => startsWord(text, term)) ? 2 : 3;
}

function startsWord(text: string, term: string): boolean {
	for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) if (at === 0 || /[\s\-'.@]/.test(text[at - 1] ?? '')) return true;
	return false;
}

/** What was typed as a phone number's significant digits: without the national 0 or the country's prefix; null when it is no number. */
function phoneTerm(typed: string): string | null {
	if (!/^[\d\s+().\-/\u00a0\u202f]+$/.test(typed)) return null;
	const digits = phoneDigits(typed).replace(/^0/, '');
	return digits.length >= 3 ? digits : null;
}
