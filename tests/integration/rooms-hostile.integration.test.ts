import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { accountDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { MAX_AWARENESS, MAX_FRAME, MAX_UPDATE, MESSAGE_BURST } from '../../src/lib/protocol/limits.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { eventually } from '../support/eventually.ts';
import { heapUsed } from '../support/heap.ts';
import { LogClient } from '../support/log-client.ts';
import { RecordWriter } from '../support/record-writer.ts';
import { RoomPeer } from '../support/room-peer.ts';
import { ANNA, BASIL, OTHER_FIRM, startRoomRelay, type RoomRelay, type Somebody } from '../support/room-relay.ts';
import { UpdateBytes } from '../support/yjs-bytes.ts';

const platform = createPlatform();

let relay: RoomRelay;
let account: DocumentName;
let anna: RecordWriter;

beforeEach(async () => {
	relay = await startRoomRelay();
	account = accountDocument(platform.uuid() as AccountId);
	anna = new RecordWriter(ANNA.device, platform);
	const client = await LogClient.greet(relay.logUrl(ANNA));
	expect(await client.push(anna.group(account, { type: 'company', name: 'Dupont' }))).toEqual([null]);
	client.close();
});
afterEach(() => relay.stop());

const join = (who: Somebody, name: string = account) => RoomPeer.join(relay.roomsUrl(who), name);

async function head(): Promise<number> {
	return (await relay.log.head(ANNA.firm)).head;
}

/** What a peer gets that asks for a room: its close code, and how much it was sent before. */
async function refused(who: Somebody, name: string): Promise<{ code: number; heard: number }> {
	const socket = new WebSocket(`${relay.roomsUrl(who)}/${name}`);
	let heard = 0;
	socket.on('message', () => heard++);
	const code = await new Promise<number>((resolve) => socket.once('close', resolve));
	return { code, heard };
}

describe('names', () => {
	test.each([
		'account:1',
		'account',
		'firm:secrets',
		'__proto__',
		'staff:01900000-0000-7000-8000-00000000000a',
		'personal/other',
		'%00',
		'',
	])('ROOM-8 a name that no document has closes with 4404: %j', async (name) => {
		expect(await refused(ANNA, name)).toEqual({ code: 4404, heard: 0 });
	});

	test("ROOM-8 another firm's record, like one that is nowhere, closes with 4403 and without a byte", async () => {
		expect(await refused({ ...BASIL, firm: OTHER_FIRM }, account)).toEqual({ code: 4403, heard: 0 });
		expect(await refused(ANNA, accountDocument(platform.uuid() as AccountId))).toEqual({ code: 4403, heard: 0 });
		expect(relay.rooms.size).toBe(0);
	});

	test("ROOM-8 the firm's settings are open to all and written by who may", async () => {
		const member = await join(BASIL, 'firm:settings');
		member.answer(Uint8Array.of(0, 0));
		await member.settled();
		member.update(new RecordWriter(BASIL.device, platform).write('firm:settings' as DocumentName, { name: 'Mine' }));
		expect(await member.closed).toMatchObject({ code: 4403 });
		const owner = await join({ ...ANNA, role: 'owner' }, 'firm:settings');
		const before = await head();
		owner.update(anna.write('firm:settings' as DocumentName, { name: 'Ours' }));
		await eventually(async () => expect(await head()).toBe(before + 1));
	});
});

const KEY = `name@${ANNA.device}.tab01`;
const register = (key = KEY, value: unknown = { value: 1, at: 1 }) =>
	new UpdateBytes()
		.uint(1)
		.block(1, 7, 0)
		.register(key)
		.uint(1)
		.any(value as never)
		.end();

function nested(): Uint8Array {
	const doc = new Y.Doc();
	doc.getMap('record').set(KEY, new Y.Map());
	return Y.encodeStateAsUpdate(doc);
}

const updates: [string, () => Uint8Array, number][] = [
	[
		'a bomb in format V2',
		() => new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 128, 173, 226, 4, 1, 0, 0, 0]),
		4400,
	],
	['garbage', () => platform.bytes(1_000), 4400],
	['an empty one', () => new Uint8Array(0), 4400],
	['a truncated one', () => register().subarray(0, 12), 4400],
	[
		'2^45 collected clocks',
		() =>
			new UpdateBytes()
				.uint(1)
				.block(1, 7, 0)
				.byte(0)
				.uint(2 ** 45)
				.end(),
		4400,
	],
	['a nested type', nested, 4400],
	['a prototype', () => register(KEY, JSON.parse('{"value":{"__proto__":1},"at":1}')), 4400],
	['a stamp from the future', () => register(KEY, { value: 1, at: (Date.now() + 3_600_000) * 1024 }), 4400],
	["another device's key", () => register(`name@${BASIL.device}.tab01`), 4403],
	['collected clocks of its own', () => new UpdateBytes().uint(1).block(1, 7, 0).byte(0).uint(2).end(), 4400],
	['a deletion of what is nowhere', () => new UpdateBytes().uint(0, 1, 7, 1, 0, 1).bytes(), 4501],
	[
		'300 clients',
		() => {
			const bytes = new UpdateBytes().uint(300);
			for (let i = 0; i < 300; i++) bytes.block(1, i, 0).register(KEY).uint(1).any({ value: 1, at: 1 });
			return bytes.end();
		},
		4413,
	],
	['more than an update may hold', () => new Uint8Array(MAX_UPDATE + 1), 4413],
];

