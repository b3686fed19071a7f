import type { ListEngine } from '../queries/list-spec.ts';
import type { ListCall, ListReply } from './list-calls.ts';

interface Waiting {
	resolve(value: unknown): void;
	reject(error: unknown): void;
}

/** A list engine in a worker. The worker starts with the first question, so that it never competes with the first paint. */
export function createWorkerListEngine(book: string): ListEngine {
	let worker: Worker | null = null;
	let asked = 0;
	const waiting = new Map<number, Waiting>();

	function start(): Worker {
		const started = new Worker(new URL('./list-worker.ts', import.meta.url), { type: 'module', name: 'lists' });
		started.onmessage = ({ data }) => {
			const reply = data as ListReply;
			const one = waiting.get(reply.number);
			waiting.delete(reply.number);
			if ('failed' in reply) one?.reject(new Error(reply.failed));
			else one?.resolve(reply.value);
		};
		started.onerror = ({ message }) => {
			// Whatever ended it, the next question starts another one.
			started.terminate();
			worker = null;
			for (const one of waiting.values()) one.reject(new Error(message));
			waiting.clear();
		};
		started.postMessage({ book });
		return started;
	}

	function call<T>(name: ListCall['name'], ...args: unknown[]): Promise<T> {
		worker ??= start();
		const number = ++asked;
		worker.postMessage({ number, name, args } satisfies ListCall);
		return new Promise((resolve, reject) => {
			waiting.set(number, { resolve: (value) => resolve(value as T), reject });
		});
	}

	return {
		warm: () => void call('warm').catch(() => undefined),
		search: (text, limit, kind) => call('search', text, limit, kind),
		window: (spec, from, count) => call('window', spec, from, count),
		placeOf: (spec, id) => call('placeOf', spec, id),
		tally: (spec, selection) => call('tally', spec, selection),
		values: (kind, of) => call('values', kind, of),
		duplicates: (kind) => call('duplicates', kind),
		close: () => worker?.terminate(),
	};
}
