import type { FirmSettings } from '../domain/firm-settings.ts';
import type { ImportedUnit } from '../domain/imported.ts';
import type { Locale } from '../domain/staff.ts';
import type { Vocabulary } from '../domain/vocabulary.ts';
import { newlyWanted, type FindRecords, type FoundRecords } from './book-facts.ts';
import { CountryNames } from './countries.ts';
import { proposeMapping, type Remembered } from './mapping.ts';
import { planImport, type Choice, type ImportPlan, type RowPlan, type Verdict } from './plan.ts';
import { tellDateOrder, type DateOrder } from './read-cell.ts';
import { readRow, type ReadingRules, type ReadRow } from './read-row.ts';
import { splitTarget, type Mapping } from './targets.ts';
import type { FileTable, Work } from './table.ts';
import { writeCsv, type CsvDialect } from './write-csv.ts';

/** Rows between two breaths. */
const AT_ONCE = 500;

/** What a job stands on. */
export interface JobDeps {
	firm: Pick<FirmSettings, 'fields' | 'templates' | 'country'>;
	vocabulary: Vocabulary;
	remembered: Remembered;
	locale: Locale;
	find: FindRecords;
	/** ms since 1970 */
	now(): number;
	newId(): string;
}

/** What the person decides beside the columns. */
export interface ImportOptions {
	mapping: Mapping;
	/** Whether people without an account in the file get one of their own. */
	ownAccounts: boolean;
}

/** A row as the preview shows it. */
export interface PreviewRow extends RowPlan {
	/** Its place among the file's rows. */
	row: number;
	/** Where it begins in the file. */
	line: number;
	cells: string[];
}

/** What a plan comes to. */
export type PlanSummary = Pick<ImportPlan, 'counts' | 'records' | 'newTags' | 'logins'> & {
	rows: number;
	/** Rows with nothing in them. */
	blank: number;
};

/** The import of one file, up to where it is written: its rows, what they mean, and what becomes of each. */
export class ImportJob {
	readonly table: FileTable;
	readonly proposed: Mapping;
	readonly #deps: JobDeps;
	readonly #countries = new CountryNames();
	readonly #choices = new Map<number, Choice>();
	#duplicates: Choice | null = null;
	#options: ImportOptions;
	#reads: ReadRow[] = [];
	#asked = new Set<string>();
	#found: { accounts: Map<string, FoundRecords['accounts'][number]>; contacts: Map<string, FoundRecords['contacts'][number]> } = { accounts: new Map(), contacts: new Map() };
	#plan: ImportPlan | null = null;

	constructor(table: FileTable, deps: JobDeps) {
		this.table = table;
		this.#deps = deps;
		this.proposed = proposeMapping(table.columns, deps.firm.fields, deps.remembered);
		this.#options = { mapping: this.proposed, ownAccounts: true };
	}

	/** What is to be written, in the order of writing. */
	get units(): readonly ImportedUnit[] {
		return this.#plan?.units ?? [];
	}

