import type { Commands, ImportProgress } from '../commands/command-input.ts';
import { documentKind } from '../domain/document-name.ts';
import type { ImportId } from '../domain/ids.ts';
import { ImportJob, type ImportOptions } from '../exchange/import-job.ts';
import { rememberMapping } from '../exchange/mapping.ts';
import { isArchive, readArchive, type Archive } from '../exchange/read-archive.ts';
import { openTable } from '../exchange/open-table.ts';
import type { Choice, Verdict } from '../exchange/plan.ts';
import type { Target } from '../exchange/targets.ts';
import { Cancelled, type Work as Reading } from '../exchange/table.ts';
import { dialectOf } from '../exchange/write-csv.ts';
import { importRules } from '../queries/import-queries.ts';
import { recordsLike } from '../queries/import-records.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { Platform } from '../platform/platform.ts';
import type { ImportRow } from '../storage/import-rows.ts';
import { importLock } from './import-lock.ts';
import type { ArchivePeople, ClientExport, OpenedArchive, OpenedFile, TableExport } from './exchange.ts';
import { exportArchive, exportClient, exportTable, type ExportDeps } from './export-files.ts';
import type { EXCHANGE_CALLS, ExchangeStart } from './exchange-calls.ts';
import type { CallTurn, Work } from './work-calls.ts';
import { openWorkerBook } from './worker-book.ts';

/** Rows of a file that are shown beside its columns. */
const SAMPLES = 20;

/** Another tab imports, or takes an import back. */
export class Busy extends Error {
	override name = 'Busy';
}

type Name = (typeof EXCHANGE_CALLS)[number];

/** What the worker of imports and exports does. */
export class ExchangeWork implements Work {
	readonly #start: ExchangeStart;
	readonly #database: BookDatabase;
	readonly #platform: Platform;
	readonly #commands: Commands;
	#job: ImportJob | null = null;
	#archive: { archive: Archive; counts: Record<string, number> } | null = null;
	#file = '';
	#mapping: ImportOptions['mapping'] = [];

	constructor(start: ExchangeStart) {
		this.#start = start;
		const { database, platform, commands } = openWorkerBook(start.profile);
		this.#database = database;
		this.#platform = platform;
		this.#commands = commands;
	}

	/** Answers one call. */
	async call(name: string, args: readonly unknown[], turn: CallTurn): Promise<unknown> {
		switch (name as Name) {
			case 'open':
				return this.#open(args[0] as File, args[1] as string | null, turn);
			case 'plan':
				return this.#plan(args[0] as ImportOptions, turn);
			case 'choose':
				return this.#opened.choose(args[0] as number, args[1] as Choice | null);
			case 'chooseDuplicates':
				return this.#opened.chooseDuplicates(args[0] as Choice | null);
			case 'fill':
				return this.#opened.fill(args[0] as Target, args[1] as string);
			case 'fix':
				return this.#opened.fix(args[0] as number, args[1] as number, args[2] as string);
			case 'rows':
				return this.#opened.rows(args[0] as readonly Verdict[] | null, args[1] as number, args[2] as number);
			case 'rejects':
				return this.#opened.rejects(args[0] as { line: string; reason: string }, args[1] as ReadonlyMap<number, string>, dialectOf(this.#start.locale));
			case 'run':
				return this.#alone(() => this.#run(turn));
			case 'resume':
				return this.#alone(() => this.#commands.runImport(args[0] as ImportId, turn));
			case 'undo':
				return this.#alone(() => this.#commands.undoImport(args[0] as ImportId, turn));
			case 'exportTable':
				return exportTable(this.#exports(turn), args[0] as TableExport);
			case 'exportArchive':
				return exportArchive(this.#exports(turn), args[0] as ArchivePeople);
			case 'exportClient':
				return exportClient(this.#exports(turn), args[0] as ClientExport);
		}
	}

	#exports(turn: CallTurn): ExportDeps {
		const { profile, locale } = this.#start;
		return { database: this.#database, profile, locale, now: this.#platform.now(), work: this.#reading(turn) };
	}

	get #opened(): ImportJob {
		if (this.#job === null) throw new Error('no file is open');
		return this.#job;
	}

	async #open(file: File, sheet: string | null, turn: CallTurn): Promise<OpenedFile | OpenedArchive> {
		this.#job = null;
		this.#archive = null;
		this.#file = file.name;
		const bytes = new Uint8Array(await file.arrayBuffer());
		if (isArchive(bytes)) return this.#openArchive(readArchive(bytes));
		const table = await openTable(bytes, this.#reading(turn), sheet);
		const rules = await importRules(this.#database, this.#start.profile);
		const job = new ImportJob(table, {
			...rules,
			remembered: rules.remembered as ConstructorParameters<typeof ImportJob>[1]['remembered'],
			locale: this.#start.locale,
			find: (wanted) => recordsLike(this.#database, wanted),
			now: () => this.#platform.now(),
			newId: () => this.#platform.uuid(),
		});
		this.#job = job;
		const { columns, format, rows, blank } = table;
		return { kind: 'table', columns, format, rows: rows.length, blank, samples: rows.slice(0, SAMPLES), proposed: job.proposed };
	}

	async #openArchive(archive: Archive): Promise<OpenedArchive> {
		const of = (kind: string) => archive.records.filter(({ name }) => documentKind(name).kind === kind);
		const records = [...of('account'), ...of('contact')];
		const names = records.map(({ name }) => name);
		const there = await this.#database.documents.where('name').anyOf(names).count();
		const erased = await this.#database.erased.where('name').anyOf(names).filter(({ state }) => state === 'erased').count();
		this.#archive = { archive, counts: { create: records.length - there - erased, unchanged: there, error: archive.unread } };
		return { kind: 'archive', firm: archive.firm, exportedAt: archive.exportedAt, accounts: of('account').length, contacts: of('contact').length, known: there, erased, unread: archive.unread };
	}

	async #plan(options: ImportOptions, turn: CallTurn) {
		this.#mapping = options.mapping;
		return this.#opened.plan(options, this.#reading(turn));
	}

	async #run(work: ImportProgress): Promise<ImportRow | null> {
		if (this.#archive !== null) {
			const { archive, counts } = this.#archive;
			const id = await this.#commands.prepareImport({ file: this.#file, counts, units: [], records: archive.records }, work);
			if (id === null) throw new Cancelled('cancelled before anything was written');
			return this.#commands.runImport(id, work);
		}
		const job = this.#opened;
		const id = await this.#commands.prepareImport({ file: this.#file, counts: job.counts, units: job.units }, work);
		if (id === null) throw new Cancelled('cancelled before anything was written');
		await this.#commands.rememberColumns(rememberMapping(job.table.columns, this.#mapping));
		return this.#commands.runImport(id, work);
	}

	/** Only one tab imports at a time: the other would take the same import up again. */
	async #alone<T>(body: () => Promise<T>): Promise<T> {
		return navigator.locks.request(importLock(this.#start.profile), { ifAvailable: true }, async (lock) => {
			if (lock === null) throw new Busy('another tab imports');
			return body();
		});
	}

	#reading({ progress, cancelled }: CallTurn): Reading {
		return {
			progress: (share) => progress(share, 1),
			breathe: async () => {
				await new Promise((resolve) => setTimeout(resolve, 0));
				if (cancelled()) throw new Cancelled('cancelled');
			},
		};
	}
}
