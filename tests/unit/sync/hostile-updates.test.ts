import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { stampAt } from '../../../src/lib/domain/clock.ts';
import { accountDocument } from '../../../src/lib/domain/document-name.ts';
import type { AccountId, DeviceId } from '../../../src/lib/domain/ids.ts';
import { decodeUp, MalformedFrame } from '../../../src/lib/protocol/frames/frame.ts';
import { unpackEvent } from '../../../src/lib/protocol/events/event.ts';
import { MAX_EVENT, MAX_HEADER, MAX_UPDATE } from '../../../src/lib/protocol/limits.ts';
import { checkUpdate } from '../../../sync-server/sync/update-check.ts';
import { RecordWriter } from '../../support/record-writer.ts';
import { createFixedPlatform } from '../../support/relay-platform.ts';
import { threadTime } from '../../support/thread-time.ts';
import { UpdateBytes } from '../../support/yjs-bytes.ts';

const ANNA = 'Anna00000000' as DeviceId;
const KEY = `name@${ANNA}.tab01`;
const platform = createFixedPlatform('hostile-updates');
const context = { device: ANNA, now: platform.now(), supplied: false };
const id = platform.uuid();
/** What the event loop may stand still for, in ms. */
const STANDSTILL = 50;

function filled(
	begin: UpdateBytes,
	piece: (bytes: UpdateBytes, i: number) => void,
	size: number = MAX_UPDATE - 200,
): UpdateBytes {
	for (let i = 0; begin.bytes().length < size;) for (const stop = i + 1_000; i < stop; i++) piece(begin, i);
	return begin;
}

const register = (): UpdateBytes => new UpdateBytes().uint(1).block(1, 7, 0).register(KEY).uint(1);
const corpus: [string, Uint8Array][] = [
	// yjs#687: format V2 with a declared count of 10^7 structs; V2 readers block for more than 8 s on it.
	['a bomb in format V2', new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 128, 173, 226, 4, 1, 0, 0, 0])],
	[
		'2^45 collected clocks',
		new UpdateBytes()
			.uint(1)
			.block(1, 7, 0)
			.byte(0)
			.uint(2 ** 45)
			.end(),
	],
	['2^31 clients', new UpdateBytes().uint(2 ** 31).bytes()],
	[
		'2^31 structs',
		new UpdateBytes()
			.uint(1)
			.block(2 ** 31, 7, 0)
			.bytes(),
	],
	[
		'2^50 values',
		register()
			.byte(117)
			.uint(2 ** 50)
			.bytes(),
	],
	['arrays in arrays', filled(register(), (bytes) => bytes.byte(117).uint(1)).bytes()],
	['objects in objects', filled(register(), (bytes) => bytes.byte(118).uint(1).text('a')).bytes()],
	[
		'empty objects',
		filled(
			register()
				.byte(117)
				.uint(2 ** 50),
			(bytes) => bytes.byte(118).uint(0),
		).bytes(),
	],
	[
		'keys',
		filled(
			register()
				.byte(118)
				.uint(2 ** 50),
			(bytes, i) => bytes.text(i.toString(36)).byte(126),
		).bytes(),
	],
	[
		'nested documents',
		filled(new UpdateBytes().uint(1).block(2 ** 20, 7, 0), (bytes) =>
			bytes.byte(0x89).uint(7, 0).text('').any({}),
		).bytes(),
	],
	[
		'registers',
		filled(new UpdateBytes().uint(1).block(2 ** 20, 7, 0), (bytes) =>
			bytes.byte(0x88).uint(7, 0, 1).any({ value: 1, at: 1 }),
		).bytes(),
	],
	[
		'keyed registers',
		filled(new UpdateBytes().uint(1).block(2 ** 20, 7, 0), (bytes) =>
			bytes.register(KEY).uint(1).any({ value: 1, at: 1 }),
		).bytes(),
	],
	[
		'clients',
		filled(new UpdateBytes().uint(2 ** 20), (bytes, i) => bytes.block(1, i, 0).byte(0x81).uint(i, 0, 1)).bytes(),
	],
	['deletions', filled(new UpdateBytes().uint(0, 2 ** 20), (bytes, i) => bytes.uint(i, 1, 1, 1)).bytes()],
];