	/** Rows of the file by what becomes of them, the blank ones among them: they add up to the file's rows. */
	get counts(): Record<string, number> {
		return { ...this.#plan?.counts, blank: this.table.blank };
	}

	/** Reads every row by a mapping, asks the book, and says what becomes of each. @throws Cancelled */
	async plan(options: ImportOptions, work: Work): Promise<PlanSummary> {
		this.#options = options;
		const rules = this.#rules();
		const reads: ReadRow[] = [];
		this.#forgetBook();
		for (let from = 0; from < this.table.rows.length; from += AT_ONCE) {
			const some = this.table.rows.slice(from, from + AT_ONCE).map((cells) => readRow(cells, rules));
			reads.push(...some);
			await this.#ask(some);
			work.progress((from + some.length) / this.table.rows.length);
			await work.breathe();
		}
		this.#reads = reads;
		return this.#planned();
	}

	/** Says what becomes of one row, or takes that back (null). */
	choose(row: number, choice: Choice | null): PlanSummary {
		if (choice === null) this.#choices.delete(row);
		else this.#choices.set(row, choice);
		return this.#planned();
	}

	/** Says what becomes of all possible duplicates that nobody chose for singly. */
	chooseDuplicates(choice: Choice | null): PlanSummary {
		this.#duplicates = choice;
		return this.#planned();
	}

	/** Puts a cell right. */
	async fix(row: number, column: number, value: string): Promise<PlanSummary> {
		const cells = this.table.rows[row];
		if (cells === undefined || column >= cells.length) return this.#planned();
		cells[column] = value;
		const read = readRow(cells, this.#rules());
		this.#reads[row] = read;
		await this.#ask([read]);
		return this.#planned();
	}

	/** Rows of the preview: those with one of these verdicts (null: all), from a place on. */
	rows(verdicts: readonly Verdict[] | null, from: number, count: number): PreviewRow[] {
		const shown: PreviewRow[] = [];
		let passed = 0;
		for (const [row, plan] of (this.#plan?.rows ?? []).entries()) {
			if (verdicts !== null && !verdicts.includes(plan.verdict)) continue;
			if (passed++ < from) continue;
			shown.push({ ...plan, row, line: this.table.lines[row] ?? 0, cells: this.table.rows[row] ?? [] });
			if (shown.length === count) break;
		}
		return shown;
	}

	/**
	 * The rows that are not written, as a file that can be imported again: the columns as they were, with the line and the reason behind them.
	 * @param reasons by row; rows without one are left out
	 */
	rejects(titles: { line: string; reason: string }, reasons: ReadonlyMap<number, string>, dialect: CsvDialect): string {
		const kept = this.table.columns.flatMap((name, i) => (name === titles.line || name === titles.reason ? [] : [i]));
		const cellsOf = (cells: readonly string[]) => kept.map((column) => cells[column] ?? '');
		const rows = [...reasons].sort(([a], [b]) => a - b).map(([row, reason]) => [...cellsOf(this.table.rows[row] ?? []), String(this.table.lines[row] ?? ''), reason]);
		return writeCsv([[...cellsOf(this.table.columns), titles.line, titles.reason], ...rows], dialect);
	}

	#planned(): PlanSummary {
		this.#plan = planImport({
			rows: this.#reads,
			lines: this.table.lines,
			found: { accounts: [...this.#found.accounts.values()], contacts: [...this.#found.contacts.values()] },
			vocabulary: this.#deps.vocabulary,
			choices: this.#choices,
			duplicates: this.#duplicates,
			ownAccounts: this.#options.ownAccounts,
			newId: () => this.#deps.newId(),
		});
		const { counts, records, newTags, logins } = this.#plan;
		return { counts, records, newTags, logins, rows: this.table.rows.length, blank: this.table.blank };
	}

	#forgetBook(): void {
		this.#asked = new Set();
		this.#found = { accounts: new Map(), contacts: new Map() };
	}

	async #ask(rows: readonly ReadRow[]): Promise<void> {
		const wanted = newlyWanted(rows, this.#asked);
		if (Object.values(wanted).every((keys) => keys.length === 0)) return;
		const { accounts, contacts } = await this.#deps.find(wanted);
		for (const row of accounts) this.#found.accounts.set(row.id, row);
		for (const row of contacts) this.#found.contacts.set(row.id, row);
	}

	#rules(): ReadingRules {
		const { firm, locale, now } = this.#deps;
		const { mapping } = this.#options;
		return { mapping, firm, locale, countries: this.#countries, orders: this.#dateOrders(mapping), now: now() };
	}

	#dateOrders(mapping: Mapping): Map<number, DateOrder> {
		const orders = new Map<number, DateOrder>();
		for (const [column, target] of mapping.entries()) {
			if (target === null || !this.#isDate(target)) continue;
			orders.set(column, tellDateOrder(this.table.rows.map((cells) => cells[column] ?? '')));
		}
		return orders;
	}

	#isDate(target: NonNullable<Mapping[number]>): boolean {
		const split = splitTarget(target);
		if ('part' in split) return split.part === 'birthDate';
		return this.#deps.firm.fields.find(({ id }) => id === split.field)?.type === 'date';
	}
}
