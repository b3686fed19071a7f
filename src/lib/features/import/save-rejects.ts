import { saveFile } from '$lib/features/sync-status/save-file.ts';
import * as m from '$messages';
import type { ImportState } from './import-state.svelte.ts';

/** Hands the rows that are not imported over as a file. */
export async function saveRejects(work: ImportState): Promise<void> {
	const name = (work.file?.name ?? '').replace(/\.[^.]*$/, '');
	saveFile(`${name}-${m.import_rejects_file()}.csv`, await work.rejects(), 'text/csv;charset=utf-8');
}