describe('updates', () => {
	test.each(updates)(
		'ROOM-9 %s closes its sender, writes nothing, and leaves the others alone',
		async (_, bytes, code) => {
			const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
			const before = await head();
			a.update(bytes());
			expect(await a.closed).toMatchObject({ code });
			await b.settled();
			expect(b.updates).toHaveLength(2);
			expect(await head()).toBe(before);
			expect(relay.failures).toEqual([]);
		},
	);

	test('ROOM-9 a document of so many pieces that it would hold everybody up is not grown further, nor opened', async () => {
		const a = await join(ANNA);
		const before = await head();
		const fields = (client: number) => {
			const bytes = new UpdateBytes().uint(1).block(5_000, client, 0);
			for (let i = 0; i < 5_000; i++)
				bytes.register(`f${client}x${i}@${ANNA.device}.tab01`).uint(1).any({ value: 1, at: 1 });
			return bytes.end();
		};
		for (let client = 1; client <= 5; client++) {
			a.update(fields(client));
			await Promise.race([a.settled().catch(() => undefined), a.closed]);
		}
		expect(await a.closed).toMatchObject({ code: 4413 });
		expect(await head()).toBe(before + 4);
		expect(await refused(BASIL, account)).toEqual({ code: 4413, heard: 0 });
	});

	test("ROOM-9 words under a colleague's Yjs client id are refused, and the colleague's own still go through", async () => {
		const a = await join(ANNA);
		const client = [...a.doc.store.clients.keys()][0] ?? 0;
		const clock = Y.getState(a.doc.store, client);
		const b = await join(BASIL);
		b.update(
			new UpdateBytes()
				.uint(1)
				.block(1, client, clock)
				.register(`name@${BASIL.device}.tab01`)
				.uint(1)
				.any({ value: 'forged', at: 1 })
				.end(),
		);
		expect(await b.closed).toMatchObject({ code: 4403 });
		a.update(anna.write(account, { name: 'Still mine' }));
		await a.until(() => a.updates.length > 1);
		expect(a.doc.getMap('record').toJSON()).toEqual(anna.read(account));
	});
});

const messages: [string, Uint8Array, number][] = [
	['nothing', new Uint8Array(0), 4400],
	['an unknown kind', Uint8Array.of(9), 4400],
	['an authentication', Uint8Array.of(2, 0, 0), 4400],
	['an epoch', Uint8Array.of(4, 1, 65), 4400],
	['an unknown step', Uint8Array.of(0, 3, 0), 4400],
	['a length that lies', Uint8Array.of(0, 2, 200, 1), 4400],
	['something behind its content', Uint8Array.of(0, 2, 2, 0, 0, 7), 4400],
	['a state vector that is none', Uint8Array.of(0, 0, 3, 255, 255, 255), 4400],
	['awareness that is none', Uint8Array.of(1, 3, 5, 1, 1), 4400],
	['a large state vector', Buffer.concat([Uint8Array.of(0, 0, 128, 128, 32), new Uint8Array(512 * 1024)]), 4413],
];

describe('messages', () => {
	test.each(messages)('ROOM-9 %s closes with its code', async (_, message, code) => {
		const a = await join(ANNA);
		a.sendRaw(message);
		expect(await a.closed).toMatchObject({ code });
		expect(relay.failures).toEqual([]);
	});

	test('ROOM-9 text, and a frame over the limit, close', async () => {
		const a = await join(ANNA);
		a.socket.send('text');
		expect(await a.closed).toMatchObject({ code: 4400 });
		const b = await join(BASIL);
		b.sendRaw(new Uint8Array(MAX_FRAME + 1));
		// ws itself closes it before it is read (RFC 6455 §7.4.1).
		expect(await b.closed).toMatchObject({ code: 1009 });
	});

	test('ROOM-10 more messages than the rate allows close with 4429', async () => {
		const a = await join(ANNA);
		for (let i = 0; i < 2 * MESSAGE_BURST; i++) a.queryAwareness();
		expect(await a.closed).toMatchObject({ code: 4429 });
	});

	test('ROOM-10 asking for a large document over and over closes with 4429', async () => {
		const big = await join(ANNA);
		const street = Array.from({ length: 10 }, () => 'x'.repeat(20_000));
		for (let i = 0; i < 5; i++) big.update(anna.write(account, { [`field${i}`]: street }));
		await eventually(() => expect(Y.encodeStateAsUpdate(big.doc).length).toBeGreaterThan(1_000_000));
		for (let i = 0; i < 120; i++) big.ask(Uint8Array.of(0));
		expect((await big.closed).code).toBeOneOf([4429, 4508, 1006]);
	});
});

