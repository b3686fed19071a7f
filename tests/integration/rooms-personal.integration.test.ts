import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { MAX_UPDATE } from '../../src/lib/protocol/limits.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { readPersonal } from '../../sync-server/store/personal-store.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { eventually } from '../support/eventually.ts';
import { RoomPeer } from '../support/room-peer.ts';
import { ANNA, BASIL, OTHER_FIRM, startRoomRelay, type RoomRelay, type Somebody } from '../support/room-relay.ts';
import { UpdateBytes } from '../support/yjs-bytes.ts';

const TABLET: Somebody = { ...ANNA, device: 'AnnaTablet00' };

let database: Database;
let relay: RoomRelay;
beforeEach(async () => {
	database = openSqlite(':memory:');
	relay = await startRoomRelay({ database });
});
afterEach(async () => {
	await relay.stop();
	await database.close();
});

const join = (who: Somebody) => RoomPeer.join(relay.roomsUrl(who), 'personal');
const stored = (who: Somebody) => readPersonal(database, who.firm, who.staff as StaffId);

const set = (key: string, value: unknown) => (doc: Y.Doc) => void doc.getMap('personal').set(key, value);

test('PERS-1 a device that comes later, after everybody left and the relay was restarted, has it too', async () => {
	const laptop = await join(ANNA);
	laptop.updateWith(set('theme', 'dark'));
	await laptop.settled();
	laptop.close();
	await laptop.closed;
	await relay.stop();
	relay = await startRoomRelay({ database });
	expect((await join(TABLET)).doc.getMap('personal').toJSON()).toEqual({ theme: 'dark' });
});

test("PERS-2 nobody else can read or write it: the room's name is the same for all, and the session tells whose it is", async () => {
	const anna = await join(ANNA);
	anna.updateWith(set('theme', 'dark'));
	await anna.settled();
	const basil = await join(BASIL);
	const namesake = await join({ ...ANNA, firm: OTHER_FIRM as FirmId });
	for (const other of [basil, namesake]) {
		expect(other.doc.getMap('personal').toJSON()).toEqual({});
		other.updateWith(set('theme', 'light'));
		await other.settled();
	}
	await anna.settled();
	expect(anna.doc.getMap('personal').toJSON()).toEqual({ theme: 'dark' });
	expect((await join(TABLET)).doc.getMap('personal').toJSON()).toEqual({ theme: 'dark' });
});

test('PERS-3 relays that share a database tell each other', async () => {
	const other = await startRoomRelay({ database });
	const laptop = await join(ANNA);
	const tablet = await RoomPeer.join(other.roomsUrl(TABLET), 'personal');
	laptop.updateWith(set('language', 'fr'));
	await tablet.until(() => tablet.updates.length > 1);
	tablet.updateWith(set('theme', 'dark'));
	await laptop.until(() => laptop.doc.getMap('personal').size === 2);
	await other.stop();
});

const key = (root: string, value: unknown = 'dark') =>
	new UpdateBytes()
		.uint(1)
		.block(1, 7, 0)
		.register('theme', root)
		.uint(1)
		.any(value as never)
		.end();

function nested(): Uint8Array {
	const doc = new Y.Doc();
	doc.getMap('personal').set('a', new Y.Doc());
	return Y.encodeStateAsUpdate(doc);
}

function text(): Uint8Array {
	const doc = new Y.Doc();
	doc.getText('personal').insert(0, 'hidden');
	return Y.encodeStateAsUpdate(doc);
}

const refused: [string, () => Uint8Array, number][] = [
	['garbage', () => createPlatform().bytes(500), 4400],
	['an empty one', () => new Uint8Array(0), 4400],
	[
		'a bomb in format V2',
		() => new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 128, 173, 226, 4, 1, 0, 0, 0]),
		4400,
	],
	['another root', () => key('record'), 4400],
	['a nested document', nested, 4400],
	['text', text, 4400],
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
	['a truncated one', () => key('personal').subarray(0, 15), 4400],
	[
		'one with a gap',
		() => new UpdateBytes().uint(1).block(1, 7, 5).register('theme', 'personal').uint(1).any('dark').end(),
		4501,
	],
	['a deletion of what is nowhere', () => new UpdateBytes().uint(0, 1, 7, 1, 0, 1).bytes(), 4501],
	[
		'too many writers',
		() => {
			const bytes = new UpdateBytes().uint(5_001);
			for (let i = 0; i < 5_001; i++) bytes.block(1, i, 0).register('a', 'personal').uint(1).any(1);
			return bytes.end();
		},
		4400,
	],
	['more than an update may hold', () => key('personal', 'x'.repeat(MAX_UPDATE)), 4413],
];

test.each(refused)('PERS-4 an update is refused and not stored: %s', async (_, bytes, code) => {
	const [anna, tablet] = await Promise.all([join(ANNA), join(TABLET)]);
	anna.update(bytes());
	expect(await anna.closed).toMatchObject({ code });
	await tablet.settled();
	expect(tablet.updates).toHaveLength(2);
	expect(await stored(ANNA)).toBeNull();
	expect(relay.failures).toEqual([]);
});

test('PERS-4 a document that would grow over its limit closes with 4413 and stays as it was', async () => {
	const anna = await join(ANNA);
	for (const part of ['a', 'b']) anna.updateWith(set(part, 'x'.repeat(200_000)));
	await anna.settled();
	const before = await stored(ANNA);
	anna.updateWith(set('c', 'x'.repeat(200_000)));
	expect(await anna.closed).toMatchObject({ code: 4413 });
	await eventually(() => expect(relay.rooms.size).toBe(0));
	expect(await stored(ANNA)).toEqual(before);
});