test.each(corpus)('LOG-17 is refused at once: %s', (_, bytes) => {
	const { result, ms } = threadTime(() => checkUpdate(bytes.subarray(0, MAX_UPDATE), context));
	expect(result.ok).toBe(false);
	expect(ms).toBeLessThan(STANDSTILL);
});

test('LOG-17 the largest values that fit an update are read at once', () => {
	const doc = new Y.Doc();
	doc.getMap('record').set(KEY, {
		value: Array.from({ length: 60 }, () => Array.from({ length: 2_000 }, () => 1)),
		at: stampAt(platform.now()),
	});
	const bytes = Y.encodeStateAsUpdate(doc);
	const { result, ms } = threadTime(() => checkUpdate(bytes, context));
	expect(result.ok).toBe(true);
	expect(ms).toBeLessThan(STANDSTILL);
});

test('LOG-5 every truncation of an update is refused', () => {
	const anna = new RecordWriter(ANNA, platform);
	const account = accountDocument(platform.uuid() as AccountId);
	anna.write(account, {
		type: 'company',
		name: 'Dupont',
		companyAddress: { street: 'a', postcode: '1', city: 'b', country: '' },
	});
	anna.write(account, { name: 'Durand' });
	const bytes = Y.encodeStateAsUpdate(anna.document(account));
	expect(checkUpdate(bytes, context).ok).toBe(true);
	for (let length = 0; length < bytes.length; length++)
		expect(checkUpdate(bytes.subarray(0, length), context).ok).toBe(false);
});

test('LOG-17 10,000 random frames and updates are refused, none of them slowly', { timeout: 60_000 }, () => {
	const random = createFixedPlatform('random frames');
	let slowest = 0;
	for (let i = 0; i < 10_000; i++) {
		const bytes = random.bytes(1 + (i % 200));
		// Half of them with a true header length, so that the header itself is reached.
		if (i % 2 === 0 && bytes.length > 4) new DataView(bytes.buffer).setUint32(0, bytes.length - 4);
		slowest = Math.max(slowest, threadTime(() => expect(() => decodeUp(bytes)).toThrow(MalformedFrame)).ms);
		slowest = Math.max(slowest, threadTime(() => checkUpdate(bytes, context)).ms);
	}
	expect(slowest).toBeLessThan(STANDSTILL);
});

function frame(header: unknown, tail: number): Uint8Array {
	const json = new TextEncoder().encode(JSON.stringify(header));
	const bytes = new Uint8Array(4 + json.length + tail);
	new DataView(bytes.buffer).setUint32(0, json.length);
	bytes.set(json, 4);
	return bytes;
}

const updates = Math.floor((MAX_HEADER - 20_000) / 100);
const wide = Array.from({ length: Math.ceil(updates / 512) }, () => ({
	id,
	entries: Array.from({ length: 512 }, () => ({ kind: 'update', document: `account:${id}`, length: 1 })),
})).slice(0, -2);

test.each<[string, Uint8Array]>([
	['as many updates as a header holds', frame({ type: 'push', groups: wide }, wide.length * 512)],
	[
		'as many faults as a header holds',
		frame({ type: 'push', groups: [{ id, entries: Array.from({ length: 170_000 }, () => ({})) }] }, 0),
	],
	['a header of 3 MiB', frame({ type: 'push', groups: Array.from({ length: 1_000_000 }, () => ({})) }, 0)],
	['arrays in a header', frame(null, 0).fill(0x5b)],
])('LOG-17 a frame is read or refused at once: %s', (_, bytes) => {
	const read = (): unknown => {
		try {
			return decodeUp(bytes);
		} catch (error) {
			return error;
		}
	};
	expect(threadTime(read).ms).toBeLessThan(STANDSTILL);
});

test('LOG-17 the largest event is read at once', () => {
	const values = Object.fromEntries(Array.from({ length: 1_200 }, (_, i) => [`f${i}`, 1]));
	const event = {
		type: 'record.created',
		id,
		at: 1,
		document: `account:${id}`,
		values,
		writer: `${ANNA}.tab01`,
		why: 'created',
	};
	const bytes = new TextEncoder().encode(JSON.stringify(event));
	expect(bytes.length).toBeLessThan(MAX_EVENT);
	const { result, ms } = threadTime(() => unpackEvent(bytes));
	expect(result).toMatchObject({ type: 'record.created' });
	expect(ms).toBeLessThan(STANDSTILL);
});
