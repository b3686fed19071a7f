/**
 * What opens over a list or comes to it, and is not needed to show its rows: each is a piece of its own, fetched when somebody comes near to it, and
 * all of them once the rows are there and the page has nothing better to do.
 */
export const listParts = {
	columns: () => import('./ColumnPanel.svelte'),
	filter: () => import('./FilterPanel.svelte'),
	chips: () => import('./FilterChips.svelte'),
	saved: () => import('./SavedFiltersPanel.svelte'),
	save: () => import('./SaveFilterDialog.svelte'),
	selection: () => import('./SelectionBar.svelte'),
	print: () => import('./PrintList.svelte'),
};
