import type { Commands } from '../commands/command-input.ts';
import type { Profile } from '../domain/staff.ts';
import { StorageFailed } from '../storage/book-store.ts';
import type { MANY_CALLS, ManyStart } from './many-calls.ts';
import { openWork, type OpenWork } from './open-work.ts';
import type { Progress } from './work-calls.ts';

type Many = OpenWork<(typeof MANY_CALLS)[number]>;

/** From so many records on, a change is made in a worker: fewer are one group, which is written before a worker has started. */
const MANY = 100;

/**
 * Commands about many records, in a worker that the first of them starts; about few, in the page. What a screen is told is the same.
 * @param committed told whenever the worker has saved something
 */
export class WorkerCommands {
	readonly #start: () => Many;
	readonly #committed: () => void;
	#open: Many | null = null;

	constructor(start: () => Many, committed: () => void) {
		this.#start = start;
		this.#committed = committed;
	}

	/** The commands, with those that may be about many records made where that many are at home. */
	over(commands: Commands): Commands {
		return {
			...commands,
			bulk: (target, change, progress, cancelled) =>
				target.ids.length <= MANY ? commands.bulk(target, change, progress, cancelled) : this.#call('bulk', [target, change], progress, cancelled),
			undo: (groups, progress, cancelled) =>
				groups.length <= 1 ? commands.undo(groups, progress, cancelled) : this.#call('undo', [groups], progress, cancelled),
			requestInvitations: (people, message, progress) =>
				people.length <= MANY ? commands.requestInvitations(people, message, progress) : this.#call('requestInvitations', [people, message], progress),
		};
	}

	close(): void {
		this.#open?.close();
	}

	async #call<T>(name: (typeof MANY_CALLS)[number], args: readonly unknown[], progress: Progress = () => undefined, cancelled?: () => boolean): Promise<T> {
		if (this.#open?.broken !== false) {
			this.#open?.close();
			this.#open = this.#start();
		}
		const told: Progress = (done, total) => {
			this.#committed();
			progress(done, total);
		};
		return this.#open.call<T>(name, args, told, cancelled);
	}
}

/** Starts the worker for a person's book. */
export function startMany(profile: Profile): Many {
	const worker = new Worker(new URL('./many-worker.ts', import.meta.url), { type: 'module', name: 'many' });
	return openWork(worker, { profile } satisfies ManyStart, (failure) => {
		if (failure.why === 'storage') return new StorageFailed(failure.reason, 'The worker could not write');
		return new Error(failure.why === 'broken' ? failure.message : failure.why);
	});
}
