import type { Commands } from '$lib/app/carnet.ts';
import type { Undo } from '$lib/app/undo.svelte.ts';
import type { BulkChange, BulkResult, BulkTarget } from '$lib/commands/command-input.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';

export interface BulkDeps {
	commands: Pick<Commands, 'bulk'>;
	undo: Pick<Undo, 'offer'>;
	kind: 'account' | 'contact';
	/** The selected ids, in the list's order. */
	ids(): Promise<string[]>;
}

/** One change to all that is selected: with how far it is, a way to stop, and one step back for all of it. */
export class BulkState {
	/** null: not under way */
	progress = $state.raw<{ done: number; total: number } | null>(null);
	/** Records that could not be changed, of the last change. */
	refused = $state.raw<BulkResult['refused']>([]);
	failure = $state.raw<unknown>(null);
	#cancelled = false;
	readonly #deps: BulkDeps;

	constructor(deps: BulkDeps) {
		this.#deps = deps;
	}

	/**
	 * Changes everything that is selected. What was written before somebody stopped it stays, and goes back by the same step.
	 * @param words says what was done to so many records
	 * @returns whether it ran to its end
	 */
	async run(change: BulkChange, words: (count: number) => string): Promise<boolean> {
		return this.#run(words, (ids) =>
			this.#deps.commands.bulk(
				this.#target(ids),
				change,
				(done, total) => this.#tell(done, total),
				() => this.#cancelled,
			),
		);
	}

	/** Takes deleted accounts back, into the archive. */
	undelete(words: (count: number) => string): Promise<boolean> {
		return this.run({ deleted: false }, words);
	}

	cancel(): void {
		this.#cancelled = true;
	}

	async #run(words: (count: number) => string, work: (ids: string[]) => Promise<BulkResult>): Promise<boolean> {
		if (this.progress !== null) return false;
		this.#cancelled = false;
		this.failure = null;
		this.refused = [];
		this.progress = { done: 0, total: 0 };
		try {
			const ids = await this.#deps.ids();
			this.#tell(0, ids.length);
			const result = await work(ids);
			this.refused = result.refused;
			this.#deps.undo.offer(result.groups, words(result.done));
			return !this.#cancelled;
		} catch (error) {
			this.failure = error;
			return false;
		} finally {
			this.progress = null;
		}
	}

	#tell(done: number, total: number): void {
		this.progress = { done, total };
	}

	#target(ids: string[]): BulkTarget {
		return this.#deps.kind === 'account'
			? { kind: 'account', ids: ids as AccountId[] }
			: { kind: 'contact', ids: ids as ContactId[] };
	}
}
