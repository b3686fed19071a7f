import type { AccountId, ContactId, ImportId, StaffId } from '../domain/ids.ts';
import type { ImportOptions, PlanSummary, PreviewRow } from '../exchange/import-job.ts';
import type { Choice, Verdict } from '../exchange/plan.ts';
import type { Mapping, Target } from '../exchange/targets.ts';
import type { FileTable } from '../exchange/table.ts';
import type { ExportScope } from '../queries/export-records.ts';
import type { ImportRow } from '../storage/import-rows.ts';
import type { Progress } from './work-calls.ts';

export type { Progress } from './work-calls.ts';

/** What is known of a file once it is open. */
export interface OpenedFile {
	kind: 'table';
	columns: string[];
	format: FileTable['format'];
	rows: number;
	/** Rows with nothing in them. */
	blank: number;
	/** The first rows. */
	samples: string[][];
	/** What its columns probably mean. */
	proposed: Mapping;
}

/** What is known of an archive once it is open. */
export interface OpenedArchive {
	kind: 'archive';
	/** The firm that it is of. */
	firm: string;
	/** ISO 8601 */
	exportedAt: string;
	accounts: number;
	contacts: number;
	/** Records that are in this book already, and stay as they are. */
	known: number;
	/** Records that were erased for good, and stay so. */
	erased: number;
	/** Parts that can't be read. */
	unread: number;
}

/** What is exported as a table. */
export interface TableExport {
	scope: ExportScope;
	format: 'csv' | 'xlsx';
	/** What each column is called; a custom field's label stands for itself. */
	titles: Readonly<Partial<Record<Target, string>>>;
	/** The sheet's name in a workbook. */
	sheet: string;
}

/** Names of the firm's people, as far as this device knows them: a history says who did what. */
export type ArchivePeople = Readonly<Record<StaffId, string>>;

/** Whose data is exported. */
export interface ClientExport {
	of: { account: AccountId } | { contact: ContactId };
	titles: TableExport['titles'];
}

/**
 * Files in and out, in a worker of its own: the page stays free whatever the file. One file at a time; a call fails with `ExchangeFailed`.
 * Nothing is written before `run`.
 */
export interface Exchange {
	/** Reads a file of rows, or an archive. @param sheet of a workbook; null: the first with a table */
	open(file: File, sheet: string | null, progress: Progress): Promise<OpenedFile | OpenedArchive>;
	/** Reads every row by these columns, and says what becomes of each. */
	plan(options: ImportOptions, progress: Progress): Promise<PlanSummary>;
	/** What becomes of one row; null: what becomes of it by itself. */
	choose(row: number, choice: Choice | null): Promise<PlanSummary>;
	/** What becomes of all possible duplicates that nobody chose for singly; null: they wait, and are left out. */
	chooseDuplicates(choice: Choice | null): Promise<PlanSummary>;
	/** Says the value of a required field for all new records of rows that lack it; '': none. */
	fill(target: Target, value: string): Promise<PlanSummary>;
	/** Puts a cell right, also of a column that the file lacks (`PlanSummary.columns`). */
	fix(row: number, column: number, value: string): Promise<PlanSummary>;
	/** Rows with one of these verdicts; null: all. */
	rows(verdicts: readonly Verdict[] | null, from: number, count: number): Promise<PreviewRow[]>;
	/** The rows that are not written, as a CSV file that can be imported again. */
	rejects(titles: { line: string; reason: string }, reasons: ReadonlyMap<number, string>): Promise<string>;
	/** Writes what the plan says; of an archive, what is not in the book yet. */
	run(progress: Progress): Promise<ImportRow>;
	/** Goes on with an import that was stopped or cut off. */
	resume(id: ImportId, progress: Progress): Promise<ImportRow>;
	/** Takes an import of any device back; null: it was cancelled before that began. */
	undo(id: ImportId, progress: Progress): Promise<ImportRow | null>;
	/** Records as a file to open elsewhere, one row for each contact of an account. Its columns are understood by `open` again. */
	exportTable(what: TableExport, progress: Progress): Promise<Blob>;
	/** Everything of the firm, with its history, as one JSON file. */
	exportArchive(people: ArchivePeople, progress: Progress): Promise<Blob>;
	/** All that is held of one client, for the client: a zip of a JSON and a CSV file. */
	exportClient(what: ClientExport): Promise<Blob>;
	/** Ends the call under way as soon as it can be. */
	cancel(): void;
	close(): void;
}

export type { ImportOptions, Lacking, PlanSummary, PreviewRow } from '../exchange/import-job.ts';
export type { Candidate } from '../exchange/match-rows.ts';
export type { Choice, Verdict } from '../exchange/plan.ts';
export type { CellNotice, CellProblem } from '../exchange/read-row.ts';
export type { FileFault, FileTable } from '../exchange/table.ts';
