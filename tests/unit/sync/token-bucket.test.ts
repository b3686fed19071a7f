import { expect, test } from 'vitest';
import { TokenBucket } from '../../../sync-server/sync/token-bucket.ts';

test('a burst passes at once, then only what the rate allows', () => {
	const bucket = new TokenBucket(10, 5, 1_000);
	expect([1, 2, 3, 4, 5, 6].map(() => bucket.take(1, 1_000))).toEqual([true, true, true, true, true, false]);
	expect(bucket.take(1, 1_100)).toBe(true);
	expect(bucket.take(1, 1_100)).toBe(false);
	expect(bucket.take(6, 60_000)).toBe(false);
	expect(bucket.take(5, 60_000)).toBe(true);
});

test('a clock set back neither gives nor takes', () => {
	const bucket = new TokenBucket(10, 5, 1_000);
	expect(bucket.take(4, 500)).toBe(true);
	expect(bucket.take(1, 500)).toBe(true);
	expect(bucket.take(1, 500)).toBe(false);
});
