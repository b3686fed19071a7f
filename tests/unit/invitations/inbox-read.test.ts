import { expect, test } from 'vitest';
import { isRead, READ_UNTIL, readKey, readPersonalValues } from '../../../src/lib/rooms/personal-values.ts';

const ENTRY = '01900000-0000-7000-8000-000000000101';
const OTHER = '01900000-0000-7000-8000-000000000102';

test('INV-16 an entry of the Inbox is read by itself, or with everything up to a moment, on all of a person’s devices', () => {
	const values = readPersonalValues(
		new Map<string, unknown>([
			[READ_UNTIL, 1_000],
			[readKey(ENTRY), true],
		]),
	);
	expect(isRead(values, { id: ENTRY, at: 2_000 })).toBe(true);
	expect(isRead(values, { id: OTHER, at: 2_000 })).toBe(false);
	expect(isRead(values, { id: OTHER, at: 1_000 })).toBe(true);
	expect(isRead(readPersonalValues(new Map([[READ_UNTIL, 'x']])), { id: OTHER, at: 1 })).toBe(false);
});
