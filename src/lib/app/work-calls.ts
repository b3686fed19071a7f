import * as z from 'zod/mini';
import { StorageFailed } from '../storage/book-store.ts';

/** Told how far a call is. */
export type Progress = (done: number, total: number) => void;

/** A call to a worker, or the wish that one ends. */
export const workCall = z.union([
	z.object({ number: z.number(), name: z.string(), args: z.array(z.unknown()) }),
	z.object({ cancel: z.number() }),
]);

/** Why a call came to nothing: somebody cancelled it, another tab is at it, a disk that refuses, or what only this worker knows. */
export type WorkFailure<Own = never> =
	| { why: 'cancelled' | 'busy' }
	| { why: 'storage'; reason: StorageFailed['reason'] }
	| { why: 'broken'; message: string }
	| Own;

/** What a worker says: the answer to a call, how far it is, or why it came to nothing. */
export type WorkReply<Own = never> =
	| { number: number; value: unknown }
	| { number: number; failed: WorkFailure<Own> }
	| { number: number; done: number; total: number };

/** What a call may use besides what it was given. */
export interface CallTurn {
	progress: Progress;
	cancelled: () => boolean;
}

/** What answers the calls of one worker, each by its name. */
export interface Work {
	call(name: string, args: readonly unknown[], turn: CallTurn): Promise<unknown>;
}

/** What a worker's own scope has for it. */
interface Scope {
	onmessage: ((event: MessageEvent<unknown>) => unknown) | null;
	postMessage(message: unknown): void;
}

/**
 * Answers calls from within a worker. Its first message says whose book it is.
 * @param begin given that message
 * @param failureOf what only this worker's calls fail with; null: nothing of that
 */
export function answerCalls<Own>(scope: Scope, begin: (start: unknown) => Work, failureOf: (error: unknown) => WorkFailure<Own> | null = () => null): void {
	scope.onmessage = ({ data }) => {
		const work = begin(data);
		/** Calls under way that somebody wants to end. */
		const cancelled = new Map<number, boolean>();
		scope.onmessage = async ({ data: message }) => {
			const call = workCall.parse(message);
			if ('cancel' in call) {
				if (cancelled.has(call.cancel)) cancelled.set(call.cancel, true);
				return;
			}
			const { number, name, args } = call;
			const say = (reply: WorkReply<Own>) => scope.postMessage(reply);
			cancelled.set(number, false);
			try {
				const turn = { progress: (done: number, total: number) => say({ number, done, total }), cancelled: () => cancelled.get(number) === true };
				say({ number, value: await work.call(name, args, turn) });
			} catch (error) {
				say({ number, failed: failureOf(error) ?? commonFailure(error) });
			}
			cancelled.delete(number);
		};
	};
}

function commonFailure(error: unknown): WorkFailure {
	if (error instanceof StorageFailed) return { why: 'storage', reason: error.reason };
	return { why: 'broken', message: error instanceof Error ? error.message : String(error) };
}
