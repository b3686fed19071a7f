import * as m from '$messages';
import type { ActivityRow } from '$lib/queries/rows.ts';

const ACTS = {
	created: m.activity_created,
	edited: m.activity_edited,
	restored: m.activity_restored,
	undone: m.activity_undone,
	imported: m.activity_imported,
	merged: m.activity_merged,
} as const;

/** What somebody did, behind their name. */
export function actWord(why: ActivityRow['why']): string {
	return ACTS[why]();
}
