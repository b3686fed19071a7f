import type { GroupId } from '../domain/ids.ts';
import type { Group } from '../protocol/entries.ts';
import type { DownFrame, UpFrame } from '../protocol/frames/frame.ts';
import { CLOSE, recoveryOf, type CloseReason } from '../protocol/close-codes.ts';
import { BACKOFF_BASE, BACKOFF_MAX, PING_AFTER, PONG_WITHIN, PUSH_WINDOW } from '../protocol/limits.ts';
import type { RefusalCode } from '../protocol/refusals.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { CoreState, Effect, Input, Live, Step, StoreAnswer, StoreOperation } from './core-state.ts';
import type { ConnectionState } from './status.ts';

/** How long opening a socket and being welcomed may take, ms. */
const GREETING_WITHIN = 10_000;
/** While somebody looks at the app, a lost relay is tried at least this often, ms… */
const ATTENDED_RETRY = 1_000;
/** …for this long after it was lost; then the backoff alone decides, ms. */
const ATTENDED_FOR = 5 * 60_000;

/**
 * One step of replication: pure. The driver performs the effects in their order.
 * @param now ms since 1970 by the device's clock
 * @param random from 0 up to 1, for jitter
 */
export function step(before: CoreState, input: Input, now: number, random: number): Step {
	const state = { ...(now < before.steppedAt ? setBack(before, before.steppedAt - now) : before), steppedAt: now };
	switch (input.type) {
		case 'start':
			return state.phase === 'stopped' || state.phase === 'waiting'
				? connect({ ...state, halted: null, failed: null }, now)
				: still(state);
		case 'network':
			return network({ ...state, online: input.online }, input.online, now, random);
		case 'attended':
			return attended(state, now, random);
		case 'outbox-changed':
			return state.live === null
				? still(state)
				: advance({ ...state, live: { ...state.live, dry: false, noted: false } }, now);
		case 'tick':
			return tick(state, now, random);
		case 'opened':
			return input.socket === state.socket && state.phase === 'connecting'
				? {
						state: { ...state, phase: 'greeting', lastHeard: now },
						effects: [{ type: 'store', operation: { op: 'cursor' } }],
					}
				: still(state);
		case 'closed':
			return input.socket === state.socket && isUp(state) ? lost(state, input.code, now, random) : still(state);
		case 'frame':
			return input.socket === state.socket && isUp(state)
				? heard({ ...state, lastHeard: now, pingAt: null }, input.frame)
				: still(state);
		case 'stored':
			return isUp(state) ? stored(state, input.answer, now) : still(state);
		case 'store-failed':
			return isUp(state)
				? letGo({ ...state, failed: input.message }, CLOSE.storeFailed, now, random)
				: still({ ...state, failed: input.message });
	}
}

/** The device's clock was set back: what was due in a moment still is, and a silence does not last for days. */
function setBack(state: CoreState, by: number): CoreState {
	const { retryAt, lostAt, pingAt, lastHeard } = state;
	return {
		...state,
		retryAt: retryAt === null ? null : retryAt - by,
		lostAt: lostAt === null ? null : lostAt - by,
		pingAt: pingAt === null ? null : pingAt - by,
		lastHeard: lastHeard - by,
	};
}

function still(state: CoreState): Step {
	return { state, effects: [] };
}

function isUp(state: CoreState): boolean {
	return state.phase === 'connecting' || state.phase === 'greeting' || state.phase === 'live';
}

function connect(state: CoreState, now: number): Step {
	const socket = state.socket + 1;
	return {
		state: { ...state, phase: 'connecting', socket, retryAt: null, lastHeard: now, pingAt: null, live: null },
		effects: [
			{ type: 'connect', socket },
			{ type: 'status', status: { state: 'connecting' } },
		],
	};
}

function network(state: CoreState, online: boolean, now: number, random: number): Step {
	if (!online) return isUp(state) ? letGo(state, CLOSE.timeout, now, random) : still(state);
	return state.phase === 'waiting' ? connect(state, now) : still(state);
}

function attended(state: CoreState, now: number, random: number): Step {
	if (state.phase !== 'waiting' || state.retryAt === null) return still(state);
	if (state.lostAt !== null && now - state.lostAt > ATTENDED_FOR) return still(state);
	const retryAt = Math.min(state.retryAt, now + ATTENDED_RETRY * (0.3 + 0.7 * random));
	return still({ ...state, retryAt });
}

