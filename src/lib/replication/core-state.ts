import type { Epoch, GroupId } from '../domain/ids.ts';
import type { Group, LogEntry } from '../protocol/entries.ts';
import type { CloseReason } from '../protocol/close-codes.ts';
import type { DownFrame, UpFrame } from '../protocol/frames/frame.ts';
import type { Cursor } from '../protocol/frames/up.ts';
import type { RefusalCode } from '../protocol/refusals.ts';
import type { SupplyPlace } from './give-back.ts';
import type { ConnectionState } from './status.ts';

/** An operation on the book, done by the driver one at a time; its answer comes back as a `stored` input. */
export type StoreOperation =
	| { op: 'cursor' }
	| { op: 'welcomed'; epoch: Epoch; resume: 'continue' | 'start' | 'recover'; time: number }
	| { op: 'offer'; after: number; caughtUp: boolean }
	| { op: 'acknowledged'; groups: GroupId[] }
	| { op: 'refused'; group: GroupId; code: RefusalCode }
	| { op: 'apply'; entries: LogEntry[]; cursor: Cursor }
	| { op: 'supply'; place: SupplyPlace }
	| { op: 'supplied'; groups: Group[] }
	| { op: 'recovered' }
	| { op: 'synced'; at: number };

export type StoreAnswer =
	| { op: 'cursor'; cursor: Cursor | null }
	| { op: 'welcomed'; recovering: boolean; again: Group[][] }
	| { op: 'offer'; groups: Group[]; last: number; held: boolean }
	| { op: 'acknowledged' }
	| { op: 'refused'; rebuilt: boolean }
	| { op: 'apply'; cursor: Cursor; rebuilt: boolean }
	| { op: 'supply'; groups: Group[]; next: SupplyPlace | null }
	| { op: 'supplied' }
	| { op: 'recovered' }
	| { op: 'synced' };

export type Input =
	/** Begin, or try again after a sign-in, an app update or "retry now". */
	| { type: 'start' }
	/** The browser says that the network went or came back. */
	| { type: 'network'; online: boolean }
	/** Somebody looks at the app. */
	| { type: 'attended' }
	| { type: 'outbox-changed' }
	| { type: 'opened'; socket: number }
	| { type: 'frame'; socket: number; frame: DownFrame }
	| { type: 'closed'; socket: number; code: number }
	| { type: 'stored'; answer: StoreAnswer }
	| { type: 'store-failed'; message: string }
	| { type: 'tick' };

export type Effect =
	| { type: 'connect'; socket: number }
	| { type: 'send'; socket: number; frame: UpFrame }
	/** Let the socket go at once: no close handshake is waited for. */
	| { type: 'abandon'; socket: number; reason: CloseReason }
	| { type: 'store'; operation: StoreOperation }
	| { type: 'status'; status: ConnectionState };

/** What is in flight on one connection. */
export interface Live {
	head: number;
	seq: number;
	recovering: boolean;
	/** Order of the last outbox group that was offered on this connection. */
	offered: number;
	/** Whether the outbox had nothing left to offer. */
	dry: boolean;
	/** Whether something is held back until the log is read to its end. */
	held: boolean;
	inFlight: ReadonlySet<GroupId>;
	/** Where giving back has come to; null when there is no more to give. */
	supply: SupplyPlace | null;
	supplying: ReadonlyMap<GroupId, Group>;
	/** Whether `synced` was noted since the last change. */
	noted: boolean;
}

export interface CoreState {
	phase: 'stopped' | 'waiting' | 'connecting' | 'greeting' | 'live';
	/** Why nothing is tried until somebody acts. */
	halted: ConnectionState | null;
	online: boolean;
	socket: number;
	/** Tries since everything was exchanged last. */
	attempt: number;
	retryAt: number | null;
	lostAt: number | null;
	lastHeard: number;
	pingAt: number | null;
	pings: number;
	live: Live | null;
	failed: string | null;
	/** The sequence number that this connection's hello named. */
	helloSeq: number;
	/** When the last step was, by the device's clock. */
	steppedAt: number;
}

export interface Step {
	state: CoreState;
	effects: Effect[];
}

/** The replicator before anything happened. */
export function initialState(): CoreState {
	return {
		phase: 'stopped',
		halted: null,
		online: true,
		socket: 0,
		attempt: 0,
		retryAt: null,
		lostAt: null,
		lastHeard: 0,
		pingAt: null,
		pings: 0,
		live: null,
		failed: null,
		helloSeq: 0,
		steppedAt: 0,
	};
}
