import * as m from '$messages';
import type { PendingSort } from './pending-list-state.svelte.ts';

/** A column of *Pending activation*. */
export interface PendingColumn {
	id: PendingSort | 'act';
	label: string;
	/** null: it can't be sorted by */
	sort: PendingSort | null;
	/** Its share of the room that is left. */
	grow: number;
	/** px; narrower it says nothing. */
	least: number;
	/** Figures and buttons stand at the right. */
	end: boolean;
}

/** The columns in their order. @param wide there is room for who asked and how often */
export function pendingColumns(wide: boolean): PendingColumn[] {
	const column = (id: PendingSort, label: string, grow: number, least: number, end = false): PendingColumn => ({
		id,
		label,
		sort: id,
		grow,
		least,
		end,
	});
	return [
		column('who', m.pending_who(), 2.4, 136),
		column('account', m.pending_account(), 1.5, 112),
		column('state', m.pending_state(), 2.6, 160),
		column('since', m.pending_since(), 0.8, 96),
		...(wide
			? [column('by', m.pending_by(), 1, 96), column('mails', m.pending_mails(), 0.2, 64)]
			: []),
		{ id: 'act', label: m.pending_act(), sort: null, grow: 0.2, least: 96, end: true },
	];
}

/** The columns as CSS lays them out, and the least width that they need (px, gaps included). */
export function pendingLayout(columns: readonly PendingColumn[]): { template: string; least: number } {
	const GAP = 16;
	return {
		template: columns.map(({ least, grow }) => `minmax(${least}px, ${grow}fr)`).join(' '),
		least: columns.reduce((sum, { least }) => sum + least + GAP, 0),
	};
}
