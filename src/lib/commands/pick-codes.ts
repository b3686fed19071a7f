import { codeCandidates } from '../domain/account-code.ts';
import type { BookTransaction } from '../storage/book-store.ts';

/**
 * IDs for new accounts, by their names: free ones as far as this device can know. A round asks the book for one code of each name; most names
 * need no second one.
 * @param random from 0 up to 1
 */
export async function pickCodes(tx: BookTransaction, names: readonly string[], random: () => number): Promise<string[]> {
	const given = names.map(() => '');
	const taken = new Set<string>();
	let open = names.map((name, place) => ({ place, codes: codeCandidates(name, random) }));
	while (open.length > 0) {
		const asked = open.flatMap(({ codes }) => codes.slice(0, 1)).filter((code) => !taken.has(code));
		for (const code of await tx.accounts.claimed([...new Set(asked)])) taken.add(code);
		const scarce = scarceKinds(asked, taken);
		const rest: typeof open = [];
		for (const { place, codes } of open) {
			const [code = '', ...others] = codes;
			// The last has nine digits: where even that is taken, the rule for shared claims tells the two apart.
			if (!taken.has(code) || others.length === 0) {
				taken.add(code);
				given[place] = code;
			} else {
				const promising = others.filter((other) => !scarce.has(kindOf(other)));
				rest.push({ place, codes: promising.length > 0 ? promising : others.slice(-1) });
			}
		}
		open = rest;
	}
	return given;
}

/** Codes of the same letters and of as many digits. */
function kindOf(code: string): string {
	return `${code.slice(0, 3)}${code.length}`;
}

/** The kinds of which at least half of what was asked for is taken: a firm with a thousand names that begin alike has used up the short codes. */
function scarceKinds(asked: readonly string[], taken: ReadonlySet<string>): Set<string> {
	const kinds = new Map<string, { asked: number; taken: number }>();
	for (const code of asked) {
		const kind = kinds.get(kindOf(code)) ?? { asked: 0, taken: 0 };
		kinds.set(kindOf(code), { asked: kind.asked + 1, taken: kind.taken + (taken.has(code) ? 1 : 0) });
	}
	return new Set([...kinds].filter(([, kind]) => kind.asked > 1 && kind.taken * 2 >= kind.asked).map(([kind]) => kind));
}
