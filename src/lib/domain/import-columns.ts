import * as z from 'zod/mini';

/** The register of `firm:vocabulary` that says what columns of imported files meant, by the columns' names: every staff member's next import begins with it. */
export const IMPORT_COLUMNS = 'importColumns';

/** More columns than these are forgotten, the oldest first. */
export const MAX_REMEMBERED = 120;

/** What a column meant, such as `contact/email`; '' for one that was left out. */
export const importColumns = z.record(z.string().check(z.maxLength(60)), z.string().check(z.maxLength(80)));
export type ImportColumns = z.infer<typeof importColumns>;

/** What is remembered after another import: the latest word on each column, and no more columns than fit. */
export function withColumns(before: ImportColumns, latest: ImportColumns): ImportColumns {
	const kept = Object.entries(before).filter(([name]) => !Object.hasOwn(latest, name));
	const known = Object.entries(latest).filter(([name, target]) => name.length <= 60 && target.length <= 80);
	return Object.fromEntries([...kept, ...known].slice(-MAX_REMEMBERED));
}
