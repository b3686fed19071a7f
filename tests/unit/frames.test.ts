import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { documentName } from '../../src/lib/domain/document-name.ts';
import { CLOSE, recoveryOf } from '../../src/lib/protocol/close-codes.ts';
import { event, packEvent } from '../../src/lib/protocol/events/event.ts';
import { downFrame } from '../../src/lib/protocol/frames/down.ts';
import { decodeDown, decodeUp, encodeDown, encodeUp, MalformedFrame, type DownFrame, type PackedDownFrame, type UpFrame } from '../../src/lib/protocol/frames/frame.ts';
import { upFrame } from '../../src/lib/protocol/frames/up.ts';
import { PROTOCOL_VERSION } from '../../src/lib/protocol/version.ts';
import { testPlatform } from '../support/device.ts';

const platform = testPlatform(1);
const id = () => platform.uuid() as never;
const cursor = { epoch: 'E'.repeat(16) as never, seq: 3, hash: 'h'.repeat(22), mac: 'm'.repeat(22) };
const document = documentName.parse(`account:${platform.uuid()}`);

const push: Extract<UpFrame, { type: 'push' }> = {
	type: 'push',
	groups: [
		{
			id: id(),
			entries: [
				{ kind: 'update', document, bytes: new Uint8Array([1, 2, 3]) },
				{ kind: 'event', event: { type: 'record.changed', id: id(), at: 5 as never, document, field: 'name', to: 'Zoé', writer: 'abcdefghijkl.00000' as never, why: 'edited' } },
				{ kind: 'update', document, bytes: new Uint8Array([4]) },
			],
		},
	],
};
const entries: Extract<PackedDownFrame, { type: 'entries' }> & DownFrame = {
	type: 'entries',
	entries: [
		{ seq: 1, group: id(), device: 'abcdefghijkl' as never, staff: id(), receivedAt: 9, entry: { kind: 'update', document, bytes: new Uint8Array([7, 7]) } },
		{ seq: 2, group: id(), device: null, staff: null, receivedAt: 9, entry: null },
	],
	cursor,
	head: 8,
};

describe('frames', () => {
	it('PRO-1 come back as they were sent', () => {
		const packed = push.groups.map((group) => ({
			...group,
			entries: group.entries.map((entry) => (entry.kind === 'event' ? { kind: 'event', bytes: packEvent(entry.event) } : entry)),
		}));
		expect(decodeUp(encodeUp(push))).toEqual({ type: 'push', groups: packed });
		const up: UpFrame[] = [{ type: 'hello', protocol: 1, cursor, time: 12 }, { type: 'received', seq: 3 }, { type: 'ping', id: 1 }];
		for (const frame of up) expect(decodeUp(encodeUp(frame))).toEqual(frame);
		const down: (PackedDownFrame & DownFrame)[] = [
			entries,
			{ type: 'welcome', protocol: 1, epoch: cursor.epoch, head: 4, resume: 'recover', time: 1, role: 'member' },
			{ type: 'ack', groups: [id()] },
			{ type: 'refused', group: id(), code: 'gap', detail: 'client 7' },
			{ type: 'pong', id: 1 },
		];
		for (const frame of down) expect(decodeDown(encodeDown(frame))).toEqual(frame);
	});

	it('PRO-2 are malformed when they are cut anywhere', () => {
		for (const [bytes, decode] of [
			[encodeUp(push), decodeUp],
			[encodeDown(entries), decodeDown],
		] as const) {
			for (let length = 0; length < bytes.length; length++) expect(() => decode(bytes.subarray(0, length))).toThrow(MalformedFrame);
			expect(() => decode(Uint8Array.from([...bytes, 0]))).toThrow(MalformedFrame);
		}
	});

	it('PRO-2 are malformed, and nothing worse, when they are garbage', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (noise, at) => {
				const bytes = encodeUp(push);
				bytes.set(noise.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
				for (const input of [noise, bytes]) {
					try {
						decodeUp(input);
					} catch (error) {
						expect(error).toBeInstanceOf(MalformedFrame);
					}
				}
			}),
			{ numRuns: 2_000 },
		);
	});

	it('PRO-2 never let a header reach a prototype', () => {
		const header = new TextEncoder().encode('{"type":"ping","id":1,"__proto__":{"polluted":1}}');
		const bytes = new Uint8Array([0, 0, 0, header.length, ...header]);
		expect(Object.hasOwn(decodeUp(bytes), 'polluted')).toBe(false);
		expect((decodeUp(bytes) as unknown as { polluted?: number }).polluted).toBeUndefined();
	});

	it('PRO-3 keep their shapes within a protocol version', () => {
		const shapes = [upFrame, downFrame, event].map((shape) => z.toJSONSchema(shape as unknown as z.ZodType, { unrepresentable: 'any' }));
		const hash = createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 16);
		// A new hash means a new shape on the wire: raise PROTOCOL_VERSION, say in version.ts what changed, and note the hash here.
		expect({ version: PROTOCOL_VERSION, hash }).toMatchInlineSnapshot(`
			{
			  "hash": "af969ed9097e82d1",
			  "version": 7,
			}
		`);
	});

	it('PRO-4 closes have one recovery rule each, and no code twice', () => {
		const codes = Object.values(CLOSE).map(({ code }) => code);
		expect(new Set(codes).size).toBe(codes.length);
		expect(recoveryOf(CLOSE.signedOut.code)).toBe('sign-in');
		expect(recoveryOf(1006)).toBe('backoff');
	});
});
