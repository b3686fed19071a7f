import { WebsocketProvider } from 'y-websocket';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { recoveryOf } from '../protocol/close-codes.ts';
import { BACKOFF_BASE, BACKOFF_MAX } from '../protocol/limits.ts';

export interface RoomConnectionDeps {
	/** Where the relay's rooms are: `wss://…/sync/rooms`. */
	url: string;
	/** From 0 up to 1. */
	random(): number;
	/** ms since 1970 */
	now(): number;
	/** What opens sockets; the browser's own when left out. */
	sockets?: typeof WebSocket;
}

/** Calls back with each new value until the returned function is called. */
export type Followed<T> = (heard: (value: T) => void) => () => void;

/** More than y-websocket's own delay will ever be, so that ours is the one that counts. */
const OUR_DELAY_COUNTS = 30;

/**
 * A document's connection to its room. Comes back after whatever the close code says, with a growing delay and full jitter: y-websocket's own
 * has none, so a whole firm would come back to a restarted relay at once. Where the code says that coming back is no use, it stays away until
 * `connect` is called.
 */
export class RoomConnection {
	readonly provider: WebsocketProvider;
	#deps: RoomConnectionDeps;
	#failures = 0;
	#openedAt: number | null = null;

	constructor(deps: RoomConnectionDeps, room: string, doc: Y.Doc, awareness: Awareness) {
		this.#deps = deps;
		this.provider = new WebsocketProvider(deps.url, room, doc, {
			awareness,
			connect: false,
			// Tabs share their disk already; and a channel would be shared with whoever else signs in on this browser.
			disableBc: true,
			shouldReconnect: ({ code }) => ['now', 'backoff'].includes(recoveryOf(code)),
			...(deps.sockets === undefined ? {} : { WebSocketPolyfill: deps.sockets }),
		});
		this.provider.on('status', ({ status }) => {
			if (status !== 'connected') return;
			this.#openedAt = deps.now();
			// Said anew, with a higher clock: the others were told that this peer is gone.
			awareness.setLocalState(awareness.getLocalState());
		});
		this.provider.on('connection-close', () => this.#paceReturn());
	}

	/** Connects now, whatever the delay or the last close code says. */
	connect(): void {
		this.provider.connect();
	}

	disconnect(): void {
		this.provider.disconnect();
	}

	destroy(): void {
		this.provider.destroy();
	}

	#paceReturn(): void {
		const stood = this.#openedAt !== null && this.#deps.now() - this.#openedAt > BACKOFF_MAX;
		this.#openedAt = null;
		this.#failures = stood ? 0 : this.#failures + 1;
		const longest = Math.min(BACKOFF_MAX, BACKOFF_BASE * 2 ** Math.min(this.#failures, OUR_DELAY_COUNTS));
		this.provider.maxBackoffTime = this.#deps.random() * longest;
		this.provider.wsUnsuccessfulReconnects = OUR_DELAY_COUNTS;
	}
}
