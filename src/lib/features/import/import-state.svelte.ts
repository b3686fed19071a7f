import type { Carnet } from '$lib/app/carnet.ts';
import type { Choice, Exchange, OpenedArchive, OpenedFile, PlanSummary, PreviewRow, Progress, Verdict } from '$lib/app/exchange.ts';
import type { ImportId } from '$lib/domain/ids.ts';
import type { Locale } from '$lib/domain/staff.ts';
import { mappingFaults } from '$lib/exchange/mapping.ts';
import type { Mapping, Target } from '$lib/exchange/targets.ts';
import type { ImportRow } from '$lib/queries/rows.ts';
import * as m from '$messages';
import { importFailureWords } from './failure-words.ts';
import { rejectWords } from './verdict-words.ts';

/** Rows of the preview that are on screen together. */
export const PAGE = 50;
/** Rows that are asked for together for the file of rejects. */
const BATCH = 1_000;

export type Step = 'file' | 'columns' | 'preview' | 'report';

/** The import of one file, from choosing it to what came of it. Nothing is written before `write`. */
export class ImportState {
	step = $state<Step>('file');
	file = $state.raw<{ name: string; opened: OpenedFile } | null>(null);
	archive = $state.raw<OpenedArchive | null>(null);
	mapping = $state.raw<Mapping>([]);
	ownAccounts = $state(true);
	summary = $state.raw<PlanSummary | null>(null);
	/** Which rows are shown; null: all. */
	shown = $state.raw<Verdict | null>(null);
	from = $state(0);
	/** Goes up when other rows are shown, and not when some of them change. */
	page = $state(0);
	rows = $state.raw<readonly PreviewRow[]>([]);
	/** What becomes of possible duplicates that nobody chose for singly. */
	duplicates = $state<Choice | null>(null);
	report = $state.raw<ImportRow | null>(null);
	/** What is under way, and how far it is; null: nothing. */
	busy = $state.raw<{ what: 'reading' | 'planning' | 'writing' | 'undoing'; done: number; total: number } | null>(null);
	/** Why something came to nothing. */
	failure = $state<string | null>(null);
	readonly faults = $derived(this.file === null ? [] : mappingFaults(this.mapping));
	readonly #deps: { carnet: Pick<Carnet, 'openExchange'>; locale: () => Locale };
	#exchange: Exchange | null = null;
	#given: File | null = null;

	constructor(deps: { carnet: Pick<Carnet, 'openExchange'>; locale: () => Locale }) {
		this.#deps = deps;
	}

	/** How many rows would be written. */
	get writable(): number {
		const counts = this.summary?.counts;
		return counts === undefined ? 0 : counts.create + counts.update + counts.link;
	}

	/** How many rows are in the part of the preview that is shown. */
	get total(): number {
		if (this.summary === null) return 0;
		return this.shown === null ? this.summary.rows : this.summary.counts[this.shown];
	}

