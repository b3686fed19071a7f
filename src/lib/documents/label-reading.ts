import { parseCustomField } from '../domain/custom-field.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { TagId } from '../domain/ids.ts';
import { parseApartField } from '../domain/merge.ts';
import { parseTagField } from '../domain/tag.ts';
import type { FieldState } from './registers.ts';

/** The tags that a record carries, by id, and its values of custom fields; empty ones are left out. */
export interface Labels {
	tags: TagId[];
	custom: Record<string, FieldValue>;
	/** Records of its kind that a person said to be others, however alike. */
	apart: string[];
}

export function readLabels(fields: ReadonlyMap<string, FieldState>): Labels {
	const tags: TagId[] = [];
	const custom: [string, FieldValue][] = [];
	const apart: string[] = [];
	for (const [field, { winner }] of fields) {
		const tag = parseTagField(field);
		if (tag !== null && winner.value === true) tags.push(tag);
		const id = tag === null ? parseCustomField(field) : null;
		const other = parseApartField(field);
		if (other !== null && winner.value === true) apart.push(other);
		if (id !== null && winner.value !== null) custom.push([id, winner.value]);
	}
	return { tags: tags.sort(), custom: Object.fromEntries(custom.sort(([a], [b]) => (a < b ? -1 : 1))), apart: apart.sort() };
}
