import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import { isMergeMark } from '../../src/lib/domain/merge.ts';
import type { AccountRow, ContactRow } from '../../src/lib/storage/rows.ts';
import type { Auditor, Change } from './auditor.ts';
import type { Device } from './device.ts';
import { plain, type Seen } from './registers.ts';

type Registers = ReadonlyMap<DocumentName, readonly Seen[]>;

/** What each of several documents that are one record has for itself, and what is told of all of them together. */
const NOT_SHARED = ['code', 'createdBy', 'createdAt', 'deletedSeen', 'archived', 'deleted'];

/**
 * Oracle 4: of records that were merged, what their documents say is what stands or is readable beside it, but for what whoever merged them had
 * seen and put aside; and that does not come back. By what people saw when they saved it (the auditor), not by stamps.
 */
export function checkPutAside(auditor: Auditor, registers: Registers): void {
	for (const [document, all] of registers) {
		const marks = marksOf(all);
		if (marks.length === 0) continue;
		const seen = marks.map((mark) => auditor.find(document, mark).map(closure));
		for (const register of all.filter(({ field }) => isShared(field))) {
			const found = auditor.find(document, register);
			const [change] = found;
			if (change === undefined || found.length > 1 || change.ahead) continue;
			const what = `${document} ${register.field} ${register.value} of ${change.device.name} (${register.at} ${register.writer})`;
			const aside = isAside(register, marks);
			// One tab may have made a mark twice: what one of the two had seen may be put aside, what both had seen must be.
			if (!aside && seen.some((twice) => twice.length > 0 && twice.every((one) => one.has(change))))
				auditor.complain(`${what}: was put aside by a merge, and came back`);
			if (aside && !seen.some((twice) => twice.some((one) => one.has(change))))
				auditor.complain(`${what}: is put aside by a merge that did not know of it`);
		}
	}
}

/** The rows of merged records say what their documents say: the latest word, off before on for LOGIN, and the others beside it. */
export function checkMergedRows(auditor: Auditor, device: Device, registers: Registers): void {
	for (const kind of ['account', 'contact'] as const) {
		for (const row of device.disk.rows<AccountRow | ContactRow>(`${kind}s`)) {
			if ((row.merged?.length ?? 0) === 0) continue;
			const root = registers.get(`${kind}:${row.id}` as DocumentName) ?? [];
			const others = (row.merged ?? []).flatMap((id) => {
				const all = registers.get(`${kind}:${id}` as DocumentName) ?? [];
				const marks = marksOf(all, [row.id, ...(row.merged ?? [])]);
				return all.filter((register) => !isAside(register, marks));
			});
			const fields = new Map<string, Seen[]>();
			for (const register of [...root, ...others].filter(({ field }) => isShared(field)))
				fields.set(register.field, [...(fields.get(register.field) ?? []), register]);
			for (const [field, said] of fields) compare(auditor, `${device.name}'s ${kind} ${row.id}`, row, field, said);
		}
	}
}

function compare(auditor: Auditor, what: string, row: AccountRow | ContactRow, field: string, said: Seen[]): void {
	said.sort((a, b) => b.at - a.at || (a.writer < b.writer ? 1 : -1));
	const off = field.endsWith('/login') ? said.findIndex(({ value }) => value === 'false') : -1;
	const [winner] = said.splice(Math.max(off, 0), 1);
	const beside = row.alsoWritten.filter((lost) => lost.field === field).map(({ value }) => plain(value));
	const expected = said.map(({ value }) => value);
	if (plain(beside.sort()) !== plain(expected.sort()))
		auditor.complain(`${what} shows ${beside.join(', ') || 'nothing'} beside ${field}, its documents say ${expected.join(', ') || 'nothing'}`);
	const shown = shownIn(row, field);
	if (shown !== undefined && winner !== undefined && winner.value !== 'null' && plain(shown) !== winner.value)
		auditor.complain(`${what} shows ${plain(shown)} as ${field}, its documents say ${winner.value}`);
}

/** What a row shows of a field, where it shows it as it is. */
function shownIn(row: AccountRow | ContactRow, field: string): unknown {
	if (field === 'name' && 'typedName' in row) return row.typedName;
	const asTheyAre = ['firstName', 'lastName', 'email', 'companyName', 'type'];
	return asTheyAre.includes(field) ? (row as unknown as Record<string, unknown>)[field] : undefined;
}

function isShared(field: string): boolean {
	return !NOT_SHARED.includes(field) && !isMergeMark(field);
}

/**
 * Marks of merges that stand: the latest word of a field is one, and so are those beside it.
 * @param one ids of the records that are one now: only what one of these settled is settled
 */
function marksOf(all: readonly Seen[], one?: readonly string[]): Seen[] {
	const counts = (field: string) => field.startsWith('settledIn/') && (one === undefined || one.some((id) => field === `settledIn/${id}`));
	const marks = all.filter(({ field }) => field.startsWith('mergedInto/') || counts(field));
	const isLatest = (one: Seen) => all.find(({ field }) => field === one.field) === one;
	const standing = new Set(marks.filter((one) => isLatest(one) && one.seen !== null).map(({ field }) => field));
	return marks.filter(({ field, seen }) => standing.has(field) && seen !== null);
}

function isAside({ writer, at }: Seen, marks: readonly Seen[]): boolean {
	return marks.some(({ seen }) => at <= (seen?.[writer] ?? -1));
}

/** What whoever made a mark had seen, and what that had replaced. */
function closure(mark: Change): ReadonlySet<Change> {
	const all = new Set(mark.putAside);
	for (const change of all) for (const old of change.replaced) all.add(old);
	return all;
}
