import { expect, test } from 'vitest';
import { isRead } from '../../../src/lib/domain/inbox.ts';
import { READ_UNTIL, readKey, readPersonalValues } from '../../../src/lib/rooms/personal-values.ts';

const ENTRY = '01900000-0000-7000-8000-000000000101';
const OTHER = '01900000-0000-7000-8000-000000000102';

test('INV-16 an entry of the Inbox is read by itself, or with everything up to a moment, on all of a person’s devices', () => {
	const { inboxRead } = readPersonalValues(
		new Map<string, unknown>([
			[READ_UNTIL, 1_000],
			[readKey(ENTRY), true],
		]),
	);
	expect(isRead(inboxRead, { id: ENTRY, at: 2_000, inOrder: true })).toBe(true);
	expect(isRead(inboxRead, { id: OTHER, at: 2_000, inOrder: true })).toBe(false);
	expect(isRead(inboxRead, { id: OTHER, at: 1_000, inOrder: true })).toBe(true);
	const damaged = readPersonalValues(new Map<string, unknown>([[READ_UNTIL, 'x'], [readKey(OTHER), 'x']]));
	expect(isRead(damaged.inboxRead, { id: OTHER, at: 1, inOrder: true })).toBe(false);
});

test('INV-16 what may arrive later than its time tells is read one by one; an entry is made unread again by itself', () => {
	const { inboxRead } = readPersonalValues(
		new Map<string, unknown>([
			[READ_UNTIL, 1_000],
			[readKey(ENTRY), false],
		]),
	);
	expect(isRead(inboxRead, { id: ENTRY, at: 500, inOrder: true })).toBe(false);
	expect(isRead(inboxRead, { id: OTHER, at: 500, inOrder: false })).toBe(false);
});
