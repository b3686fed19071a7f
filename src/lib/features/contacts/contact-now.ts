import { parseCustomField } from '$lib/domain/custom-field.ts';
import { parseTagField } from '$lib/domain/tag.ts';
import type { RecordNow } from '$lib/features/activity/record-now.ts';
import type { ContactRow } from '$lib/queries/rows.ts';

const FIELDS = ['civility', 'firstName', 'lastName', 'birthDate', 'email', 'phones', 'language'] as const;

/** A contact as it is now, as far as older values can be written again. */
export function contactNow(row: ContactRow): RecordNow {
	return {
		read: (field) => {
			if (field === 'address') return { value: { ...row.address } };
			const own = FIELDS.find((one) => one === field);
			if (own !== undefined) return { value: row[own] };
			const tag = parseTagField(field);
			if (tag !== null) return { value: row.tags.includes(tag) };
			const custom = parseCustomField(field);
			return custom === null ? null : { value: row.custom[custom] };
		},
	};
}
