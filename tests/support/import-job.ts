import type { ImportProgress } from '../../src/lib/commands/command-input.ts';
import type { ImportId } from '../../src/lib/domain/ids.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import { ImportJob, type JobDeps, type PlanSummary } from '../../src/lib/exchange/import-job.ts';
import type { Choice } from '../../src/lib/exchange/plan.ts';
import type { Mapping } from '../../src/lib/exchange/targets.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import { recordsLike } from '../../src/lib/queries/import-records.ts';
import type { ImportRow } from '../../src/lib/storage/import-rows.ts';
import type { TestBook } from './test-book.ts';
import { openTable } from '../../src/lib/exchange/open-table.ts';
import type { Work } from '../../src/lib/exchange/table.ts';
import { Vocabulary } from '../../src/lib/domain/vocabulary.ts';

/** Nobody waits and nobody gives up. */
export const UNHURRIED: Work = { progress: () => undefined, breathe: async () => undefined };

/** The bytes of a text in UTF-8. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(new TextEncoder().encode(text));
}

/** The import of a file into an empty book, or the one that `deps` says. */
export async function jobOf(file: string | Uint8Array<ArrayBuffer>, deps: Partial<JobDeps> = {}): Promise<ImportJob> {
	const table = await openTable(typeof file === 'string' ? bytesOf(file) : file, UNHURRIED);
	let made = 0;
	return new ImportJob(table, {
		firm: { fields: [], templates: [], country: 'FR' },
		vocabulary: new Vocabulary([], []),
		remembered: {},
		locale: 'fr',
		find: async () => ({ accounts: [], contacts: [] }),
		now: () => Date.UTC(2026, 10, 28),
		newId: () => `00000000-0000-7000-8000-${String(++made).padStart(12, '0')}`,
		...deps,
	});
}

/** Reads, plans and writes a file into a book, as the app does. */
export async function importInto(book: TestBook, file: string | Uint8Array<ArrayBuffer>, how: { choices?: Choice; mapping?: Mapping; ownAccounts?: boolean; locale?: Locale } = {}): Promise<Imported> {
	const job = await bookJob(book, file, how.locale);
	await job.plan({ mapping: how.mapping ?? job.proposed, ownAccounts: how.ownAccounts ?? true }, UNHURRIED);
	const summary = job.chooseDuplicates(how.choices ?? null);
	const id = await book.commands.prepareImport({ file: 'clients.csv', counts: summary.counts, units: job.units }, RUNNING);
	if (id === null) throw new Error('cancelled');
	const row = await book.commands.runImport(id, RUNNING);
	if (row === null) throw new Error('no such import');
	return { id, row, summary, job };
}

/** The import of a file into a book, up to its plan. */
export async function bookJob(book: TestBook, file: string | Uint8Array<ArrayBuffer>, locale: Locale = 'fr'): Promise<ImportJob> {
	const [firm, vocabulary] = [await book.first(book.queries.firm()), await book.first(book.queries.vocabulary())];
	const platform = createBrowserPlatform();
	return jobOf(file, { firm, vocabulary, locale, find: (wanted) => recordsLike(book.database, wanted), newId: () => platform.uuid() });
}

/** A run that nobody stops. */
export const RUNNING: ImportProgress = { progress: () => undefined, cancelled: () => false };

/** A run that somebody stops when one more step is written. */
export function oneStep(): ImportProgress {
	let begun: number | null = null;
	let now = 0;
	return {
		progress: (done) => {
			begun ??= done;
			now = done;
		},
		cancelled: () => begun !== null && now > begun,
	};
}

export interface Imported {
	id: ImportId;
	row: ImportRow;
	summary: PlanSummary;
	job: ImportJob;
}
