import type { Drafts, Queries } from '$lib/app/carnet.ts';

export interface DraftKeeperDeps<Draft> {
	key: string;
	queries: Pick<Queries, 'draft'>;
	drafts: Drafts;
	parse(kept: unknown): Draft | null;
	/** Whether the book has what the draft was to become: then the form was finished, and there is nothing to offer. */
	finished(draft: Draft): Promise<boolean>;
}

/**
 * The unfinished form that a crash left on this device, and the keeping of the present one.
 * While an earlier one is offered and not decided on, the present one is not written over it.
 */
export class DraftKeeper<Draft> {
	offered = $state.raw<Draft | null>(null);
	#looked = false;
	readonly #deps: DraftKeeperDeps<Draft>;

	constructor(deps: DraftKeeperDeps<Draft>) {
		this.#deps = deps;
	}

	/** Looks for an unfinished form. One that can't be read is as good as none. */
	async look(): Promise<void> {
		const { key, queries, drafts, parse, finished } = this.#deps;
		const draft = parse(await queries.draft(key).catch(() => undefined));
		if (draft !== null && (await finished(draft))) await drafts.clear(key);
		else this.offered = draft;
		this.#looked = true;
	}

	/** The offered form, which is then no longer offered. */
	take(): Draft | null {
		const draft = this.offered;
		this.offered = null;
		return draft;
	}

	/** Keeps the present form; null: there is nothing to keep. A device that refuses to keep a draft refuses nothing else. */
	async keep(draft: Draft | null): Promise<void> {
		if (!this.#looked || this.offered !== null) return;
		const { key, drafts } = this.#deps;
		await (draft === null ? drafts.clear(key) : drafts.save(key, draft)).catch(() => undefined);
	}

	/** Forgets the kept form: it was saved as a record, or given up. */
	async forget(): Promise<void> {
		this.offered = null;
		await this.#deps.drafts.clear(this.#deps.key).catch(() => undefined);
	}
}
