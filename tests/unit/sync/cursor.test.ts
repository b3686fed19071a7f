import { expect, test } from 'vitest';
import type { Epoch } from '../../../src/lib/domain/ids.ts';
import { cursor as cursorShape } from '../../../src/lib/protocol/frames/up.ts';
import { createCursor, isGenuine, pointsAt } from '../../../sync-server/sync/cursor.ts';
import { createFixedPlatform } from '../../support/relay-platform.ts';

const platform = createFixedPlatform('cursor');
const key = platform.bytes(32);
const epoch = platform.letters(16) as Epoch;
const hash = platform.bytes(16);
const cursor = createCursor(key, epoch, 42, hash);

test('a cursor fits the wire and points at its row alone', () => {
	expect(cursorShape.parse(cursor)).toEqual(cursor);
	expect(pointsAt(cursor, hash)).toBe(true);
	expect(pointsAt(cursor, platform.bytes(16))).toBe(false);
});

test("only this log's own cursors are genuine, in every part", () => {
	expect(isGenuine(key, cursor)).toBe(true);
	expect(isGenuine(platform.bytes(32), cursor)).toBe(false);
	expect(isGenuine(key, { ...cursor, seq: 43 })).toBe(false);
	expect(isGenuine(key, { ...cursor, epoch: platform.letters(16) as Epoch })).toBe(false);
	expect(isGenuine(key, { ...cursor, hash: Buffer.from(platform.bytes(16)).toString('base64url') })).toBe(false);
	expect(isGenuine(key, { ...cursor, mac: 'A'.repeat(22) })).toBe(false);
});
