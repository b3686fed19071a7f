import type { DocumentName } from '../domain/document-name.ts';
import type { ImportId } from '../domain/ids.ts';
import type { ImportRow } from '../storage/import-rows.ts';
import type { ImportProgress } from './command-input.ts';
import { adoptImport } from './adopt-import.ts';
import { commit, unlessStopped, type CommandDeps } from './commit.ts';
import { setState, stepKey } from './import-records.ts';
import { DONE } from './refusals.ts';
import { takeBack } from './undo.ts';

/**
 * Takes a whole import back, the latest group first, updates included: what it made is deleted, what it changed says again what it said before.
 * What somebody changed since stays and is named. Cut off in the middle it goes on where it was. An import of another device is taken back as far
 * as this one has heard of it; the firm is told.
 * @throws StorageFailed; what went back before stays so
 */
export async function undoImport(deps: CommandDeps, id: ImportId, { progress, cancelled }: ImportProgress): Promise<ImportRow | null> {
	const begun = (await setState(deps, id, 'undoing')) ?? (await adoptImport(deps, id, { cancelled }));
	if (begun === null) return null;
	for (let step = begun.steps - 1; step >= 0; step--) {
		progress(begun.steps - 1 - step, begun.steps);
		if (cancelled()) break;
		await unlessStopped(takeStepBack(deps, id, step, cancelled));
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

/** Takes the groups of a step back, each in a transaction that also notes that it went. */
async function takeStepBack(deps: CommandDeps, id: ImportId, place: number, cancelled: () => boolean): Promise<void> {
	for (;;) {
		const step = await deps.store.read((tx) => tx.importSteps.get(stepKey(id, place)));
		const group = step?.groups.at(-1);
		if (step === undefined) return;
		if (group === undefined) {
			// What was never written of it is not kept either.
			await deps.store.write((tx) => tx.importSteps.delete(step.key));
			return;
		}
		const done = await commit(deps, 'undone', async (draft) => {
			const back = await takeBack(deps, draft, group);
			if (!back.ok) return back;
			const row = await draft.tx.imports.get(id);
			await draft.tx.importSteps.put({ ...step, units: [], records: [], groups: step.groups.slice(0, -1) });
			if (row !== undefined) await draft.tx.imports.put({ ...row, undone: row.undone + back.value.undone, kept: withKept(row.kept, back.value.keptIn) });
			return { ok: true, value: undefined };
		}, cancelled);
		// What the person may not write (the firm's settings) stays.
		if (!done.ok) return;
	}
}

function withKept(before: readonly DocumentName[], more: readonly DocumentName[]): DocumentName[] {
	return [...new Set([...before, ...more])];
}
