import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { CLOSE } from '../../../src/lib/protocol/close-codes.ts';
import { BACKOFF_MAX } from '../../../src/lib/protocol/limits.ts';
import { RoomConnection } from '../../../src/lib/rooms/connection.ts';
import { QuietAwareness } from '../../../src/lib/rooms/quiet-awareness.ts';

/** A socket that does what the test says. */
class FakeSocket {
	static opened: FakeSocket[] = [];
	static readonly OPEN = 1;
	readonly OPEN = 1;
	readyState = 0;
	sent: Uint8Array[] = [];
	onopen: (() => void) | null = null;
	onclose: ((event: { code: number; reason: string }) => void) | null = null;

	constructor() {
		FakeSocket.opened.push(this);
	}

	open(): void {
		this.readyState = 1;
		this.onopen?.();
	}

	end(code: number): void {
		this.readyState = 3;
		this.onclose?.({ code, reason: '' });
	}

	send(message: Uint8Array): void {
		this.sent.push(message);
	}

	close(): void {
		this.readyState = 3;
	}
}

let connection: RoomConnection;
let awareness: Awareness;
let random: number;

beforeEach(() => {
	vi.useFakeTimers();
	FakeSocket.opened = [];
	random = 1;
	const doc = new Y.Doc();
	awareness = new QuietAwareness(doc);
	const sockets = FakeSocket as unknown as typeof WebSocket;
	connection = new RoomConnection(
		{ url: 'wss://relay/sync/rooms', random: () => random, now: () => Date.now(), sockets },
		'room',
		doc,
		awareness,
	);
	connection.connect();
});
afterEach(() => {
	connection.destroy();
	awareness.destroy();
	vi.useRealTimers();
});

const socket = () => FakeSocket.opened.at(-1) as FakeSocket;

/** How long until the next socket, in ms; fails when there is none. */
function delay(): number {
	const before = FakeSocket.opened.length;
	for (let ms = 0; ms <= 2 * BACKOFF_MAX; ms += 100) {
		if (FakeSocket.opened.length > before) return ms;
		vi.advanceTimersByTime(100);
	}
	throw new Error('it does not come back');
}

test('ROOM-25 it comes back after a delay that doubles up to 30 s, and anywhere below by chance', () => {
	const delays = Array.from({ length: 7 }, () => {
		socket().end(1006);
		return delay();
	});
	expect(delays).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
	random = 0.1;
	socket().end(1006);
	expect(delay()).toBe(3_000);
	random = 0;
	socket().end(1006);
	expect(delay()).toBeLessThanOrEqual(100);
});

test('ROOM-25 a connection that stood for a while begins the delays anew; one that is closed at once does not', () => {
	for (let i = 0; i < 4; i++) {
		socket().open();
		socket().end(CLOSE.resync.code);
		delay();
	}
	socket().open();
	socket().end(CLOSE.resync.code);
	expect(delay()).toBe(30_000);
	socket().open();
	// y-websocket gives a silent socket up after 30 s: this one is heard from.
	for (let i = 0; i < 4; i++) {
		vi.advanceTimersByTime(10_000);
		connection.provider.wsLastMessageReceived = Date.now();
	}
	socket().end(CLOSE.goingAway.code);
	expect(delay()).toBe(1_000);
});

test.each([CLOSE.signedOut, CLOSE.forbidden, CLOSE.unknownDocument, CLOSE.removed, CLOSE.tooOld])(
	'ROOM-25 after $name it stays away until it is asked',
	({ code }) => {
		socket().open();
		socket().end(code);
		vi.advanceTimersByTime(10 * BACKOFF_MAX);
		expect(FakeSocket.opened).toHaveLength(1);
		connection.connect();
		expect(FakeSocket.opened).toHaveLength(2);
	},
);

test("ROOM-24 on every connection this peer is said anew with a higher clock, and others' states are never sent back", () => {
	socket().open();
	const clock = awareness.meta.get(awareness.clientID)?.clock ?? 0;
	const sent = socket().sent.length;
	awareness.emit('update', [{ added: [99], updated: [], removed: [] }, connection.provider]);
	expect(socket().sent).toHaveLength(sent);
	socket().end(1006);
	delay();
	socket().open();
	expect(awareness.meta.get(awareness.clientID)?.clock).toBeGreaterThan(clock);
	expect(socket().sent.length).toBeGreaterThan(1);
});
