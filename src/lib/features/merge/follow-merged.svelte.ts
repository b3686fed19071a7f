import { goto } from '$app/navigation';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';

/**
 * Whoever opens a merged record's address, or has it on screen while it is merged, goes on to the record that stands, which says where they came from.
 * @param row what is at the address; null or undefined: nothing, or not yet known
 * @param href the page of a record
 */
export function followMerged<Row extends AccountRow | ContactRow>(
	row: () => Row | null | undefined,
	href: (id: Row['id']) => string,
): void {
	$effect(() => {
		const record = row();
		if (record?.mergedInto === undefined) return;
		void goto(`${href(record.mergedInto)}?from=${record.id}`, { replaceState: true });
	});
}
