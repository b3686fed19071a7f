import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { accountDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import type { Timers } from '../../sync-server/sync/timers.ts';
import { eventually } from '../support/eventually.ts';
import { heapUsed } from '../support/heap.ts';
import { RecordWriter } from '../support/record-writer.ts';
import { RoomPeer } from '../support/room-peer.ts';
import { ANNA, BASIL, startRoomRelay, type RoomRelay, type Somebody } from '../support/room-relay.ts';

const platform = createPlatform();

/** A SQLite database that can be told to fail. */
class BrittleDatabase {
	readonly database: Database;
	/** What fails, by the beginning of its text; null for nothing. */
	broken: string | null = null;
	#sqlite = openSqlite(':memory:');

	constructor() {
		const sqlite = this.#sqlite;
		/** Lets through what does not fail. */
		const through = <T>(text: string, work: () => T): T => {
			if (this.broken !== null && text.startsWith(this.broken)) throw new Error('disk I/O error');
			return work();
		};
		this.database = {
			...sqlite,
			all: async (text, ...values) => through(text, () => sqlite.all(text, ...values)),
			get: async (text, ...values) => through(text, () => sqlite.get(text, ...values)),
			transaction: async (body) => through('BEGIN', () => sqlite.transaction(body)),
		};
	}

	close(): Promise<void> {
		return this.#sqlite.close();
	}
}

/** Timers that ring when the test says so. */
class ManualTimers implements Timers {
	#waiting = new Set<{ ms: number; work: () => void }>();

	after(ms: number, work: () => void): () => void {
		const timer = { ms, work };
		this.#waiting.add(timer);
		return () => this.#waiting.delete(timer);
	}

	/** Everything that would ring within so many ms rings. */
	pass(ms: number): void {
		for (const timer of [...this.#waiting]) if (timer.ms <= ms && this.#waiting.delete(timer)) timer.work();
	}
}

let disk: BrittleDatabase;
let timers: ManualTimers;
let relay: RoomRelay;
let account: DocumentName;
let anna: RecordWriter;

beforeEach(async () => {
	disk = new BrittleDatabase();
	timers = new ManualTimers();
	relay = await startRoomRelay({ database: disk.database, timers });
	account = accountDocument(platform.uuid() as AccountId);
	anna = new RecordWriter(ANNA.device, platform);
	await append(anna.group(account, { type: 'company', name: 'Dupont' }));
});
afterEach(async () => {
	await relay.stop();
	await disk.close();
});

async function append(...groups: ReturnType<RecordWriter['group']>[]): Promise<void> {
	const packed = groups.map(({ id, entries }) => ({ id, entries: entries.filter((entry) => entry.kind === 'update') }));
	const results = await relay.log.append({
		firm: ANNA.firm,
		device: anna.device,
		staff: ANNA.staff as never,
		role: 'member',
		groups: packed,
	});
	expect(results.map((result) => result.refusal)).toEqual(groups.map(() => null));
}

const join = (who: Somebody, name: string = account) => RoomPeer.join(relay.roomsUrl(who), name);

test("ROOM-14 a document that can't be loaded closes with 4500 and writes nothing; once it can, it is whole", async () => {
	disk.broken = 'SELECT body FROM log_rows';
	const peer = new RoomPeer(new WebSocket(`${relay.roomsUrl(ANNA)}/${account}`));
	peer.socket.on('open', () => peer.update(anna.write(account, { name: 'Into nothing' })));
	expect(await peer.closed).toMatchObject({ code: 4500 });
	expect(peer.updates).toEqual([]);
	expect(relay.failures).toHaveLength(1);
	disk.broken = null;
	await eventually(() => expect(relay.rooms.size).toBe(0));
	expect(await relay.log.head(ANNA.firm)).toMatchObject({ head: 1 });
	const again = await join(ANNA);
	expect(Object.keys(again.doc.getMap('record').toJSON())).toHaveLength(2);
});

test('ROOM-14 a store that fails to append closes with 4500, and nobody was told of what it did not take', async () => {
	const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
	disk.broken = 'BEGIN';
	a.update(anna.write(account, { name: 'Not written' }));
	expect(await a.closed).toMatchObject({ code: 4500 });
	disk.broken = null;
	await b.settled();
	expect(b.updates).toHaveLength(2);
	expect(await relay.log.head(ANNA.firm)).toMatchObject({ head: 1 });
});

test("ROOM-14 a room that can't follow the log any more closes with 4500", async () => {
	const b = await join(BASIL);
	disk.broken = 'SELECT seq, group_id';
	await append(anna.group(account, { name: 'Pushed' }));
	expect(await b.closed).toMatchObject({ code: 4500 });
	disk.broken = null;
	const again = await join(BASIL);
	expect(again.doc.getMap('record').toJSON()).toEqual(anna.read(account));
});

test('ROOM-15 when the log begins another history, its rooms close with 1001 and open on the new one', async () => {
	const a = await join(ANNA);
	await relay.log.beginRestore(ANNA.firm);
	expect(await a.closed).toMatchObject({ code: 1001 });
	const again = await join(ANNA);
	expect(again.epoch).not.toBe(a.epoch);
});

test('ROOM-16 a peer that says nothing for 50 s closes with 4408; one that does stays', async () => {
	const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
	timers.pass(49_000);
	await Promise.all([a.settled(), b.settled()]);
	timers.pass(50_000);
	expect(await a.closed).toMatchObject({ code: 4408 });
	expect(await b.closed).toMatchObject({ code: 4408 });
});

test('ROOM-16 a reader that stands still is given up with 4508, and the others are not', async () => {
	const [a, slow] = await Promise.all([join(ANNA), join(BASIL)]);
	slow.socket.pause();
	const street = Array.from({ length: 10 }, () => 'x'.repeat(20_000));
	for (let i = 0; i < 80 && relay.sockets.size > 1; i++) {
		await append(anna.group(account, { name: street }));
		await a.settled();
		timers.pass(30_000);
	}
	timers.pass(1_000);
	await eventually(() => expect(relay.sockets.size).toBe(1));
	slow.socket.resume();
	expect((await slow.closed).code).toBeOneOf([4508, 1006]);
	expect(a.doc.getMap('record').toJSON()).toEqual(anna.read(account));
}, 60_000);

test('ROOM-17 a room is gone with its last peer: after 1,000 visits there are no rooms, and the heap is as it was', async () => {
	const visit = async (i: number) => {
		const peer = await join(i % 2 === 0 ? ANNA : BASIL, i % 10 === 0 ? 'personal' : account);
		peer.awareness([{ client: i + 1, clock: 1, state: { field: 'name' } }]);
		await peer.settled();
		peer.close();
		await peer.closed;
		peer.doc.destroy();
	};
	const visits = async (from: number, count: number) => {
		for (let i = from; i < from + count; i += 4)
			await Promise.all([visit(i), visit(i + 1), visit(i + 2), visit(i + 3)]);
		await eventually(() => expect(relay.rooms.size).toBe(0));
	};
	await visits(0, 100);
	const before = heapUsed();
	await visits(100, 1_000);
	expect(heapUsed() - before).toBeLessThan(before / 10);
}, 60_000);

test('ROOM-17 peers that leave while the document is loading leave nothing behind', async () => {
	const sockets = Array.from({ length: 50 }, () => new WebSocket(`${relay.roomsUrl(ANNA)}/${account}`));
	for (const socket of sockets) {
		socket.on('error', () => undefined);
		socket.on('open', () => socket.terminate());
	}
	await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
	await eventually(() => expect(relay.rooms.size).toBe(0));
	const peer = await join(ANNA);
	expect(Y.encodeStateAsUpdate(peer.doc).length).toBeGreaterThan(10);
});
