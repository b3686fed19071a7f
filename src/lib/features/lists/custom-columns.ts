import type { CustomField, FieldType } from '$lib/domain/custom-field.ts';
import type { ListColumn } from './column-state.svelte.ts';

const FIGURES: ReadonlySet<FieldType> = new Set(['number', 'amount']);

/** A column for each custom field; nobody sees one before they choose it. */
export function customColumns(fields: readonly CustomField[]): ListColumn[] {
	return fields.map(({ id, label, type, choices }) => ({
		id: `field/${id}`,
		label,
		sort: `field/${id}`,
		// Choices sort as the firm put them, not by their ids.
		...(choices.length > 0 && { order: choices.map((choice) => choice.id) }),
		grow: 1,
		least: 96,
		usual: 'never',
		end: FIGURES.has(type),
	}));
}
