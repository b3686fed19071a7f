import { accountDocument, contactDocument, FIRM_VOCABULARY } from '../domain/document-name.ts';
import { IMPORT_COLUMNS, withColumns, type ImportColumns } from '../domain/import-columns.ts';
import type { ImportId } from '../domain/ids.ts';
import type { ArchivedRecord } from '../domain/imported.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { ImportRow, ImportStepRow } from '../storage/import-rows.ts';
import type { CommandResult, ImportProgress, NewImport } from './command-input.ts';
import { GROUPS_AT_ONCE } from './bulk.ts';
import { commit, commitAll, unlessStopped, type CommandDeps, type Draft } from './commit.ts';
import { readAhead } from './read-ahead.ts';
import { planRecords } from './import-archive.ts';
import { planUnits, type PlannedUnits } from './import-units.ts';
import { DONE } from './refusals.ts';

/** Units of one step: as many as make a group that nobody waits for. */
const UNITS_AT_ONCE = 100;
/** More imports than these nobody makes on one device. */
const MOST_IMPORTS = 10_000;
/** Steps that are written down together. */
const STEPS_AT_ONCE = 20;

/**
 * Writes down what an import is going to write, so that a tab that is killed in the middle can go on, or take it back. Nothing of it is in the
 * book yet.
 * @throws StorageFailed
 */
export async function prepareImport(deps: CommandDeps, { file, counts, units, records = [] }: NewImport, { cancelled }: Pick<ImportProgress, 'cancelled'>): Promise<ImportId | null> {
	await forgetPrepared(deps);
	const id = deps.platform.uuid() as ImportId;
	const steps: ImportStepRow[] = [];
	for (let from = 0; from < units.length; from += UNITS_AT_ONCE) {
		steps.push({ key: stepKey(id, steps.length), units: units.slice(from, from + UNITS_AT_ONCE), records: [], groups: [] });
	}
	for (let from = 0; from < records.length; from += UNITS_AT_ONCE) {
		steps.push({ key: stepKey(id, steps.length), units: [], records: records.slice(from, from + UNITS_AT_ONCE), groups: [] });
	}
	const row: ImportRow = {
		id,
		file: file.slice(0, 200),
		startedAt: deps.platform.now(),
		state: 'preparing',
		counts,
		steps: steps.length,
		stepsDone: 0,
		newAccounts: 0,
		newContacts: 0,
		changed: 0,
		logins: 0,
		refused: [],
		undone: 0,
		kept: [],
	};
	await deps.store.write(async (tx) => tx.imports.put(row));
	for (let from = 0; from < steps.length; from += STEPS_AT_ONCE) {
		if (cancelled()) {
			await forgetPrepared(deps);
			return null;
		}
		await deps.store.write(async (tx) => tx.importSteps.putMany(steps.slice(from, from + STEPS_AT_ONCE)));
	}
	await deps.store.write(async (tx) => tx.imports.put({ ...row, state: 'writing' }));
	return id;
}

/**
 * Writes an import, or the rest of one, in groups under its name. What was written before somebody stopped it stays, until it is gone on with or
 * taken back. The last group says that it is finished.
 * @throws StorageFailed; groups that were saved before stay
 */
export async function runImport(deps: CommandDeps, id: ImportId, { progress, cancelled }: ImportProgress): Promise<ImportRow | null> {
	// The first group goes alone: whoever looks on sees at once that it goes on.
	for (let groups = 1; ; groups = GROUPS_AT_ONCE) {
		const [row, heard] = await deps.store.read(async (tx) => [await tx.imports.get(id), await tx.firmImports.get(id)] as const);
		if (row === undefined || !isUnfinished(row)) return row ?? null;
		// Taken back on another device, which could not know of all that was written here.
		if (heard?.undone != null) return setState(deps, id, 'undoing');
		progress(row.stepsDone, row.steps);
		if (row.stepsDone === row.steps) return finishImport(deps, row);
		if (cancelled()) return setState(deps, id, 'stopped');
		const next = async (draft: Draft) => {
			// Read again: the group before this one wrote it, and rows of those who were erased meanwhile went out of it.
			const now = (await draft.tx.imports.get(row.id)) ?? row;
			if (now.stepsDone < now.steps)
				await writeStep(deps, draft, now, ({ units, records }) => (records.length > 0 ? planRecords(deps, draft, row.id, records) : planUnits(deps, draft, units)));
			return { ok: true, value: undefined } as const;
		};
		const bodies = new Array<typeof next>(Math.min(groups, row.steps - row.stepsDone)).fill(next);
		const written = await unlessStopped(commitAll(deps, 'imported', bodies, cancelled, (tx) => readStepsAhead(tx, row, bodies.length)));
		// Refused as a whole, it would be refused again: it waits for somebody.
		if (written?.some(({ ok }) => !ok)) return setState(deps, id, 'stopped');
	}
}

