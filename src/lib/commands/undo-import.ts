import type { DocumentName } from '../domain/document-name.ts';
import type { ImportId } from '../domain/ids.ts';
import type { ImportRow, ImportStepRow } from '../storage/import-rows.ts';
import type { ImportProgress } from './command-input.ts';
import { adoptImport } from './adopt-import.ts';
import { GROUPS_AT_ONCE } from './bulk.ts';
import { commit, commitAll, unlessStopped, type CommandDeps, type Draft } from './commit.ts';
import { setState, stepKey } from './import-records.ts';
import { DONE } from './refusals.ts';
import { readGroupsAhead, takeBack } from './undo.ts';

/**
 * Takes a whole import back, the latest group first, updates included: what it made is deleted, what it changed says again what it said before.
 * What somebody changed since stays and is named. Cut off in the middle it goes on where it was. An import of another device is taken back as far
 * as this one has heard of it; the firm is told.
 * @throws StorageFailed; what went back before stays so
 */
export async function undoImport(deps: CommandDeps, id: ImportId, { progress, cancelled }: ImportProgress): Promise<ImportRow | null> {
	const begun = (await setState(deps, id, 'undoing')) ?? (await adoptImport(deps, id, { cancelled }));
	if (begun === null) return null;
	for (let left = begun.steps; left > 0 && !cancelled(); ) {
		progress(begun.steps - left, begun.steps);
		const places = Array.from({ length: Math.min(GROUPS_AT_ONCE, left) }, (_, i) => left - 1 - i);
		if (await takeStepsBack(deps, id, places, cancelled)) left -= places.length;
	}
	return cancelled() ? deps.store.read(async (tx) => (await tx.imports.get(id)) ?? null) : finishUndo(deps, id);
}

/** Notes that everything went back, and tells the firm. */
async function finishUndo(deps: CommandDeps, id: ImportId): Promise<ImportRow | null> {
	let undone: ImportRow | null = null;
	await commit(deps, 'undone', async (draft) => {
		const row = await draft.tx.imports.get(id);
		if (row === undefined) return DONE;
		undone = { ...row, state: 'undone' };
		await draft.tx.imports.put(undone);
		const heard = await draft.tx.firmImports.get(id);
		if (heard !== undefined) draft.say([], { type: 'import.undone', import: id, staff: deps.profile.staffId, kept: row.kept.length });
		return DONE;
	});
	return undone;
}

/**
 * Takes the latest groups of steps back, in one transaction that also notes that they went.
 * @returns whether nothing of these steps is left to take back; false also when it was stopped
 */
async function takeStepsBack(deps: CommandDeps, id: ImportId, places: readonly number[], cancelled: () => boolean): Promise<boolean> {
	const steps = await deps.store.read((tx) => tx.importSteps.getMany(places.map((place) => stepKey(id, place))));
	const known = steps.filter((step) => step !== undefined);
	if (known.length === 0) return true;
	const next = (key: ImportStepRow['key']) => async (draft: Draft) => {
		const step = await draft.tx.importSteps.get(key);
		const group = step?.groups.at(-1);
		if (step === undefined || group === undefined) {
			// What was never written of it is not kept either.
			await draft.tx.importSteps.delete(key);
			return DONE;
		}
		const back = await takeBack(deps, draft, group);
		// What the person may not write (the firm's settings) stays.
		if (!back.ok) return back;
		const row = await draft.tx.imports.get(id);
		await draft.tx.importSteps.put({ ...step, units: [], records: [], groups: step.groups.slice(0, -1) });
		if (row !== undefined) await draft.tx.imports.put({ ...row, undone: row.undone + back.value.undone, kept: withKept(row.kept, back.value.keptIn) });
		return DONE;
	};
	const groups = known.flatMap((step) => step.groups.at(-1) ?? []);
	const bodies = known.map((step) => next(step.key));
	const done = await unlessStopped(commitAll(deps, 'undone', bodies, cancelled, (tx) => readGroupsAhead(tx, groups)));
	const refused = done?.findIndex(({ ok }) => !ok) ?? -1;
	const stuck = known[refused];
	if (stuck !== undefined) await deps.store.write((tx) => tx.importSteps.delete(stuck.key));
	return false;
}

function withKept(before: readonly DocumentName[], more: readonly DocumentName[]): DocumentName[] {
	return [...new Set([...before, ...more])];
}
