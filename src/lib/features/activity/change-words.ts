import type { FieldValue } from '$lib/domain/field-value.ts';
import type { ContactId } from '$lib/domain/ids.ts';
import { parseLinkField } from '$lib/domain/link.ts';
import type { ActivityRow } from '$lib/queries/rows.ts';

/** One field's change as activity shows it; `contact`: whose link it is about. */
export interface ShownChange {
	field: string;
	from: FieldValue | undefined;
	to: FieldValue | undefined;
	contact: ContactId | null;
}

/** What people never asked to see: order and origin are told otherwise. */
const SILENT = new Set(['createdAt', 'createdBy']);

/** Fields whose older values can be written again by themselves. The others hang together with something (links, switches, states). */
const RESTORABLE = new Set([
	'name',
	'companyName',
	'companyAddress',
	'firstName',
	'lastName',
	'email',
	'phones',
	'address',
	'language',
]);

const ORDER = [
	'type',
	'name',
	'companyName',
	'companyAddress',
	'firstName',
	'lastName',
	'email',
	'phones',
	'address',
	'language',
];

/** Fields that may not become empty by a restore. */
const NEVER_EMPTY = new Set(['companyName', 'firstName', 'lastName', 'email']);

/** The changes of one line, as far as they say something: a new link's switches only where they are on. */
export function shownChanges(row: ActivityRow): ShownChange[] {
	const linked = new Set(
		row.changes.flatMap(({ field, to }) => {
			const link = parseLinkField(field);
			return link?.part === 'present' && to === true ? [link.contact] : [];
		}),
	);
	const shown = row.changes.flatMap(({ field, from, to }): ShownChange[] => {
		if (SILENT.has(field)) return [];
		const link = parseLinkField(field);
		if (link === null) return [{ field, from, to, contact: null }];
		if (link.part === 'linkedAt') return [];
		if (link.part !== 'present' && to === false && (linked.has(link.contact) || from === undefined)) return [];
		return [{ field, from, to, contact: link.contact }];
	});
	return shown.sort((a, b) => placeOf(a.field) - placeOf(b.field));
}

/** Fields are told in the order of the forms, then who was linked, then their switches. */
function placeOf(field: string): number {
	const link = parseLinkField(field);
	if (link !== null) return link.part === 'present' ? ORDER.length : ORDER.length + 1;
	const place = ORDER.indexOf(field);
	return place < 0 ? ORDER.length : place;
}

/** Whose links a list of lines speaks of. */
export function contactsIn(rows: readonly ActivityRow[]): ContactId[] {
	return [...new Set(rows.flatMap((row) => row.changes.flatMap(({ field }) => parseLinkField(field)?.contact ?? [])))];
}

/** Whether this value can be written again as a new change. */
export function canRestore(field: string, value: FieldValue | undefined): boolean {
	return RESTORABLE.has(field) && value !== undefined && !(NEVER_EMPTY.has(field) && value === '');
}
