import type * as z from 'zod/mini';
import { fieldParts, parseFieldPart, type CustomField } from '../domain/custom-field.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { EMPTY_FIRM, firmFields, type StoredFirm, type StoredTemplate } from '../domain/firm-settings.ts';
import { parseTemplateField, storedFolder, templateParts, type StoredFolder } from '../domain/folder.ts';
import { IMPORT_COLUMNS, importColumns, type ImportColumns } from '../domain/import-columns.ts';
import { signUpFields } from '../domain/sign-up.ts';
import type { FieldId, FilterId, FolderId, TagId, TemplateId } from '../domain/ids.ts';
import { filterParts, parseFilterPart, type SavedFilter } from '../domain/saved-filter.ts';
import { parseTagPart, tagParts, type StoredTag } from '../domain/tag.ts';
import type { FieldState } from './registers.ts';

/** Reads `firm:settings`. What does not fit its shape is passed over; a field without a label, type and kind is not there yet. */
export function readFirm(fields: ReadonlyMap<string, FieldState>): StoredFirm {
	const firm: Record<string, unknown> = {};
	for (const [name, shape] of Object.entries(firmFields)) {
		const parsed = shape.safeParse(fields.get(name)?.winner.value);
		if (parsed.success) firm[name] = parsed.data;
	}
	const open = signUpFields['signUp/open'].safeParse(fields.get('signUp/open')?.winner.value);
	const welcome = signUpFields['signUp/welcome'].safeParse(fields.get('signUp/welcome')?.winner.value);
	if (open.success) firm.signUpOpen = open.data;
	if (welcome.success) firm.signUpWelcome = welcome.data;
	return { ...EMPTY_FIRM, ...(firm as Partial<StoredFirm>), fields: readFields(fields), templates: readTemplates(fields) };
}

/** Reads `firm:vocabulary`. Filters that were removed are left out; tags are not: records may carry them. */
export function readVocabulary(fields: ReadonlyMap<string, FieldState>): { tags: StoredTag[]; filters: SavedFilter[]; columns: ImportColumns } {
	const tags = parts<TagId>(fields, parseTagPart, tagParts);
	const filters = parts<FilterId>(fields, parseFilterPart, filterParts);
	const columns = importColumns.safeParse(fields.get(IMPORT_COLUMNS)?.winner.value);
	return {
		columns: columns.success ? columns.data : {},
		tags: [...tags].flatMap(([id, { name, kind, color, mergedInto, deleted }]) =>
			name === undefined || kind === undefined
				? []
				: [{ id, name, kind, color: color ?? 'grey', mergedInto: mergedInto ?? null, deleted: deleted ?? false } as StoredTag],
		),
		filters: [...filters].flatMap(([id, { name, list, terms, deleted }]) =>
			name === undefined || list === undefined || terms === undefined || deleted === true ? [] : [{ id, name, list, terms } as SavedFilter],
		),
	};
}

function readFields(fields: ReadonlyMap<string, FieldState>): CustomField[] {
	return [...parts<FieldId>(fields, parseFieldPart, fieldParts)].flatMap(([id, { label, type, kind, ...rest }]) =>
		label === undefined || type === undefined || kind === undefined
			? []
			: [{ required: false, order: 0, choices: [], archived: false, ...rest, id, label, type, kind } as CustomField],
	);
}

function readTemplates(fields: ReadonlyMap<string, FieldState>): StoredTemplate[] {
	const folders = new Map<TemplateId, [FolderId, StoredFolder][]>();
	for (const [field, { winner }] of fields) {
		const named = parseTemplateField(field);
		const folder = named !== null && 'folder' in named ? storedFolder.safeParse(winner.value) : null;
		if (named !== null && 'folder' in named && folder?.success)
			folders.set(named.id, [...(folders.get(named.id) ?? []), [named.folder, folder.data]]);
	}
	const named = (field: string) => {
		const parsed = parseTemplateField(field);
		return parsed !== null && 'part' in parsed ? parsed : null;
	};
	return [...parts<TemplateId>(fields, named, templateParts)].flatMap(([id, { name, deleted }]) => {
		if (typeof name !== 'string') return [];
		const own = (folders.get(id) ?? []).sort(([a], [b]) => (a < b ? -1 : 1));
		return [{ id, name, deleted: deleted === true, folders: own }];
	});
}

/** Things whose parts are registers of their own, by id: those parts that fit their shapes. In the order of ids. */
function parts<Id extends string>(
	fields: ReadonlyMap<string, FieldState>,
	parse: (field: string) => { id: Id; part: string } | null,
	shapes: Readonly<Record<string, z.ZodMiniType>>,
): Map<Id, Record<string, FieldValue>> {
	const found = new Map<Id, Record<string, FieldValue>>();
	for (const [field, { winner }] of fields) {
		const named = parse(field);
		if (named === null) continue;
		const parsed = shapes[named.part]?.safeParse(winner.value);
		if (parsed?.success) found.set(named.id, { ...found.get(named.id), [named.part]: parsed.data as FieldValue });
	}
	return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
