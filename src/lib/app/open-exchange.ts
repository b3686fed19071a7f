import type { Locale, Profile } from '../domain/staff.ts';
import type { Exchange } from './exchange.ts';
import type { EXCHANGE_CALLS, ExchangeFailure, ExchangeStart, FileFailure } from './exchange-calls.ts';
import { openWork } from './open-work.ts';
import type { Progress } from './work-calls.ts';

/** A call that came to nothing. */
export class ExchangeFailed extends Error {
	override name = 'ExchangeFailed';
	readonly failure: ExchangeFailure;

	constructor(failure: ExchangeFailure) {
		super(failure.why === 'broken' ? failure.message : failure.why);
		this.failure = failure;
	}
}

/**
 * Starts the worker that reads and writes files.
 * @param committed told whenever something of it was saved
 */
export function openExchange(profile: Profile, locale: Locale, committed: () => void): Exchange {
	const worker = new Worker(new URL('./exchange-worker.ts', import.meta.url), { type: 'module', name: 'exchange' });
	const { call, cancel, close } = openWork<(typeof EXCHANGE_CALLS)[number], FileFailure>(worker, { profile, locale } satisfies ExchangeStart, (failure) => new ExchangeFailed(failure));

	/** Every step is another group that waits to be sent. */
	function writing<T>(name: 'run' | 'resume' | 'undo', args: unknown[], progress: Progress): Promise<T> {
		const told: Progress = (done, total) => {
			committed();
			progress(done, total);
		};
		return call<T>(name, args, told).finally(committed);
	}

	return {
		open: (file, sheet, progress) => call('open', [file, sheet], progress),
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
		cancel,
		close,
	};
}
