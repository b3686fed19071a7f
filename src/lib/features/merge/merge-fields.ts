import { isEmptyAddress, type PostalAddress } from '$lib/domain/address.ts';
import { customField } from '$lib/domain/custom-field.ts';
import { sameValue, type FieldValue } from '$lib/domain/field-value.ts';
import type { FieldId } from '$lib/domain/ids.ts';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';

/** Which of two records: the one whose values are taken where nothing is chosen, or the other. */
export type Side = 'keep' | 'lose';

/** A field that only one of the two can have. */
export interface MergeField {
	field: string;
	keep: FieldValue;
	lose: FieldValue;
	/** `choice`: both have something, and it differs. `filled`: only one has. `same`: both have the same; fields that are empty in both are left out. */
	kind: 'choice' | 'filled' | 'same';
}

const CONTACT_FIELDS = ['civility', 'firstName', 'lastName', 'birthDate', 'email', 'address', 'language'] as const;

/** A contact's fields side by side, in the order of the forms. Phones are united, not chosen. */
export function contactFields(keep: ContactRow, lose: ContactRow): MergeField[] {
	return [...CONTACT_FIELDS.flatMap((field) => compare(field, plainValue(keep[field]), plainValue(lose[field]))), ...customFields(keep, lose)];
}

/** An account's fields side by side. A company's own fields count where one of the two is a company. */
export function accountFields(keep: AccountRow, lose: AccountRow): MergeField[] {
	const company = keep.type === 'company' || lose.type === 'company';
	// Two companies' generated names follow the company's name that is chosen.
	const generated = keep.typedName === '' && lose.typedName === '' && keep.type === 'company' && lose.type === 'company';
	return [
		...compare('type', keep.type, lose.type),
		...(generated ? [] : compare('name', keep.name, lose.name)),
		...(company
			? [
					...compare('companyName', keep.companyName, lose.companyName),
					...compare('companyAddress', plainValue(keep.companyAddress), plainValue(lose.companyAddress)),
					...compare('siren', keep.siren, lose.siren),
				]
			: []),
		...customFields(keep, lose),
	];
}

function customFields(keep: AccountRow | ContactRow, lose: AccountRow | ContactRow): MergeField[] {
	const ids = [...new Set([...Object.keys(keep.custom), ...Object.keys(lose.custom)])].sort();
	return ids.flatMap((id) => compare(customField(id as FieldId), keep.custom[id] ?? null, lose.custom[id] ?? null));
}

function compare(field: string, keep: FieldValue, lose: FieldValue): MergeField[] {
	if (isEmpty(keep) && isEmpty(lose)) return [];
	const kind = sameValue(keep, lose) ? 'same' : isEmpty(keep) || isEmpty(lose) ? 'filled' : 'choice';
	return [{ field, keep, lose, kind }];
}

function plainValue(value: string | PostalAddress | null): FieldValue {
	return typeof value === 'object' && value !== null ? { ...value } : value;
}

function isEmpty(value: FieldValue): boolean {
	if (value === null || value === '') return true;
	return typeof value === 'object' && 'street' in value && isEmptyAddress(value as unknown as PostalAddress);
}
