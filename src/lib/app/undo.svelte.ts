import { createContext } from 'svelte';
import * as m from '$messages';
import type { UndoResult } from '../commands/command-input.ts';
import type { GroupId } from '../domain/ids.ts';
import type { Progress } from './work-calls.ts';
import { formats } from '../i18n/format.ts';
import { undoAsked } from '../platform/undo-keys.ts';

/** How many steps back a tab remembers. */
export const MOST_STEPS = 100;

/** One thing that the person of this tab did: what it wrote, and what it is called. */
interface Step {
	/** In the order of writing. */
	groups: readonly GroupId[];
	/** A sentence that says what was done: "Dupont SARL is archived." */
	words: string;
}

/** Writes the former values of groups back where nobody changed them since: `Commands.undo`. */
type UndoGroups = (groups: readonly GroupId[], progress: Progress, cancelled: () => boolean) => Promise<{ ok: true; value: UndoResult } | { ok: false }>;

/** Where a step is told, with its way back. `components/toasts` is one. */
interface Teller {
	show(
		text: string,
		options?: { tone?: 'plain' | 'danger'; action?: { label: string; run: () => void } | null; progress?: { done: number; total: number } },
	): number;
	/** Moves on the progress of one that stands. */
	advance(id: number, done: number, total: number): void;
	dismiss(id: number): void;
}

/**
 * What the person of this tab did, latest last, and the way back: by the toast that tells of it, or by Ctrl/⌘ Z. Undoing writes
 * former values as a new change, so it is itself undone by Redo. Values that somebody changed since are kept, and said to be.
 */
export class Undo {
	#done: Step[] = [];
	#undone: Step[] = [];
	/** The toast on screen that a newer step replaces. */
	#told: number | null = null;
	/** Steps go back one after another, whatever is pressed meanwhile. */
	#turn: Promise<void> = Promise.resolve();
	readonly #undo: UndoGroups;
	readonly #teller: Teller;

	constructor(undo: UndoGroups, teller: Teller) {
		this.#undo = undo;
		this.#teller = teller;
	}

	/**
	 * Takes up what was just done and tells of it in a toast with Undo. The latest toast stands; earlier steps go back by the keyboard.
	 * @param groups what commands answered; null for one that had nothing to write. Without any group nothing is told.
	 * @param words a sentence that says what was done
	 */
	offer(groups: readonly (GroupId | null)[], words: string): void {
		const step = { groups: groups.filter((group) => group !== null), words };
		if (step.groups.length === 0) return;
		this.#done = [...this.#done, step].slice(-MOST_STEPS);
		this.#undone = [];
		this.#tell(words, { label: m.common_undo(), run: () => void this.#back(step) });
	}

	/** Undoes the latest step. Resolves when it is on disk and told. */
	undo(): Promise<void> {
		return this.#inTurn(async () => {
			const step = this.#done.at(-1);
			if (step !== undefined) await this.#takeBack(step);
		});
	}

	/** Does again what was undone last. */
	redo(): Promise<void> {
		return this.#inTurn(async () => {
			const step = this.#undone.at(-1);
			if (step !== undefined) await this.#doAgain(step);
		});
	}

	/** A key press anywhere on the page. */
	press(event: KeyboardEvent, navigator: { platform: string }): void {
		const asked = undoAsked(event, navigator);
		if (asked === null) return;
		event.preventDefault();
		void this[asked]();
	}

	#back(step: Step): Promise<void> {
		return this.#inTurn(async () => {
			if (this.#done.includes(step)) await this.#takeBack(step);
		});
	}

	async #takeBack(step: Step): Promise<void> {
		const result = await this.#write(step, m.undo_working({ what: step.words }));
		if (result === null) return;
		this.#done = this.#done.flatMap((one) => (one === step ? rest(step, result) : one));
		const again = result.groups.length === 0 ? null : { groups: result.groups, words: step.words };
		if (again !== null) this.#undone = [...this.#undone, again];
		const run = () =>
			void this.#inTurn(async () => {
				if (again !== null && this.#undone.includes(again)) await this.#doAgain(again);
			});
		this.#tell(undoneWords(step.words, result), again === null ? null : { label: m.undo_redo(), run });
	}

	async #doAgain(step: Step): Promise<void> {
		const result = await this.#write(step, m.redo_working({ what: step.words }));
		if (result === null) return;
		this.#undone = this.#undone.flatMap((one) => (one === step ? rest(step, result) : one));
		if (result.groups.length === 0) {
			this.#tell(undoneWords(step.words, result), null);
			return;
		}
		const back = { groups: result.groups, words: step.words };
		this.#done = [...this.#done, back];
		const said = result.left.length === 0 ? step.words : m.redo_partly({ what: step.words });
		const words = result.kept === 0 ? said : `${said} ${keptWords(result.kept)}`;
		this.#tell(words, { label: m.common_undo(), run: () => void this.#back(back) });
	}

	/** null: it could not be written, and that was said. The step stays where it is. */
	async #write(step: Step, working: string): Promise<UndoResult | null> {
		let stopped = false;
		let told: number | null = null;
		const tell: Progress = (done, total) => {
			if (done === total || stopped) return;
			if (told === null) told = this.#tell(working, { label: m.undo_stop(), run: () => (stopped = true) }, { done, total });
			else this.#teller.advance(told, done, total);
		};
		try {
			const result = await this.#undo(step.groups, tell, () => stopped);
			if (result.ok) return result.value;
		} catch {
			// The status says why the disk refused; here it is said that it did.
		}
		if (told !== null) this.#teller.dismiss(told);
		this.#teller.show(m.undo_failed(), { tone: 'danger' });
		return null;
	}

	#tell(text: string, action: { label: string; run: () => void } | null, progress?: { done: number; total: number }): number {
		if (this.#told !== null) this.#teller.dismiss(this.#told);
		this.#told = this.#teller.show(text, { action, ...(progress === undefined ? {} : { progress }) });
		return this.#told;
	}

	#inTurn(act: () => Promise<void>): Promise<void> {
		this.#turn = this.#turn.then(act);
		return this.#turn;
	}
}

/** What of a step was not reached, as a step. */
function rest(step: Step, { left }: UndoResult): Step[] {
	return left.length === 0 ? [] : [{ groups: left, words: step.words }];
}

function undoneWords(words: string, { groups, kept, left }: UndoResult): string {
	if (groups.length === 0)
		return kept === 0 ? m.undo_nothing() : m.undo_all_kept({ count: kept, shown: formats().number(kept) });
	const said = left.length === 0 ? m.undo_done({ what: words }) : m.undo_partly({ what: words });
	return kept === 0 ? said : `${said} ${keptWords(kept)}`;
}

function keptWords(kept: number): string {
	return m.undo_kept({ count: kept, shown: formats().number(kept) });
}

/** The signed-in part provides it, one for each tab; screens offer what their person did. */
export const [getUndo, provideUndo] = createContext<Undo>();
