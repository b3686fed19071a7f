import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { stampAt } from '../../../src/lib/domain/clock.ts';
import { accountDocument } from '../../../src/lib/domain/document-name.ts';
import type { AccountId, DeviceId } from '../../../src/lib/domain/ids.ts';
import { MAX_CLOCK_AHEAD, MAX_CLOCK_JUMP, MAX_UPDATE } from '../../../src/lib/protocol/limits.ts';
import { checkUpdate, type UpdateVerdict } from '../../../sync-server/sync/update-check.ts';
import { RecordWriter } from '../../support/record-writer.ts';
import { createFixedPlatform } from '../../support/relay-platform.ts';
import { UpdateBytes } from '../../support/yjs-bytes.ts';

const ANNA = 'Anna00000000' as DeviceId;
const KEY = `name@${ANNA}.tab01`;
const platform = createFixedPlatform('update-check');
const account = accountDocument(platform.uuid() as AccountId);
const now = platform.now();
const value = { value: 'x', at: stampAt(now) };

function check(bytes: Uint8Array, options: { device?: string; supplied?: boolean } = {}): UpdateVerdict {
	return checkUpdate(bytes, { device: (options.device ?? ANNA) as DeviceId, now, supplied: options.supplied ?? false });
}

function code(verdict: UpdateVerdict): string | null {
	return verdict.ok ? null : verdict.code;
}

function begin(count = 1, clock = 0): UpdateBytes {
	return new UpdateBytes().uint(1).block(count, 7, clock);
}

test('LOG-5 what the app writes passes, with its clocks, what it needs and its latest stamp', () => {
	const anna = new RecordWriter(ANNA, platform);
	const first = check(anna.write(account, { type: 'company', name: 'Dupont' }));
	const second = check(anna.write(account, { name: 'Durand' }));
	const { clientID } = anna.document(account);
	expect(first).toMatchObject({ ok: true, facts: { hasStructs: true, deletes: false, maxStamp: stampAt(now) + 1 } });
	expect(second).toMatchObject({
		ok: true,
		facts: { hasStructs: true, deletes: true, needs: new Map([[clientID, 2]]) },
	});
	expect(second.ok && second.facts.clients.get(clientID)).toMatchObject({
		from: 2,
		to: 3,
		writer: null,
		follows: new Set([clientID]),
	});
	expect(check(Y.encodeStateAsUpdate(anna.document(account))).ok).toBe(true);
});

test('LOG-5 whatever passes is read by Yjs in the same way', { timeout: 60_000 }, () => {
	const values = fc.array(
		fc.record({ field: fc.constantFrom('name', 'type', 'link/a/login'), value: fc.jsonValue({ maxDepth: 2 }) }),
		{ minLength: 1, maxLength: 8 },
	);
	fc.assert(
		fc.property(values, fc.array(fc.nat({ max: 255 }), { maxLength: 6 }), fc.nat(), (edits, noise, at) => {
			const anna = new RecordWriter(ANNA, platform);
			for (const edit of edits) anna.write(account, { [edit.field]: edit.value as never });
			const bytes = Y.encodeStateAsUpdate(anna.document(account));
			for (const [i, byte] of noise.entries()) bytes[(at + i) % bytes.length] = byte;
			const verdict = check(bytes, { supplied: true });
			if (!verdict.ok) return;
			const meta = Y.parseUpdateMeta(bytes);
			for (const [client, range] of verdict.facts.clients) {
				expect([meta.from.get(client), meta.to.get(client)]).toEqual([range.from, range.to]);
			}
			expect([...meta.to.keys()].sort()).toEqual([...verdict.facts.clients.keys()].sort());
			Y.applyUpdate(new Y.Doc(), bytes);
		}),
		{ numRuns: 400 },
	);
});

