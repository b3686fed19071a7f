import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { measureBook } from './book-bench.ts';
import { measureBulk } from './bulk-bench.ts';
import { measureImport } from './import-bench.ts';
import { measureLists } from './list-bench.ts';
import { measurePortal } from './portal-bench.ts';
import { atMost, missed, shown, table, type BenchRow } from './rows.ts';

/**
 * `npm run bench [-- --json file]`: measures on this machine, in one run, and prints each figure beside its goal. `--only bulk` measures that part alone.
 * Ratios and counts travel between machines; milliseconds do not, so a goal in ms is only met or missed here.
 */
const parts: Record<string, () => Promise<BenchRow[]>> = { book: bookRows, import: measureImport, bulk: measureBulk, portal: measurePortal, lists: listRows };
const only = process.argv.indexOf('--only');
const rows: BenchRow[] = [];
for (const [name, measure] of Object.entries(parts)) {
	if (only >= 0 && process.argv[only + 1] !== name) continue;
	// A part that fails says so in its place: the others are measured all the same.
	rows.push(...(await measure().catch((error: unknown) => [missed(`${name}, not measured`, String(error).split('\n')[0] ?? '')])));
}
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n${table(rows)}`);
const json = process.argv.indexOf('--json');
const file = process.argv[json + 1];
if (json > 0 && file !== undefined) writeFileSync(file, `${JSON.stringify(rows, null, '\t')}\n`);

async function bookRows(): Promise<BenchRow[]> {
	const [small, large] = [100, 10_000];
	const few = await measureBook(small);
	const many = await measureBook(large);
	return [
		atMost(`open with ${large} accounts, against ${small}`, many.open / few.open, 1.5, 'times'),
		shown(`open with ${small} accounts, no connection`, few.open, 'ms'),
		shown(`open with ${large} accounts, no connection`, many.open, 'ms'),
		shown(`open with ${large} accounts, above the raw database`, many.open - many.floor, 'ms'),
		atMost(`dialog's save, durable and painted, ${large} accounts`, many.save, 100, 'ms'),
		atMost(`dialog's save, durable and painted, ${small} accounts`, few.save, 100, 'ms'),
		shown(`dialog's save until the account's page is painted, ${large} accounts`, many.saveToPage, 'ms'),
		atMost('script and style until the list is painted', many.download, 180, 'kB'),
		shown('script and style of a first visit, in all', many.downloadInAll, 'kB'),
		shown(`first sync of ${large} accounts, sign-in included`, many.firstSync / 1_000, 's'),
		shown(`first sync, per account, against ${small}`, many.firstSync / large / (few.firstSync / small), 'times'),
	];
}

async function listRows(): Promise<BenchRow[]> {
	const rows: BenchRow[] = [];
	for (const size of [100, 10_000, 100_000]) {
		const figures = await measureLists(size);
		rows.push(
			atMost(`key press to painted list, ${size} accounts, median`, figures.key, 16, 'ms'),
			atMost(`key press to painted list, ${size} accounts, slowest`, figures.slowestKey, 50, 'ms'),
			atMost(`longest task while typing, ${size} accounts`, figures.longestTask, 50, 'ms'),
			shown(`open the list, ${size} accounts`, figures.open, 'ms'),
			atMost(`jump to the middle, ${size} accounts`, figures.jump, 100, 'ms'),
			atMost(`sort by a column, ${size} accounts`, figures.sort, 100, 'ms'),
			atMost(`open a profile, ${size} accounts`, figures.profile, 100, 'ms'),
			atMost(`find whom to link, ${size} accounts`, figures.link, 100, 'ms'),
		);
	}
	return rows;
}
