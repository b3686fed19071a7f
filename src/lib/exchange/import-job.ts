import type { CustomField } from '../domain/custom-field.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { activeFields, type FirmSettings } from '../domain/firm-settings.ts';
import type { ImportedUnit } from '../domain/imported.ts';
import type { Locale } from '../domain/staff.ts';
import type { Vocabulary } from '../domain/vocabulary.ts';
import { newlyWanted, type FindRecords, type FoundRecords } from './book-facts.ts';
import { CountryNames } from './countries.ts';
import { proposeMapping, type Remembered } from './mapping.ts';
import { planImport, type Choice, type ImportPlan, type RowPlan, type Verdict } from './plan.ts';
import { readCustomCell, tellDateOrder, type DateOrder } from './read-cell.ts';
import { readRow, type CellProblem, type ReadingRules, type ReadRow } from './read-row.ts';
import { splitTarget, type Mapping, type Target } from './targets.ts';
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
	/** The file's columns, and behind them those that it lacks and new records need. */
	columns: readonly string[];
	/** Required fields that rows lack, or that were filled in for all of them. */
	lacking: readonly Lacking[];
};

/** A required field that new records of the file lack. */
export interface Lacking {
	target: Target;
	column: number;
	/** Rows that can't be written for it. */
	rows: number;
	/** What is filled in for all of them, as it was typed, or ''. */
	typed: string;
	/** Why that is no value of the field. */
	problem: CellProblem | null;
}

/** A required field, and where the file says it: in a column of its own, or behind the last one. */
interface Required {
	field: CustomField;
	target: Target;
	column: number;
}

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
	/** Behind the file's own columns. */
	readonly #added: readonly { target: Target; field: CustomField }[];
	readonly #fills = new Map<Target, string>();

	constructor(table: FileTable, deps: JobDeps) {
		this.table = table;
		this.#deps = deps;
		this.proposed = proposeMapping(table.columns, deps.firm.fields, deps.remembered);
		this.#options = { mapping: this.proposed, ownAccounts: true };
		this.#added = (['account', 'contact', 'spouse'] as const).flatMap((group) =>
			activeFields(deps.firm.fields, group === 'account' ? 'account' : 'contact')
				// A check box is always answered.
				.filter(({ required, type }) => required && type !== 'checkbox')
				.map((field) => ({ field, target: `${group}/custom/${field.id}` as const })),
		);
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

	/** Says the value of a required field for all new records of rows that lack it; '': none. */
	fill(target: Target, value: string): PlanSummary {
		this.#fills.set(target, value);
		return this.#planned();
	}

	/** Puts a cell right; also one of a column that the file lacks. */
	async fix(row: number, column: number, value: string): Promise<PlanSummary> {
		const cells = this.table.rows[row];
		if (cells === undefined || column >= this.#columns.length) return this.#planned();
		while (cells.length < column) cells.push('');
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
		const columns = this.#columns;
		const said = new Set<number>();
		for (const row of reasons.keys()) for (let i = this.table.columns.length; i < columns.length; i++) if ((this.table.rows[row]?.[i] ?? '') !== '') said.add(i);
		const kept = columns.flatMap((name, i) => (name === titles.line || name === titles.reason || (i >= this.table.columns.length && !said.has(i)) ? [] : [i]));
		const cellsOf = (cells: readonly string[]) => kept.map((column) => cells[column] ?? '');
		const rows = [...reasons].sort(([a], [b]) => a - b).map(([row, reason]) => [...cellsOf(this.table.rows[row] ?? []), String(this.table.lines[row] ?? ''), reason]);
		return writeCsv([[...cellsOf(columns), titles.line, titles.reason], ...rows], dialect);
	}

	get #columns(): string[] {
		return [...this.table.columns, ...this.#added.map(({ field }) => field.label)];
	}

	/** What every column means: the file's, and those behind them that it lacks. */
	get #mapping(): Mapping {
		const own = this.table.columns.map((_, i) => this.#options.mapping[i] ?? null);
		return [...own, ...this.#added.map(({ target }) => (own.includes(target) ? null : target))];
	}

	/** Of a second person only where the file speaks of one. */
	#required(): Required[] {
		const mapping = this.#mapping;
		const groups = new Set(this.#options.mapping.flatMap((target) => (target === null ? [] : splitTarget(target).group)));
		return this.#added.filter(({ target }) => !target.startsWith('spouse/') || groups.has('spouse')).map(({ field, target }) => ({ field, target, column: mapping.indexOf(target) }));
	}

	#read(field: CustomField, text: string): { value: FieldValue } | { problem: CellProblem } {
		return readCustomCell(field, text, { locale: this.#deps.locale, now: this.#deps.now(), order: 'day' });
	}

	#lacking(required: readonly Required[]): Lacking[] {
		const rows = new Map<Target, number>();
		for (const { problems } of this.#plan?.rows ?? [])
			for (const { code, target } of problems) if (code === 'required-missing' && target !== null) rows.set(target, (rows.get(target) ?? 0) + 1);
		return required.flatMap(({ field, target, column }) => {
			const [count, typed] = [rows.get(target) ?? 0, this.#fills.get(target) ?? ''];
			const read = this.#read(field, typed);
			return count === 0 && typed === '' ? [] : [{ target, column, rows: count, typed, problem: 'problem' in read ? read.problem : null }];
		});
	}

	#planned(): PlanSummary {
		const required = this.#required();
		this.#plan = planImport({
			rows: this.#reads,
			lines: this.table.lines,
			found: { accounts: [...this.#found.accounts.values()], contacts: [...this.#found.contacts.values()] },
			vocabulary: this.#deps.vocabulary,
			choices: this.#choices,
			duplicates: this.#duplicates,
			ownAccounts: this.#options.ownAccounts,
			required: required.map(({ field, target, column }) => {
				const read = this.#read(field, this.#fills.get(target) ?? '');
				return { target, column, fill: 'value' in read ? read.value : null };
			}),
			newId: () => this.#deps.newId(),
		});
		const { counts, records, newTags, logins } = this.#plan;
		return { counts, records, newTags, logins, rows: this.table.rows.length, blank: this.table.blank, columns: this.#columns, lacking: this.#lacking(required) };
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
		const mapping = this.#mapping;
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
