import * as z from 'zod/mini';
import { parsePartField } from './field-path.ts';
import { fieldValue, type FieldValue } from './field-value.ts';
import { filterId, type FilterId } from './ids.ts';

/** Each part of a shared filter is a register of `firm:vocabulary`, `filter/<FilterId>/<part>`. `terms` are the list's own. */
export const filterParts = {
	name: z.string().check(z.minLength(1), z.maxLength(64)),
	list: z.enum(['accounts', 'contacts']),
	terms: fieldValue,
	deleted: z.boolean(),
} as const;
export type FilterPart = keyof typeof filterParts;

/** A filter that the firm shares. */
export interface SavedFilter {
	id: FilterId;
	name: string;
	list: 'accounts' | 'contacts';
	terms: FieldValue;
}

export function filterPartField(id: FilterId, part: FilterPart): string {
	return `filter/${id}/${part}`;
}

/** The filter and part that a field of `firm:vocabulary` speaks of, or null. */
export function parseFilterPart(field: string): { id: FilterId; part: FilterPart } | null {
	return parsePartField(field, 'filter', filterId, filterParts);
}