/** Reads what writing the next steps will ask for. */
async function readStepsAhead(tx: BookTransaction, row: ImportRow, steps: number): Promise<void> {
	const next = await tx.importSteps.getMany(Array.from({ length: steps }, (_, i) => stepKey(row.id, row.stepsDone + i)));
	const units = next.flatMap((step) => step?.units ?? []);
	const accounts = units.flatMap(({ account }) => (account === null ? [] : accountDocument(account.id)));
	const contacts = units.flatMap(({ people }) => people.map(({ id }) => contactDocument(id)));
	const records = next.flatMap((step) => step?.records.map(({ name }) => name) ?? []);
	await readAhead(tx, [...new Set([...accounts, ...contacts, ...records])]);
}

/** Whether an import waits for somebody to go on with it. */
function isUnfinished({ state }: Pick<ImportRow, 'state'>): boolean {
	return state === 'writing' || state === 'stopped';
}

/** Remembers for the firm what the columns of a file meant. */
export async function rememberColumns(deps: CommandDeps, columns: ImportColumns): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await draft.tx.firm.get('vocabulary');
		const before = row?.key === 'vocabulary' ? (row.columns ?? {}) : {};
		draft.change(FIRM_VOCABULARY, { [IMPORT_COLUMNS]: withColumns(before, columns) });
		return DONE;
	});
}

/** Throws away what was written down of imports that never began. */
async function forgetPrepared(deps: CommandDeps): Promise<void> {
	await deps.store.write(async (tx) => {
		const rows = await tx.imports.page('', MOST_IMPORTS);
		for (const row of rows.filter(({ state }) => state === 'preparing')) {
			for (let step = 0; step < row.steps; step++) await tx.importSteps.delete(stepKey(row.id, step));
			await tx.imports.delete(row.id);
		}
	});
}

/** The key of a step, by its place. */
export function stepKey(id: ImportId, place: number): ImportStepRow['key'] {
	return `${id}/${String(place).padStart(6, '0')}`;
}

/** Writes what of the next step fits a group, and notes it in the same transaction. */
async function writeStep({ profile }: CommandDeps, { tx, group, say }: Draft, row: ImportRow, plan: (step: ImportStepRow) => Promise<PlannedUnits & { rest?: readonly ArchivedRecord[] }>): Promise<void> {
	const step = await tx.importSteps.get(stepKey(row.id, row.stepsDone));
	const planned = step === undefined ? null : await plan(step);
	const [units, records] = [step?.units.slice(planned?.looked ?? 0) ?? [], [...(planned?.rest ?? []), ...(step?.records.slice(planned?.looked ?? 0) ?? [])]];
	const rest = units.length + records.length;
	const wrote = planned !== null && planned.newAccounts + planned.newContacts + planned.changed > 0;
	if (wrote) say([], { type: 'import.wrote', import: row.id, staff: profile.staffId, file: row.file });
	if (step !== undefined) await tx.importSteps.put({ ...step, units, records, groups: [...step.groups, group] });
	await tx.imports.put({
		...row,
		state: 'writing',
		stepsDone: row.stepsDone + (rest === 0 ? 1 : 0),
		newAccounts: row.newAccounts + (planned?.newAccounts ?? 0),
		newContacts: row.newContacts + (planned?.newContacts ?? 0),
		changed: row.changed + (planned?.changed ?? 0),
		logins: row.logins + (planned?.logins ?? 0),
		refused: [...row.refused, ...(planned?.refused ?? [])],
	});
}

/** Notes that everything is written, and tells the firm. */
async function finishImport(deps: CommandDeps, row: ImportRow): Promise<ImportRow> {
	const done: ImportRow = { ...row, state: 'done' };
	await commit(deps, 'imported', async (draft) => {
		await draft.tx.imports.put(done);
		const { newAccounts: accounts, newContacts: contacts, changed } = row;
		const refused = row.refused.length;
		if (accounts + contacts + changed > 0)
			draft.say([], { type: 'import.finished', import: row.id, staff: deps.profile.staffId, file: row.file, accounts, contacts, changed, refused });
		return { ok: true, value: undefined };
	});
	return done;
}

/** Notes where an import is. */
export async function setState(deps: CommandDeps, id: ImportId, state: ImportRow['state']): Promise<ImportRow | null> {
	return deps.store.write(async (tx) => {
		const row = await tx.imports.get(id);
		if (row === undefined) return null;
		const next = { ...row, state };
		await tx.imports.put(next);
		return next;
	});
}
