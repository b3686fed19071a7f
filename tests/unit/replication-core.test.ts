import { describe, expect, it } from 'vitest';
import { CLOSE } from '../../src/lib/protocol/close-codes.ts';
import { BACKOFF_MAX, PING_AFTER, PONG_WITHIN } from '../../src/lib/protocol/limits.ts';
import { initialState, type CoreState, type Effect, type Input } from '../../src/lib/replication/core-state.ts';
import { step } from '../../src/lib/replication/core.ts';

/** Runs inputs through the core at the time of each. */
function run(
	state: CoreState,
	...inputs: { at: number; input: Input; random?: number }[]
): { state: CoreState; effects: Effect[] } {
	let effects: Effect[] = [];
	for (const { at, input, random = 1 } of inputs) ({ state, effects } = step(state, input, at, random));
	return { state, effects };
}

/** A connection that was welcomed at the log's end. */
function live(): CoreState {
	return run(
		initialState(),
		{ at: 0, input: { type: 'start' } },
		{ at: 1, input: { type: 'opened', socket: 1 } },
		{ at: 2, input: { type: 'stored', answer: { op: 'cursor', cursor: null } } },
		{
			at: 3,
			input: {
				type: 'frame',
				socket: 1,
				frame: { type: 'welcome', protocol: 1, epoch: 'E' as never, head: 0, resume: 'start', time: 3, role: 'owner' },
			},
		},
		{ at: 4, input: { type: 'stored', answer: { op: 'welcomed', recovering: false, again: [] } } },
		{ at: 5, input: { type: 'stored', answer: { op: 'offer', groups: [], last: 0, held: false } } },
	).state;
}

function statuses(effects: readonly Effect[]): unknown[] {
	return effects.flatMap((effect) => (effect.type === 'status' ? [effect.status] : []));
}

describe('the replication core', () => {
	it('PRO-5 waits twice as long after each failed try, at most 30 s, with full jitter', () => {
		let state = run(initialState(), { at: 0, input: { type: 'start' } }).state;
		const waits: number[] = [];
		for (let n = 0; n < 8; n++) {
			state = step(state, { type: 'closed', socket: state.socket, code: 1006 }, 0, 1).state;
			waits.push(state.retryAt ?? -1);
			state = step(state, { type: 'start' }, 0, 1).state;
		}
		expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, BACKOFF_MAX, BACKOFF_MAX, BACKOFF_MAX]);
		expect(step(state, { type: 'closed', socket: state.socket, code: 1006 }, 0, 0.25).state.retryAt).toBe(
			BACKOFF_MAX / 4,
		);
	});

	it('PRO-5 tries a lost relay at least every second while somebody looks, for five minutes', () => {
		let { state } = run(initialState(), { at: 0, input: { type: 'start' } });
		for (let n = 0; n < 8; n++) {
			state = step(state, { type: 'closed', socket: state.socket, code: 1006 }, 1_000, 1).state;
			state = step(state, { type: 'start' }, 1_000, 1).state;
		}
		state = step(state, { type: 'closed', socket: state.socket, code: 1006 }, 1_000, 1).state;
		expect(state.retryAt).toBe(1_000 + BACKOFF_MAX);
		expect(step(state, { type: 'attended' }, 1_000, 1).state.retryAt).toBe(2_000);
		expect(step(state, { type: 'attended' }, 6 * 60_000, 1).state.retryAt).toBe(1_000 + BACKOFF_MAX);
	});

	it.each([
		[CLOSE.signedOut, { state: 'signed-out' }],
		[CLOSE.tooOld, { state: 'outdated', who: 'app' }],
		[CLOSE.removed, { state: 'removed' }],
	])('PRO-5 does not try again by itself after $name', (reason, status) => {
		const { state, effects } = run(live(), { at: 10, input: { type: 'closed', socket: 1, code: reason.code } });
		expect(statuses(effects)).toEqual([status]);
		const later = step(step(state, { type: 'tick' }, 10 ** 7, 0).state, { type: 'attended' }, 10 ** 7, 0);
		expect(later.effects).toEqual([]);
		expect(step(later.state, { type: 'start' }, 10 ** 7, 0).effects[0]?.type).toBe('connect');
	});

	it('PRO-6 gives a silent socket up and says so', () => {
		const asked = run(live(), { at: 10 + PING_AFTER, input: { type: 'tick' } });
		expect(asked.effects).toEqual([{ type: 'send', socket: 1, frame: { type: 'ping', id: 0 } }]);
		const answered = run(asked.state, {
			at: 11 + PING_AFTER,
			input: { type: 'frame', socket: 1, frame: { type: 'pong', id: 0 } },
		});
		expect(run(answered.state, { at: 12 + PING_AFTER + PONG_WITHIN, input: { type: 'tick' } }).state.phase).toBe(
			'live',
		);
		const silent = run(asked.state, { at: 11 + PING_AFTER + PONG_WITHIN, input: { type: 'tick' } });
		expect(silent.effects.map((effect) => effect.type)).toEqual(['abandon', 'status']);
		expect(statuses(silent.effects)).toMatchObject([{ state: 'offline' }]);
	});

	it('PRO-6 passes over what a socket says that was given up', () => {
		const state = live();
		const { effects } = run(state, { at: 20, input: { type: 'frame', socket: 0, frame: { type: 'ack', groups: [] } } });
		expect(effects).toEqual([]);
	});

	it('says "current" only when the log was read to its end and nothing is in flight', () => {
		const greeted = run(
			initialState(),
			{ at: 0, input: { type: 'start' } },
			{ at: 1, input: { type: 'opened', socket: 1 } },
			{ at: 2, input: { type: 'stored', answer: { op: 'cursor', cursor: null } } },
			{
				at: 3,
				input: {
					type: 'frame',
					socket: 1,
					frame: {
						type: 'welcome',
						protocol: 1,
						epoch: 'E' as never,
						head: 2,
						resume: 'start',
						time: 3,
						role: 'owner',
					},
				},
			},
			{ at: 4, input: { type: 'stored', answer: { op: 'welcomed', recovering: false, again: [] } } },
		);
		expect(statuses(greeted.effects)).toEqual([{ state: 'syncing', done: 0, total: 2 }]);
		const pushed = run(greeted.state, {
			at: 5,
			input: {
				type: 'stored',
				answer: { op: 'offer', groups: [{ id: 'g' as never, entries: [] }], last: 1, held: false },
			},
		});
		const cursor = { epoch: 'E' as never, seq: 2, hash: '', mac: '' };
		const read = run(
			pushed.state,
			{ at: 6, input: { type: 'stored', answer: { op: 'apply', cursor, rebuilt: false } } },
			{ at: 7, input: { type: 'stored', answer: { op: 'offer', groups: [], last: 1, held: false } } },
		);
		expect(statuses(read.effects)).toEqual([]);
		const acked = run(
			read.state,
			{ at: 8, input: { type: 'frame', socket: 1, frame: { type: 'ack', groups: ['g' as never] } } },
			{ at: 9, input: { type: 'stored', answer: { op: 'acknowledged' } } },
		);
		expect(statuses(acked.effects)).toEqual([{ state: 'current', at: 9 }]);
	});
});
