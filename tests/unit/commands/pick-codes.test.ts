import { describe, expect, it } from 'vitest';
import { pickCodes } from '../../../src/lib/commands/pick-codes.ts';
import type { BookTransaction } from '../../../src/lib/storage/book-store.ts';
import { testPlatform } from '../../support/device.ts';

/** A book in which these IDs are taken, and how often and for how many it was asked. */
function book(isTaken: (code: string) => boolean) {
	const asked: number[] = [];
	const claimed = async (codes: readonly string[]) => {
		asked.push(codes.length);
		return new Set(codes.filter(isTaken));
	};
	return { asked, tx: { accounts: { claimed } } as unknown as BookTransaction };
}

describe('IDs for new accounts', () => {
	const names = Array.from({ length: 100 }, (_, i) => `SCI du Moulin ${i}`);
	const platform = testPlatform(6);

	it('are each another one, and asked for once where the first is free', async () => {
		const { asked, tx } = book(() => false);
		const codes = await pickCodes(tx, ['Zoé', 'Léa', 'Noé'], () => platform.random());
		expect(codes.map((code) => code.slice(0, 4))).toEqual(['ZOE-', 'LEA-', 'NOE-']);
		expect(asked).toEqual([3]);
	});

	it('are longer where a firm has used up the short ones, without asking for every one of those', async () => {
		const { asked, tx } = book((code) => code.length < 9);
		const codes = await pickCodes(tx, names, () => platform.random());
		expect(new Set(codes).size).toBe(names.length);
		expect(codes.every((code) => /^SCI-\d{5,}$/.test(code))).toBe(true);
		expect(asked.length).toBeLessThan(6);
		expect(asked.reduce((sum, count) => sum + count, 0)).toBeLessThan(400);
	});

	it('end with one of nine digits where everything seems to be taken', async () => {
		const { tx } = book(() => true);
		const codes = await pickCodes(tx, ['SCI', 'SCI'], () => platform.random());
		expect(codes.every((code) => /^SCI-\d{9}$/.test(code))).toBe(true);
	});

	it('differ even where chance gives two names the same', async () => {
		const { tx } = book(() => false);
		const [one, other] = await pickCodes(tx, ['SCI', 'SCI'], repeated([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.11, 0.12, 0.13]));
		expect(one).not.toBe(other);
	});
});

function repeated(numbers: readonly number[]): () => number {
	let place = 0;
	return () => numbers[place++ % numbers.length] ?? 0;
}