function tick(state: CoreState, now: number, random: number): Step {
	if (state.phase === 'waiting')
		return state.retryAt !== null && now >= state.retryAt ? connect(state, now) : still(state);
	if (state.phase === 'connecting' || state.phase === 'greeting') {
		return now - state.lastHeard > GREETING_WITHIN ? letGo(state, CLOSE.timeout, now, random) : still(state);
	}
	if (state.phase !== 'live') return still(state);
	if (state.pingAt !== null)
		return now - state.pingAt > PONG_WITHIN ? letGo(state, CLOSE.timeout, now, random) : still(state);
	if (now - state.lastHeard < PING_AFTER) return still(state);
	return {
		state: { ...state, pingAt: now, pings: state.pings + 1 },
		effects: [{ type: 'send', socket: state.socket, frame: { type: 'ping', id: state.pings } }],
	};
}

/** Gives up a socket that is still open. */
function letGo(state: CoreState, reason: CloseReason, now: number, random: number): Step {
	const after = lost(state, reason.code, now, random);
	return { state: after.state, effects: [{ type: 'abandon', socket: state.socket, reason }, ...after.effects] };
}

/** What follows a close: each code has one recovery rule. */
function lost(state: CoreState, code: number, now: number, random: number): Step {
	const down = { ...state, live: null, pingAt: null, lostAt: state.lostAt ?? now };
	const recovery = recoveryOf(code);
	if (recovery === 'now') return connect({ ...down, attempt: state.attempt + 1 }, now);
	if (recovery === 'sign-in') return halt(down, { state: 'signed-out' });
	if (recovery === 'update-app') return halt(down, { state: 'outdated', who: 'app' });
	if (recovery === 'never')
		return halt(down, code === CLOSE.removed.code ? { state: 'removed' } : { state: 'signed-out' });
	const longest = Math.min(BACKOFF_MAX, BACKOFF_BASE * 2 ** Math.min(state.attempt, 10));
	const retryAt = now + Math.round(random * longest);
	const status: ConnectionState =
		state.failed !== null
			? { state: 'storage-failed', message: state.failed }
			: code === CLOSE.tooNew.code
				? { state: 'outdated', who: 'relay' }
				: { state: 'offline', retryAt };
	return {
		state: { ...down, phase: 'waiting', attempt: state.attempt + 1, retryAt },
		effects: [{ type: 'status', status }],
	};
}

function halt(state: CoreState, halted: ConnectionState): Step {
	return {
		state: { ...state, phase: 'stopped', halted, retryAt: null },
		effects: [{ type: 'status', status: halted }],
	};
}

function heard(state: CoreState, frame: DownFrame): Step {
	switch (frame.type) {
		case 'pong':
			return still(state);
		case 'welcome':
			if (state.phase !== 'greeting') return still(state);
			return {
				state: { ...state, live: newLive(frame.head, frame.resume === 'continue' ? state.helloSeq : 0) },
				effects: [
					{ type: 'store', operation: { op: 'welcomed', epoch: frame.epoch, resume: frame.resume, time: frame.time } },
				],
			};
		case 'ack':
			return state.live === null ? still(state) : acked(state, state.live, frame.groups);
		case 'refused':
			if (state.live?.supplying.has(frame.group)) return gaveBack(state, state.live, [frame.group], []);
			return refused(state, frame.group, frame.code);
		case 'entries':
			if (state.live === null) return still(state);
			return {
				state: { ...state, live: { ...state.live, head: Math.max(state.live.head, frame.head), noted: false } },
				effects: [{ type: 'store', operation: { op: 'apply', entries: frame.entries, cursor: frame.cursor } }],
			};
	}
}

function newLive(head: number, seq: number): Live {
	return {
		head,
		seq,
		recovering: false,
		offered: 0,
		dry: false,
		held: false,
		inFlight: new Set(),
		supply: { part: 'documents', after: '' },
		supplying: new Map(),
		noted: false,
	};
}

function acked(state: CoreState, live: Live, groups: GroupId[]): Step {
	const supplied = groups.flatMap((id) => live.supplying.get(id) ?? []);
	if (supplied.length > 0) return gaveBack(state, live, groups, supplied);
	const inFlight = new Set(live.inFlight);
	for (const id of groups) inFlight.delete(id);
	return {
		state: { ...state, live: { ...live, inFlight } },
		effects: [{ type: 'store', operation: { op: 'acknowledged', groups } }],
	};
}

function refused(state: CoreState, group: GroupId, code: RefusalCode): Step {
	const inFlight = new Set(state.live?.inFlight);
	inFlight.delete(group);
	const live = state.live === null ? null : { ...state.live, inFlight };
	return { state: { ...state, live }, effects: [{ type: 'store', operation: { op: 'refused', group, code } }] };
}

function gaveBack(state: CoreState, live: Live, ids: GroupId[], supplied: Group[]): Step {
	const supplying = new Map(live.supplying);
	for (const id of ids) supplying.delete(id);
	return {
		state: { ...state, live: { ...live, supplying } },
		effects: [{ type: 'store', operation: { op: 'supplied', groups: supplied } }],
	};
}