describe('presence', () => {
	const state = (changes: object = {}) => ({ ...changes });

	test("ROOM-11 who somebody is comes from the relay's staff record, whatever the peer claims", async () => {
		const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
		b.awareness([
			{
				client: 5,
				clock: 1,
				state: state({
					field: 'name',
					typing: 'Dup',
					user: { staff: ANNA.staff, initials: '<b>', name: 'Anna Berg' },
					cursor: 3,
				}),
			},
		]);
		await a.until(() => a.presence.length > 0);
		expect(a.presence).toEqual([
			{
				client: 5,
				clock: 1,
				state: { field: 'name', typing: 'Dup', user: { staff: BASIL.staff, initials: 'BC', name: 'Basil Carré' } },
			},
		]);
	});

	test("ROOM-12 a connection has the first id that it uses; others are passed over, and so is a colleague's", async () => {
		const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
		a.awareness([{ client: 1, clock: 1, state: {} }]);
		await b.until(() => b.presence.length === 1);
		b.awareness([{ client: 1, clock: 9, state: { field: 'name' } }]);
		b.awareness([{ client: 2, clock: 1, state: {} }]);
		b.awareness([
			{ client: 1, clock: 10, state: null },
			{ client: 3, clock: 1, state: {} },
			{ client: 2, clock: 2, state: { field: 'email' } },
		]);
		await a.until(() => a.presence.length >= 3);
		expect(a.presence.map(({ client, clock }) => [client, clock])).toEqual([
			[1, 1],
			[2, 1],
			[2, 2],
		]);
		a.queryAwareness();
		await a.until(() => a.presence.length >= 5);
		expect(a.presence.slice(3).map(({ client }) => client)).toEqual([1, 2]);
	});

	test('ROOM-12 presence ends with the connection', async () => {
		const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
		b.awareness([{ client: 2, clock: 4, state: {} }]);
		await a.until(() => a.presence.length === 1);
		b.socket.terminate();
		await a.until(() => a.presence.length === 2);
		expect(a.presence[1]).toEqual({ client: 2, clock: 4, state: null });
		const late = await join(BASIL);
		await late.settled();
		expect(late.presence).toEqual([]);
	});

	test('ROOM-12 a device that comes back on a new connection takes its id over', async () => {
		const [a, old] = await Promise.all([join(ANNA), join(BASIL)]);
		old.awareness([{ client: 2, clock: 1, state: {} }]);
		await a.until(() => a.presence.length === 1);
		const back = await join(BASIL);
		back.awareness([{ client: 2, clock: 2, state: { field: 'name' } }]);
		await a.until(() => a.presence.length === 2);
		old.awareness([{ client: 2, clock: 3, state: null }]);
		await old.settled();
		old.close();
		await old.closed;
		await a.settled();
		expect(a.presence.at(-1)).toMatchObject({ client: 2, clock: 2, state: { field: 'name' } });
	});

	test('ROOM-12 ten thousand ids leave one, and the heap as it was', async () => {
		const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
		const flood = (from: number) =>
			Array.from({ length: 10_000 }, (_, i) => ({ client: from + i, clock: 1, state: { field: 'name' } }));
		b.awareness(flood(1));
		await a.until(() => a.presence.length > 0);
		const before = heapUsed();
		for (let i = 1; i < 20; i++) b.awareness(flood(i * 10_000));
		await b.settled();
		expect(heapUsed() - before).toBeLessThan(4 * 1024 * 1024);
		await a.settled();
		expect(a.presence).toHaveLength(1);
	});

	test.each([
		['over its limit', JSON.stringify({ typing: 'x'.repeat(MAX_AWARENESS) }), 4413],
		['with more typed than is shown', { typing: 'x'.repeat(501) }, 4400],
		['with a field that is none', { field: 'name@Anna' }, 4400],
		['that is no JSON', '{', 4400],
		['that is no object', '7', 4400],
	])('ROOM-13 a state %s closes its sender', async (_, said, code) => {
		const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
		b.awareness([{ client: 2, clock: 1, state: said }]);
		expect(await b.closed).toMatchObject({ code });
		await a.settled();
		expect(a.presence).toEqual([]);
	});
});
