import type { Progress, WorkFailure, WorkReply } from './work-calls.ts';

/** How often somebody who may want a call to end is asked, ms. */
const ASK_EVERY = 50;

interface Waiting {
	resolve(value: unknown): void;
	reject(error: Error): void;
	progress: Progress;
}

/** A worker's calls, from the page. */
export interface OpenWork<Name extends string> {
	/** @param cancelled asked now and then: once it says yes, the worker is told */
	call<T>(name: Name, args: readonly unknown[], progress?: Progress, cancelled?: () => boolean): Promise<T>;
	/** Wants everything under way to end. */
	cancel(): void;
	/** Whether it ended by itself: a new one must be started. */
	readonly broken: boolean;
	/** Ends the worker: what is under way fails. */
	close(): void;
}

/**
 * Calls what a worker does (`answerCalls`).
 * @param start the worker's first message
 * @param failed makes the error of a call that came to nothing
 */
export function openWork<Name extends string, Own = never>(worker: Worker, start: unknown, failed: (failure: WorkFailure<Own>) => Error): OpenWork<Name> {
	const waiting = new Map<number, Waiting>();
	let asked = 0;
	let broken = false;
	const endAll = (failure: WorkFailure<Own>) => {
		for (const { reject } of waiting.values()) reject(failed(failure));
		waiting.clear();
	};
	worker.onmessage = ({ data }) => {
		const reply = data as WorkReply<Own>;
		const one = waiting.get(reply.number);
		if ('done' in reply) {
			one?.progress(reply.done, reply.total);
			return;
		}
		waiting.delete(reply.number);
		if ('failed' in reply) one?.reject(failed(reply.failed));
		else one?.resolve(reply.value);
	};
	worker.onerror = ({ message }) => {
		broken = true;
		endAll({ why: 'broken', message });
	};
	worker.postMessage(start);

	async function call<T>(name: Name, args: readonly unknown[], progress: Progress = () => undefined, cancelled?: () => boolean): Promise<T> {
		const number = ++asked;
		const answer = new Promise<T>((resolve, reject) => {
			waiting.set(number, { resolve: (value) => resolve(value as T), reject, progress });
		});
		worker.postMessage({ number, name, args });
		if (cancelled === undefined) return answer;
		const timer = setInterval(() => {
			if (cancelled()) worker.postMessage({ cancel: number });
		}, ASK_EVERY);
		try {
			return await answer;
		} finally {
			clearInterval(timer);
		}
	}

	return {
		call,
		get broken() {
			return broken;
		},
		cancel: () => {
			for (const number of waiting.keys()) worker.postMessage({ cancel: number });
		},
		close: () => {
			worker.terminate();
			endAll({ why: 'cancelled' });
		},
	};
}
