import * as z from 'zod/mini';
import type { AccountId } from './ids.ts';
import { foldText } from './text.ts';

/** An account's ID as it was handed out: three letters and a number. */
export const accountCode = z.string().check(z.regex(/^[A-Z]{3}-\d{3,9}$/));

/** Someone who claims a code. */
export interface CodeClaim {
	id: AccountId;
	/** ms since 1970 */
	createdAt: number;
}

/** The letters that an account's code begins with: the first three of its name, without accents; 'CLI' for a name without Latin letters. */
export function codePrefix(name: string): string {
	const letters = foldText(name).toUpperCase().replace(/[^A-Z]/g, '').slice(0, 3);
	return letters === '' ? 'CLI' : letters.padEnd(3, 'X');
}

/**
 * Codes to try for a name, in this order: most have three digits; where those are taken, longer ones are nearly always free.
 * @param random from 0 up to 1
 */
export function codeCandidates(name: string, random: () => number): string[] {
	const prefix = codePrefix(name);
	return [3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 9].map((digits) => {
		const least = 10 ** (digits - 1);
		return `${prefix}-${least + Math.floor(random() * 9 * least)}`;
	});
}

/** The code of an account that was made before there were any: told by its id, so that it is the same everywhere. */
export function codeOfId(id: AccountId): string {
	return `${codePrefix('')}-${String(parseInt(id.slice(-8), 16) % 1_000_000).padStart(6, '0')}`;
}

/**
 * The codes of accounts that claim the same one, each different: the first to be created keeps it, the others get letters from their own id
 * behind it. Parted devices hand out codes without knowing of each other; this rule gives the same answer on all of them.
 * @param claims in any order; all that claim `code`
 */
export function sharedCodes(code: string, claims: readonly CodeClaim[]): Map<AccountId, string> {
	const given = new Map<AccountId, string>();
	const taken = new Set<string>([code]);
	for (const [place, { id }] of [...claims].sort(firstCreated).entries()) {
		if (place === 0) {
			given.set(id, code);
			continue;
		}
		const letters = lettersOf(id);
		let length = 2;
		while (taken.has(`${code}-${letters.slice(0, length)}`) && length < letters.length) length++;
		const own = `${code}-${letters.slice(0, length)}`;
		taken.add(own);
		given.set(id, own);
	}
	return given;
}

function firstCreated(a: CodeClaim, b: CodeClaim): number {
	return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

/** An id's random end as letters A–P, the last first. */
function lettersOf(id: AccountId): string {
	const digits = id.replaceAll('-', '').slice(-18);
	return Array.from(digits, (digit) => String.fromCharCode(65 + parseInt(digit, 16)))
		.reverse()
		.join('');
}
