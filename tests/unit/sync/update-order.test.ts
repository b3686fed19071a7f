import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DeviceId } from '../../../src/lib/domain/ids.ts';
import { checkUpdate } from '../../../sync-server/sync/update-check.ts';
import { createFixedPlatform } from '../../support/relay-platform.ts';
import { UpdateBytes } from '../../support/yjs-bytes.ts';

const platform = createFixedPlatform('update-order');
const context = { device: 'Anna00000000' as DeviceId, now: platform.now(), supplied: true };

/** One struct that has the right form, and whatever references: to itself, to what comes later, to nothing. */
const struct = fc.record({
	form: fc.constantFrom('register', 'follower', 'deleted', 'deleted follower', 'collected'),
	field: fc.constantFrom('name', 'type'),
	followed: fc.nat({ max: 2 }),
	clock: fc.nat({ max: 4 }),
	length: fc.integer({ min: 1, max: 3 }),
});
const block = fc.record({
	from: fc.constantFrom(0, 0, 0, 1),
	structs: fc.array(struct, { minLength: 1, maxLength: 4 }),
});
const deletion = fc.record({
	client: fc.nat({ max: 2 }),
	clock: fc.nat({ max: 4 }),
	length: fc.integer({ min: 1, max: 3 }),
});

interface Shape {
	blocks: {
		from: number;
		structs: { form: string; field: string; followed: number; clock: number; length: number }[];
	}[];
	deletions: { client: number; clock: number; length: number }[];
}

function write({ blocks, deletions }: Shape): Uint8Array {
	const bytes = new UpdateBytes().uint(blocks.length);
	for (const [client, { from, structs }] of blocks.entries()) {
		bytes.block(structs.length, client, from);
		for (const { form, field, followed, clock, length } of structs) {
			const key = `${field}@Anna00000000.tab0${client}`;
			if (form === 'register') bytes.register(key).uint(1).any({ value: clock, at: 1 });
			if (form === 'follower') bytes.byte(0x88).uint(followed, clock, 1).any({ value: clock, at: 1 });
			if (form === 'deleted') bytes.byte(0x21).uint(1).text('record').text(key).uint(length);
			if (form === 'deleted follower') bytes.byte(0x81).uint(followed, clock, length);
			if (form === 'collected') bytes.byte(0).uint(length);
		}
	}
	bytes.uint(deletions.length);
	for (const { client, clock, length } of deletions) bytes.uint(client, 1, clock, length);
	return bytes.bytes();
}

test('LOG-5 whatever passes can be applied, and waits for nothing when all that it needs is there', { timeout: 60_000 }, () => {
	let passed = 0;
	fc.assert(
		fc.property(
			fc.array(block, { minLength: 1, maxLength: 3 }),
			fc.array(deletion, { maxLength: 2 }),
			(blocks, deletions) => {
				const bytes = write({ blocks, deletions });
				const verdict = checkUpdate(bytes, context);
				if (!verdict.ok) return;
				const doc = new Y.Doc();
				Y.applyUpdate(doc, bytes);
				const { clients, needs } = verdict.facts;
				const whole =
					[...clients.values()].every((range) => range.from === 0) &&
					[...needs].every(([client, clock]) => clock <= (clients.get(client)?.to ?? 0));
				if (!whole) return;
				passed += 1;
				expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null]);
			},
		),
		{ numRuns: 3_000 },
	);
	expect(passed).toBeGreaterThan(100);
});
