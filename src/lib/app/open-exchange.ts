import type { Locale, Profile } from '../domain/staff.ts';
import type { Exchange, Progress } from './exchange.ts';
import type { EXCHANGE_CALLS, ExchangeFailure, ExchangeReply, ExchangeStart } from './exchange-calls.ts';

/** A call that came to nothing. */
export class ExchangeFailed extends Error {
	override name = 'ExchangeFailed';
	readonly failure: ExchangeFailure;

	constructor(failure: ExchangeFailure) {
		super(failure.why === 'broken' ? failure.message : failure.why);
		this.failure = failure;
	}
}

interface Waiting {
	resolve(value: unknown): void;
	reject(error: unknown): void;
	progress: Progress;
}

/**
 * Starts the worker that reads and writes files.
 * @param committed told whenever something of it was saved
 */
export function openExchange(profile: Profile, locale: Locale, committed: () => void): Exchange {
	const worker = new Worker(new URL('./exchange-worker.ts', import.meta.url), { type: 'module', name: 'exchange' });
	const waiting = new Map<number, Waiting>();
	let asked = 0;
	worker.onmessage = ({ data }) => {
		const reply = data as ExchangeReply;
		const one = waiting.get(reply.number);
		if ('done' in reply) {
			one?.progress(reply.done, reply.total);
			return;
		}
		waiting.delete(reply.number);
		if ('failed' in reply) one?.reject(new ExchangeFailed(reply.failed));
		else one?.resolve(reply.value);
	};
	worker.onerror = ({ message }) => {
		for (const one of waiting.values()) one.reject(new ExchangeFailed({ why: 'broken', message }));
		waiting.clear();
	};
	worker.postMessage({ profile, locale } satisfies ExchangeStart);

	function call<T>(name: (typeof EXCHANGE_CALLS)[number], args: unknown[], progress: Progress = () => undefined): Promise<T> {
		const number = ++asked;
		worker.postMessage({ number, name, args });
		return new Promise((resolve, reject) => {
			waiting.set(number, { resolve: (value) => resolve(value as T), reject, progress });
		});
	}

	/** Every step is another group that waits to be sent. */
	function writing<T>(name: 'run' | 'resume' | 'undo', args: unknown[], progress: Progress): Promise<T> {
		const told: Progress = (done, total) => {
			committed();
			progress(done, total);
		};
		return call<T>(name, args, told).finally(committed);
	}

	return {
		open: (file, progress) => call('open', [file], progress),
		plan: (options, progress) => call('plan', [options], progress),
		choose: (row, choice) => call('choose', [row, choice]),
		chooseDuplicates: (choice) => call('chooseDuplicates', [choice]),
		fill: (target, value) => call('fill', [target, value]),
		fix: (row, column, value) => call('fix', [row, column, value]),
		rows: (verdicts, from, count) => call('rows', [verdicts, from, count]),
		rejects: (titles, reasons) => call('rejects', [titles, reasons]),
		run: (progress) => writing('run', [], progress),
		resume: (id, progress) => writing('resume', [id], progress),
		undo: (id, progress) => writing('undo', [id], progress),
		exportTable: (what, progress) => call('exportTable', [what], progress),
		exportArchive: (people, progress) => call('exportArchive', [people], progress),
		exportClient: (what) => call('exportClient', [what]),
		cancel: () => worker.postMessage({ cancel: true }),
		close: () => {
			worker.terminate();
			for (const one of waiting.values()) one.reject(new ExchangeFailed({ why: 'cancelled' }));
			waiting.clear();
		},
	};
}
