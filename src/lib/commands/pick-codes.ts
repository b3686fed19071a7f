import { codeCandidates } from '../domain/account-code.ts';
import type { BookTransaction } from '../storage/book-store.ts';

/**
 * IDs for new accounts, by their names: free ones as far as this device can know.
 * @param random from 0 up to 1
 */
export async function pickCodes(tx: BookTransaction, names: readonly string[], random: () => number): Promise<string[]> {
	const candidates = names.map((name) => codeCandidates(name, random));
	const taken = new Set((await tx.accounts.claiming([...new Set(candidates.flat())])).map((row) => row.codeClaim));
	return candidates.map((codes) => {
		// The last has nine digits: where even that is taken, the rule for shared claims tells the two apart.
		const code = codes.find((each) => !taken.has(each)) ?? codes[codes.length - 1] ?? '';
		taken.add(code);
		return code;
	});
}
