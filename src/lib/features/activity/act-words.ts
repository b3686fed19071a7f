import * as m from '$messages';
import type { ActivityRow } from '$lib/queries/rows.ts';
import type { ShownChange } from './shown-changes.ts';

const ACTS = {
	created: m.activity_created,
	edited: m.activity_edited,
	restored: m.activity_restored,
	undone: m.activity_undone,
	imported: m.activity_imported,
	merged: m.activity_merged,
} as const;

/** What somebody did, behind their name, and the changes that this does not say yet: "archived this" needs no more words. */
export function actWords(
	row: ActivityRow,
	changes: readonly ShownChange[],
): { verb: string; rest: readonly ShownChange[] } {
	const [change] = changes;
	const state = row.why === 'edited' && changes.length === 1 && change !== undefined ? stateWord(change) : null;
	return state === null ? { verb: ACTS[row.why](), rest: changes } : { verb: state, rest: [] };
}

function stateWord({ field, to }: ShownChange): string | null {
	if (field === 'archived') return to === true ? m.activity_did_archive() : m.activity_did_unarchive();
	if (field === 'toReview' && to === false) return m.review_did();
	if (field === 'deleted') return to === true ? m.activity_did_delete() : m.activity_did_undelete();
	return null;
}