function stored(state: CoreState, answer: StoreAnswer, now: number): Step {
	if (answer.op === 'cursor') {
		const frame: UpFrame = { type: 'hello', protocol: PROTOCOL_VERSION, cursor: answer.cursor, time: now };
		return {
			state: { ...state, helloSeq: answer.cursor?.seq ?? 0 },
			effects: [{ type: 'send', socket: state.socket, frame }],
		};
	}
	const live = state.live;
	if (live === null) return still(state);
	switch (answer.op) {
		case 'welcomed': {
			const inFlight = new Set(answer.again.flat().map((group) => group.id));
			const next = advance(
				{ ...state, phase: 'live', failed: null, live: { ...live, recovering: answer.recovering, inFlight } },
				now,
			);
			const pushes = answer.again.map((groups): Effect => ({
				type: 'send',
				socket: state.socket,
				frame: { type: 'push', groups },
			}));
			return { state: next.state, effects: [...pushes, ...next.effects] };
		}
		case 'offer': {
			if (answer.groups.length === 0)
				return advance({ ...state, live: { ...live, dry: true, held: answer.held } }, now);
			const inFlight = new Set([...live.inFlight, ...answer.groups.map((group) => group.id)]);
			const next = advance({ ...state, live: { ...live, offered: answer.last, inFlight } }, now);
			return {
				state: next.state,
				effects: [
					{ type: 'send', socket: state.socket, frame: { type: 'push', groups: answer.groups } },
					...next.effects,
				],
			};
		}
		case 'refused':
			return answer.rebuilt ? reconnect(state, now) : advance(state, now);
		case 'apply': {
			// What was offered on this connection may have been written anew: it is offered again on the next one.
			if (answer.rebuilt && live.offered > 0) return reconnect(state, now);
			const seq = answer.cursor.seq;
			const freed = live.held && seq >= live.head;
			const next = advance(
				{ ...state, live: { ...live, seq, dry: live.dry && !freed, held: live.held && !freed } },
				now,
			);
			return {
				state: next.state,
				effects: [{ type: 'send', socket: state.socket, frame: { type: 'received', seq } }, ...next.effects],
			};
		}
		case 'supply': {
			const supplying = new Map([...live.supplying, ...answer.groups.map((group) => [group.id, group] as const)]);
			const next = advance({ ...state, live: { ...live, supply: answer.next, supplying } }, now);
			const push: Effect[] =
				answer.groups.length === 0
					? []
					: [{ type: 'send', socket: state.socket, frame: { type: 'push', groups: answer.groups } }];
			return { state: next.state, effects: [...push, ...next.effects] };
		}
		case 'recovered':
			return advance({ ...state, live: { ...live, recovering: false } }, now);
		default:
			return advance(state, now);
	}
}

/** An older version of what was written anew may have got through: only a new connection brings it back as bytes. */
function reconnect(state: CoreState, now: number): Step {
	const next = connect(state, now);
	return {
		state: next.state,
		effects: [{ type: 'abandon', socket: state.socket, reason: CLOSE.resync }, ...next.effects],
	};
}

/** What a live connection does next: read to the end, give back what a restored relay lacks, push what waits. */
function advance(state: CoreState, now: number): Step {
	const live = state.live;
	if (live === null || state.phase !== 'live') return still(state);
	if (live.seq < live.head) {
		const status: ConnectionState = { state: 'syncing', done: live.seq, total: live.head };
		return {
			state,
			effects: live.recovering ? [{ type: 'status', status }] : [{ type: 'status', status }, ...push(live)],
		};
	}
	if (live.recovering) {
		if (live.supply !== null)
			return live.supplying.size < 100 ? store(state, { op: 'supply', place: live.supply }) : still(state);
		return live.supplying.size === 0 ? store(state, { op: 'recovered' }) : still(state);
	}
	const pushes = push(live);
	if (pushes.length > 0) return { state, effects: pushes };
	if (!live.dry || live.inFlight.size > 0) return still(state);
	const current: CoreState = { ...state, attempt: 0, lostAt: null, failed: null, live: { ...live, noted: true } };
	const status: Effect = { type: 'status', status: { state: 'current', at: now } };
	return {
		state: current,
		effects: live.noted ? [status] : [status, { type: 'store', operation: { op: 'synced', at: now } }],
	};
}

function push(live: Live): Effect[] {
	return live.dry || live.inFlight.size >= PUSH_WINDOW * 32
		? []
		: [{ type: 'store', operation: { op: 'offer', after: live.offered, caughtUp: live.seq >= live.head } }];
}

function store(state: CoreState, operation: StoreOperation): Step {
	return { state, effects: [{ type: 'store', operation }] };
}
