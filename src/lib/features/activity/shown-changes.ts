import { sameValue, type FieldValue } from '$lib/domain/field-value.ts';
import { parseFolderField, storedFolder, type StoredFolder } from '$lib/domain/folder.ts';
import type { ContactId } from '$lib/domain/ids.ts';
import { parseLinkField } from '$lib/domain/link.ts';
import { isMergeMark } from '$lib/domain/merge.ts';
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

/** Fields that an individual does not have. */
const COMPANY = new Set(['companyName', 'companyAddress', 'siren']);

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
		if (SILENT.has(field) || (isMergeMark(field) && !field.startsWith('mergedInto/'))) return false;
		// What was seen anew of a merged record is no news.
		if (field.startsWith('mergedInto/') && !isEmpty(from) && !isEmpty(to)) return false;
		if (row.why === 'created' && from === undefined && (isEmpty(to) || field.startsWith('folder/'))) return false;
		const link = parseLinkField(field);
		if (link === null) return true;
		if (link.part === 'linkedAt') return false;
		return link.part === 'present' || to !== false || (!linked.has(link.contact) && from !== undefined);
	});
	// What a change took over from a merged record was shown already; kept where somebody did nothing but say that it stays.
	const news = shown.filter(({ from, to }) => from === undefined || to === undefined || !sameValue(from, to));
	return (news.length > 0 ? news : shown).sort((a, b) => placeOf(a.field) - placeOf(b.field));
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

/** What a line's *Restore* writes: what the field was changed to, of a folder's removal the folder as it was. */
export function restorable({ field, from, to }: ShownChange): FieldValue | undefined {
	return parseFolderField(field) !== null && readFolder(to)?.removed === true ? from : to;
}

/** Whether that can be written again: the record has a place for it, and something else in it. */
export function canRestore(change: ShownChange, now: RecordNow): boolean {
	const { field } = change;
	const wanted = restorable(change);
	const held = now.read(field);
	if (held === null || wanted === undefined || sameValue(wanted, held.value)) return false;
	if (parseFolderField(field) !== null) return !isSameFolder(readFolder(wanted), readFolder(held.value));
	if (isEmpty(wanted) && isEmpty(held.value)) return false;
	return !(NEVER_EMPTY.has(field) && wanted === '');
}

/** Of a line that made an account a company: what a company can't be without. */
export function besides({ field, to }: ShownChange, row: ActivityRow): Record<string, FieldValue> {
	if (field !== 'type' || to !== 'company') return {};
	return Object.fromEntries(
		row.changes.flatMap(({ field: own, to: value }) =>
			COMPANY.has(own) && value !== undefined && !isEmpty(value) ? [[own, value]] : [],
		),
	);
}

/** That a folder is not the clients' any more is told by the one that is. */
function isSameFolder(was: StoredFolder | null, now: StoredFolder | null): boolean {
	if (was === null || was.removed) return true;
	if (now === null || now.removed) return false;
	return was.name === now.name && was.parent === now.parent && was.order === now.order && (!was.clientUploads || now.clientUploads);
}

/** A folder's register, or null. */
export function readFolder(value: FieldValue | undefined): StoredFolder | null {
	const parsed = storedFolder.safeParse(value);
	return parsed.success ? parsed.data : null;
}

function isEmpty(value: FieldValue | undefined): boolean {
	if (value === undefined || value === null || value === '' || value === false) return true;
	if (Array.isArray(value)) return value.length === 0;
	return typeof value === 'object' && Object.values(value).every((part) => part === '');
}
