import * as z from 'zod/mini';
import { accountFields } from '../domain/account.ts';
import { contactFields } from '../domain/contact.ts';
import { fieldParts, parseCustomField, parseFieldPart } from '../domain/custom-field.ts';
import { documentKind, FIRM_SETTINGS, type DocumentName } from '../domain/document-name.ts';
import { fieldValue, type FieldValue } from '../domain/field-value.ts';
import { firmFields } from '../domain/firm-settings.ts';
import { parseFolderField, parseTemplateField, storedFolder, templateParts } from '../domain/folder.ts';
import { putFolderBack } from '../domain/folder-ops.ts';
import type { GroupId } from '../domain/ids.ts';
import { IMPORT_COLUMNS, importColumns } from '../domain/import-columns.ts';
import { linkParts, parseLinkField } from '../domain/link.ts';
import { filterParts, parseFilterPart } from '../domain/saved-filter.ts';
import { parseTagField, parseTagPart, tagParts } from '../domain/tag.ts';
import { readFolders } from '../documents/folder-reading.ts';
import { seenOf } from '../documents/merged-reading.ts';
import { seenStamps } from '../documents/record-reading.ts';
import { readSeenValue } from '../documents/seen-values.ts';
import type { Write } from '../storage/rows.ts';
import type { CommandResult, InputProblem } from './command-input.ts';
import { commit, type CommandDeps, type Draft } from './commit.ts';
import { folderRegisters } from './edit-folders.ts';
import { withoutCompany } from './edit-records.ts';
import { markAsked } from './erase-records.ts';
import { forgetRequests } from './invitations.ts';
import { mayWriteFirm, readFirm } from './read-firm.ts';
import { brokenRule } from './record-rules.ts';
import { DONE, refuse, unknownRecord } from './refusals.ts';

const present = z.boolean();

/**
 * Writes an older or a losing value again, as a new change with a new stamp (never Yjs's undo).
 * @param value undefined: the field was empty
 * @param along values that it can't be without: a company's, where an account becomes one again
 */
export async function restoreValue(
	deps: CommandDeps,
	document: DocumentName,
	field: string,
	value: FieldValue | undefined,
	along: Readonly<Record<string, FieldValue>> = {},
): Promise<CommandResult<void>> {
	for (const [name, own] of Object.entries({ ...along, [field]: value }))
		if (!fits(document, name, own)) return refuse('value-invalid', name);
	if (document === FIRM_SETTINGS && !mayWriteFirm(deps)) return refuse('forbidden', field);
	return commit(deps, 'restored', async (draft) => {
		if ((await draft.tx.documents.get(document)) === undefined) return unknownRecord();
		const broken = await brokenRule(draft.tx, document, field, value ?? null);
		if (broken !== null) return refuse(broken, field);
		const planned = await withWhatBelongs(deps, draft, document, field, value ?? null, along);
		if (!planned.ok) return planned;
		draft.change(document, planned.value);
		return DONE;
	});
}

/** A value with what must change beside it: a company's fields with an account's type, the rest of the tree with a folder. */
async function withWhatBelongs(
	deps: CommandDeps,
	draft: Draft,
	document: DocumentName,
	field: string,
	value: FieldValue,
	along: Readonly<Record<string, FieldValue>>,
): Promise<{ ok: true; value: Record<string, FieldValue> } | { ok: false; problems: InputProblem[] }> {
	const kind = documentKind(document);
	if (kind.kind === 'account' && field === 'type') {
		const row = await draft.tx.accounts.get(kind.id);
		if (row === undefined) return unknownRecord();
		if (value === 'individual') return { ok: true, value: { type: value, ...withoutCompany(row) } };
		const name = along.companyName ?? row.companyName;
		return name === '' ? refuse('required', 'companyName') : { ok: true, value: { ...along, type: value } };
	}
	const folder = kind.kind === 'account' ? parseFolderField(field) : null;
	const was = folder === null ? null : storedFolder.safeParse(value);
	if (folder === null || !was?.success) return { ok: true, value: { ...along, [field]: value } };
	const { language } = await readFirm(deps, draft.tx);
	const done = putFolderBack(readFolders(await draft.fields(document)), folder, was.data, language);
	return done.ok ? { ok: true, value: folderRegisters(done.changes) } : refuse(done.problem, field);
}