test.each([
	['a register of another writer', begin().register('name@Basil0000000.tab01').uint(1).any(value).end(), 'forbidden'],
	['a key without a writer', begin().register('name').uint(1).any(value).end(), 'malformed'],
	['a key with a bad field', begin().register('__proto__@Anna00000000.tab01').uint(1).any(value).end(), 'malformed'],
	['another root', begin().register(KEY, 'other').uint(1).any(value).end(), 'malformed'],
	['no key: an array in the map', begin().byte(0x08).uint(1).text('record').uint(1).any(value).end(), 'malformed'],
	['a nested type', begin().byte(0x27).uint(1).text('record').text(KEY).uint(1).end(), 'malformed'],
	['a nested document', begin().byte(0x29).uint(1).text('record').text(KEY).text('guid').any({}).end(), 'malformed'],
	['text', begin().byte(0x04).uint(1).text('record').text('hello').end(), 'malformed'],
	['a parent by id', begin().byte(0x28).uint(0, 7, 0).text(KEY).uint(1).any(value).end(), 'malformed'],
	['a right neighbour', begin().byte(0x48).uint(7, 0).uint(1).any(value).end(), 'malformed'],
	['two values in one register', begin().register(KEY).uint(2).any(value).any(value).end(), 'malformed'],
	['a bare value', begin().register(KEY).uint(1).any('x').end(), 'malformed'],
	['a value without a stamp', begin().register(KEY).uint(1).any({ value: 'x' }).end(), 'malformed'],
	[
		'something besides value and stamp',
		begin()
			.register(KEY)
			.uint(1)
			.any({ ...value, more: 1 })
			.end(),
		'malformed',
	],
	['a stamp that is no whole number', begin().register(KEY).uint(1).any({ value: 'x', at: 1.5 }).end(), 'malformed'],
	[
		'bytes for a value',
		begin()
			.register(KEY)
			.uint(1)
			.any({ ...value, value: new Uint8Array(3) })
			.end(),
		'malformed',
	],
	[
		'values too deep',
		begin()
			.register(KEY)
			.uint(1)
			.any({ ...value, value: [[['x']]] })
			.end(),
		'malformed',
	],
	['a gap inside', begin().byte(10).uint(5).end(), 'malformed'],
	['a collected struct', begin().byte(0).uint(3).end(), 'malformed'],
	['a deleted struct of no length', begin().byte(0x21).uint(1).text('record').text(KEY).uint(0).end(), 'malformed'],
	[
		'one client named twice',
		new UpdateBytes()
			.uint(2)
			.block(1, 7, 0)
			.register(KEY)
			.uint(1)
			.any(value)
			.block(1, 7, 9)
			.register(KEY)
			.uint(1)
			.any(value)
			.end(),
		'malformed',
	],
	[
		'a client id over 32 bits',
		new UpdateBytes()
			.uint(1)
			.block(1, 2 ** 32, 0)
			.register(KEY)
			.uint(1)
			.any(value)
			.end(),
		'malformed',
	],
	['more bytes than content', new Uint8Array([...begin().register(KEY).uint(1).any(value).end(), 0]), 'malformed'],
	['a deletion of nothing', new UpdateBytes().uint(0, 1, 7, 1, 0, 0).bytes(), 'malformed'],
	['a deletion past every clock', new UpdateBytes().uint(0, 1, 7, 1, 2 ** 53 - 2, 2 ** 53 - 2).bytes(), 'malformed'],
	[
		'a stamp from the future',
		begin()
			.register(KEY)
			.uint(1)
			.any({ ...value, at: stampAt(now + MAX_CLOCK_AHEAD + 1) })
			.end(),
		'clock',
	],
	['more bytes than an update may have', new Uint8Array(MAX_UPDATE + 1), 'too-large'],
	['nothing', new Uint8Array(0), 'malformed'],
] as const)('LOG-5 is refused: %s', (_, bytes, expected) => {
	expect(code(check(bytes))).toBe(expected);
});

test.each([
	['a value that follows itself', begin().byte(0x88).uint(7, 0).uint(1).any(value).end()],
	[
		'a value that follows a later one',
		begin(2).byte(0x88).uint(7, 1).uint(1).any(value).register(KEY).uint(1).any(value).end(),
	],
	[
		'two clients that wait for each other',
		new UpdateBytes()
			.uint(2)
			.block(2, 7, 0)
			.byte(0x88)
			.uint(8, 1, 1)
			.any(value)
			.register(KEY)
			.uint(1)
			.any(value)
			.block(2, 8, 0)
			.byte(0x88)
			.uint(7, 0, 1)
			.any(value)
			.register(KEY)
			.uint(1)
			.any(value)
			.end(),
	],
])('LOG-5 is refused, since no document could ever apply it: %s', (_, bytes) => {
	expect(code(check(bytes, { supplied: true }))).toBe('malformed');
});

test('LOG-5 clients that follow each other in turns pass', () => {
	const turns = new UpdateBytes()
		.uint(2)
		.block(2, 7, 0)
		.register(KEY)
		.uint(1)
		.any(value)
		.byte(0x88)
		.uint(8, 0, 1)
		.any(value);
	turns.block(2, 8, 0).byte(0x88).uint(7, 0, 1).any(value).byte(0x88).uint(7, 1, 1).any(value);
	expect(check(turns.end()).ok).toBe(true);
});

test('LOG-5 a prototype hidden in a value is refused', () => {
	const hidden = begin().register(KEY).uint(1);
	hidden
		.byte(118)
		.uint(2)
		.text('at')
		.any(stampAt(now))
		.text('value')
		.byte(118)
		.uint(1)
		.text('__proto__')
		.any({ admin: true });
	expect(code(check(hidden.end()))).toBe('malformed');
});

test('LOG-10 a clock jump is refused, in one struct or in many', () => {
	expect(
		code(
			check(
				begin()
					.byte(0x21)
					.uint(1)
					.text('record')
					.text(KEY)
					.uint(MAX_CLOCK_JUMP + 1)
					.end(),
			),
		),
	).toBe('malformed');
	const half = MAX_CLOCK_JUMP / 2 + 1;
	const many = begin(2).byte(0x21).uint(1).text('record').text(KEY).uint(half).byte(0x81).uint(7, 0, half).end();
	expect(code(check(many))).toBe('too-large');
});

test('LOG-13 a restored relay takes collected structs and other writers, and still no client of two devices', () => {
	expect(check(begin().byte(0).uint(3).end(), { supplied: true }).ok).toBe(true);
	const basil = begin().register('name@Basil0000000.tab01').uint(1).any(value).end();
	expect(check(basil, { supplied: true })).toMatchObject({ ok: true });
	const both = begin(2).register('name@Basil0000000.tab01').uint(1).any(value).register(KEY).uint(1).any(value).end();
	expect(code(check(both, { supplied: true }))).toBe('foreign-client');
	expect(
		code(
			check(
				begin()
					.byte(0)
					.uint(2 ** 45)
					.end(),
				{ supplied: true },
			),
		),
	).toBe('malformed');
});
