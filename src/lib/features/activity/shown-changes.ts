import { sameValue, type FieldValue } from '$lib/domain/field-value.ts';
import type { ContactId } from '$lib/domain/ids.ts';
import { parseLinkField } from '$lib/domain/link.ts';
import type { ActivityRow } from '$lib/queries/rows.ts';
import type { RecordNow } from './record-now.ts';

/** One field's change as activity shows it. */
export interface ShownChange {
	field: string;
	from: FieldValue | undefined;
	to: FieldValue | undefined;
}

/** What people never asked to see: order and origin are told otherwise. */
const SILENT = new Set(['createdAt', 'createdBy', 'deletedSeen']);

/** The order of the forms. What is not in it comes behind, and the states last. */
const ORDER = [
	'deleted',
	'archived',
	'toReview',
	'type',
	'civility',
	'name',
	'code',
	'companyName',
	'companyAddress',
	'siren',
	'firstName',
	'lastName',
	'birthDate',
	'email',
	'phones',
	'address',
	'language',
	'tag',
	'custom',
	'folder',
];

/** Fields that may not become empty by a restore. */
const NEVER_EMPTY = new Set(['companyName', 'firstName', 'lastName', 'email']);

/**
 * The changes of one line, as far as they say something: a new link's switches only where they are on, and of a new record no empty
 * fields and no folders, which it has from its template.
 */
export function shownChanges(row: ActivityRow): ShownChange[] {
	const linked = new Set(
		row.changes.flatMap(({ field, to }) => {
			const link = parseLinkField(field);
			return link?.part === 'present' && to === true ? [link.contact] : [];
		}),
	);
	const shown = row.changes.filter(({ field, from, to }) => {
		if (SILENT.has(field) || field.startsWith('mergedFrom/')) return false;
		// What was seen anew of a merged record is no news.
		if (field.startsWith('mergedInto/') && !isEmpty(from) && !isEmpty(to)) return false;
		if (row.why === 'created' && from === undefined && (isEmpty(to) || field.startsWith('folder/'))) return false;
		const link = parseLinkField(field);
		if (link === null) return true;
		if (link.part === 'linkedAt') return false;
		return link.part === 'present' || to !== false || (!linked.has(link.contact) && from !== undefined);
	});
	return shown.sort((a, b) => placeOf(a.field) - placeOf(b.field));
}

/** Fields are told in the order of the forms, then who was linked, then their switches. */
function placeOf(field: string): number {
	const link = parseLinkField(field);
	if (link !== null) return link.part === 'present' ? ORDER.length : ORDER.length + 1;
	const place = ORDER.indexOf(field.split('/')[0] ?? '');
	return place < 0 ? ORDER.length : place;
}

/** What a field is filtered by: each by itself, but all tags, all folders, all links and the two states together. */
export function familyOf(field: string): string {
	if (['archived', 'deleted', 'toReview'].includes(field)) return 'state';
	const family = field.split('/')[0] ?? '';
	return family === 'custom' ? field : family;
}

/** Whose links a list of lines speaks of. */
export function contactsIn(rows: readonly ActivityRow[]): ContactId[] {
	return [...new Set(rows.flatMap((row) => row.changes.flatMap(({ field }) => parseLinkField(field)?.contact ?? [])))];
}

/** Whether what a field was changed to can be written again: the record has a place for it, and something else in it. */
export function canRestore({ field, to }: ShownChange, now: RecordNow): boolean {
	const held = now.read(field);
	if (held === null || to === undefined || sameValue(to, held.value)) return false;
	if (isEmpty(to) && isEmpty(held.value)) return false;
	return !(NEVER_EMPTY.has(field) && to === '');
}

function isEmpty(value: FieldValue | undefined): boolean {
	if (value === undefined || value === null || value === '' || value === false) return true;
	if (Array.isArray(value)) return value.length === 0;
	return typeof value === 'object' && Object.values(value).every((part) => part === '');
}