	/** Reads a file, or one sheet of it; its columns come next. */
	async open(file: File, sheet: string | null = null): Promise<void> {
		await this.#during('reading', async (exchange, progress) => {
			const opened = await exchange.open(file, sheet, progress);
			this.#given = file;
			this.archive = opened.kind === 'archive' ? opened : null;
			this.report = null;
			if (opened.kind === 'archive') {
				this.file = null;
				this.step = 'preview';
				return;
			}
			this.file = { name: file.name, opened };
			this.mapping = opened.proposed;
			this.summary = null;
			this.duplicates = null;
			this.step = 'columns';
		});
	}

	/** Reads another sheet of the same workbook. */
	async openSheet(sheet: string): Promise<void> {
		if (this.#given !== null) await this.open(this.#given, sheet);
	}

	/** Says what a column holds; null: nothing that is imported. */
	map(column: number, target: Target | null): void {
		this.mapping = this.mapping.map((known, i) => (i === column ? target : known));
	}

	/** Looks at every row. */
	async plan(): Promise<void> {
		await this.#during('planning', async (exchange, progress) => {
			this.summary = await exchange.plan({ mapping: [...this.mapping], ownAccounts: this.ownAccounts }, progress);
			const { duplicate, error } = this.summary.counts;
			this.step = 'preview';
			await this.show(error > 0 ? 'error' : duplicate > 0 ? 'duplicate' : null);
		});
	}

	/** Shows rows with a verdict. */
	async show(verdict: Verdict | null, from = 0): Promise<void> {
		this.shown = verdict;
		this.from = from;
		await this.#look();
		this.page++;
	}

	async choose(row: number, choice: Choice | null): Promise<void> {
		await this.#decide((exchange) => exchange.choose(row, choice));
	}

	async chooseDuplicates(choice: Choice | null): Promise<void> {
		this.duplicates = choice;
		await this.#decide((exchange) => exchange.chooseDuplicates(choice));
	}

	async fill(target: Target, value: string): Promise<void> {
		await this.#decide((exchange) => exchange.fill(target, value));
	}

	async fix(row: number, column: number, value: string): Promise<void> {
		await this.#decide((exchange) => exchange.fix(row, column, value));
	}

	/** Writes what the preview says. */
	async write(): Promise<void> {
		await this.#during('writing', async (exchange, progress) => {
			this.report = await exchange.run(progress);
			this.step = 'report';
		});
	}

	/** Goes on with an import that was stopped or cut off. */
	async resume(id: ImportId): Promise<ImportRow | null> {
		let resumed: ImportRow | null = null;
		await this.#during('writing', async (exchange, progress) => {
			resumed = await exchange.resume(id, progress);
			this.showReport(resumed);
		});
		return resumed;
	}

	/** Shows what came of an import. */
	showReport(row: ImportRow): void {
		this.report = row;
		this.step = 'report';
	}

	/** Takes an import back. */
	async undo(id: ImportId): Promise<ImportRow | null> {
		let undone: ImportRow | null = null;
		await this.#during('undoing', async (exchange, progress) => {
			undone = await exchange.undo(id, progress);
			if (undone !== null && this.report?.id === id) this.report = undone;
		});
		return undone;
	}

	/** The rows that are not written, as a file that can be imported again. */
	async rejects(): Promise<string> {
		const exchange = await this.#open();
		const columns = this.summary?.columns ?? this.file?.opened.columns ?? [];
		const reasons = new Map<number, string>();
		const refused = new Set(this.report?.refused.flatMap(({ lines }) => lines) ?? []);
		const verdicts: readonly Verdict[] | null = refused.size > 0 ? null : ['error', 'duplicate', 'skipped'];
		for (let from = 0; ; from += BATCH) {
			const rows = await exchange.rows(verdicts, from, BATCH);
			for (const row of rows) {
				if (['error', 'duplicate', 'skipped'].includes(row.verdict)) reasons.set(row.row, rejectWords(row, columns));
				else if (refused.has(row.line)) reasons.set(row.row, m.import_why_changed());
			}
			if (rows.length < BATCH) break;
		}
		return exchange.rejects({ line: m.import_reject_line(), reason: m.import_reject_reason() }, reasons);
	}

	/** Back to an earlier step; what was chosen stays. */
	goTo(step: Step): void {
		this.failure = null;
		this.step = step;
	}

	cancel(): void {
		this.#exchange?.cancel();
	}

	close(): void {
		this.#exchange?.close();
		this.#exchange = null;
	}

	async #open(): Promise<Exchange> {
		this.#exchange ??= await this.#deps.carnet.openExchange(this.#deps.locale());
		return this.#exchange;
	}

	async #look(): Promise<void> {
		const exchange = await this.#open();
		this.rows = await exchange.rows(this.shown === null ? null : [this.shown], this.from, PAGE);
	}

	async #decide(ask: (exchange: Exchange) => Promise<PlanSummary>): Promise<void> {
		try {
			this.summary = await ask(await this.#open());
			if (this.from >= this.total) this.from = Math.max(0, Math.floor((this.total - 1) / PAGE) * PAGE);
			await this.#look();
		} catch (error) {
			this.failure = importFailureWords(error);
		}
	}

	async #during(what: NonNullable<ImportState['busy']>['what'], work: (exchange: Exchange, progress: Progress) => Promise<void>): Promise<void> {
		if (this.busy !== null) return;
		this.failure = null;
		this.busy = { what, done: 0, total: 1 };
		try {
			await work(await this.#open(), (done, total) => {
				this.busy = { what, done, total };
			});
		} catch (error) {
			this.failure = importFailureWords(error);
		} finally {
			this.busy = null;
		}
	}
}