/** Tries a group that the relay refused again: its values are written as a new change, and the refused one is gone. */
export async function retrySetAside(deps: CommandDeps, group: GroupId): Promise<CommandResult<void>> {
	return commit(deps, 'restored', async (draft) => {
		const row = await draft.tx.outbox.find(group);
		if (row === undefined || row.state !== 'refused') return unknownRecord();
		const values = new Map<DocumentName, Record<string, FieldValue>>();
		for (const write of row.writes)
			values.set(write.document, { ...values.get(write.document), [write.field]: await asSeenNow(draft, write) });
		await draft.tx.outbox.delete(row.order);
		for (const entry of row.entries) {
			if (entry.kind !== 'event') continue;
			if (entry.event.type === 'record.erased') await markAsked(draft.tx, entry.event.documents);
			else if (!entry.event.type.startsWith('invitation.')) continue;
			const { id: _, at: __, ...fact } = entry.event;
			draft.say(row.documents, fact);
		}
		for (const [document, fields] of values) draft.change(document, fields);
		return DONE;
	});
}

/** Who tries a merge or a deletion again has seen what is there now; what the refused one named may be elsewhere since. */
async function asSeenNow(draft: Draft, { document, field, value }: Pick<Write, 'document' | 'field' | 'value'>): Promise<FieldValue> {
	const said = readSeenValue(document, field, value);
	if (said === null) return value;
	return said.of === 'document' ? seenOf(document, await draft.own(document)) : seenStamps(await draft.fields(document));
}

/** Gives a refused group up, for good. */
export async function discardSetAside(deps: CommandDeps, group: GroupId): Promise<void> {
	await deps.store.write(async (tx) => {
		const row = await tx.outbox.find(group);
		if (row?.state !== 'refused') return;
		await tx.outbox.delete(row.order);
		await forgetRequests(deps, tx, row);
	});
}

function fits(document: DocumentName, field: string, value: FieldValue | undefined): boolean {
	if (value === undefined || value === null) return true;
	const shape = shapeOf(document, field);
	return shape?.safeParse(value).success ?? false;
}

/** What a field may hold; undefined: no such field. */
function shapeOf(document: DocumentName, field: string): z.ZodMiniType | undefined {
	const { kind } = documentKind(document);
	if (kind === 'settings') return settingsShape(field);
	if (kind === 'vocabulary') {
		if (field === IMPORT_COLUMNS) return importColumns;
		const tag = parseTagPart(field);
		if (tag !== null) return tagParts[tag.part];
		const filter = parseFilterPart(field);
		return filter === null ? undefined : filterParts[filter.part];
	}
	const link = parseLinkField(field);
	if (link !== null) return linkParts[link.part];
	if (parseTagField(field) !== null) return present;
	if (parseCustomField(field) !== null) return fieldValue;
	if (parseFolderField(field) !== null) return storedFolder;
	const shapes: Readonly<Record<string, z.ZodMiniType>> = kind === 'account' ? accountFields : contactFields;
	return Object.hasOwn(shapes, field) ? shapes[field] : undefined;
}

function settingsShape(field: string): z.ZodMiniType | undefined {
	const own = parseFieldPart(field);
	if (own !== null) return fieldParts[own.part];
	const template = parseTemplateField(field);
	if (template !== null) return 'folder' in template ? storedFolder : templateParts[template.part];
	const shapes: Readonly<Record<string, z.ZodMiniType>> = firmFields;
	return Object.hasOwn(shapes, field) ? shapes[field] : undefined;
}
