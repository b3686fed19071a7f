import type * as z from 'zod/mini';
import { accountFields } from '../domain/account.ts';
import { contactFields } from '../domain/contact.ts';
import { documentKind, type DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { GroupId } from '../domain/ids.ts';
import { linkParts, parseLinkField } from '../domain/link.ts';
import type { CommandResult } from './command-input.ts';
import { commit, type CommandDeps } from './commit.ts';
import { refuse, unknownRecord } from './edit-records.ts';

/**
 * Writes an older or a losing value again, as a new change with a new stamp (never Yjs's undo).
 * @param value undefined: the field was empty
 */
export async function restoreValue(
	deps: CommandDeps,
	document: DocumentName,
	field: string,
	value: FieldValue | undefined,
): Promise<CommandResult<void>> {
	if (!fits(document, field, value)) return refuse({ field, problem: 'required' });
	return commit(deps, 'restored', async (draft) => {
		if ((await draft.tx.documents.get(document)) === undefined) return unknownRecord();
		draft.change(document, { [field]: value ?? null });
		return { ok: true, value: undefined };
	});
}

/** Tries a group that the relay refused again: its values are written as a new change, and the refused one is gone. */
export async function retrySetAside(deps: CommandDeps, group: GroupId): Promise<CommandResult<void>> {
	return commit(deps, 'restored', async (draft) => {
		const row = await draft.tx.outbox.find(group);
		if (row === undefined || row.state !== 'refused') return unknownRecord();
		const values = new Map<DocumentName, Record<string, FieldValue>>();
		for (const write of row.writes)
			values.set(write.document, { ...values.get(write.document), [write.field]: write.value });
		await draft.tx.outbox.delete(row.order);
		for (const [document, fields] of values) draft.change(document, fields);
		return { ok: true, value: undefined };
	});
}

/** Gives a refused group up, for good. */
export async function discardSetAside(deps: CommandDeps, group: GroupId): Promise<void> {
	await deps.store.write(async (tx) => {
		const row = await tx.outbox.find(group);
		if (row?.state === 'refused') await tx.outbox.delete(row.order);
	});
}

function fits(document: DocumentName, field: string, value: FieldValue | undefined): boolean {
	if (value === undefined || value === null) return true;
	const link = parseLinkField(field);
	if (link !== null) return linkParts[link.part].safeParse(value).success;
	const shapes: Readonly<Record<string, z.ZodMiniType>> =
		documentKind(document).kind === 'account' ? accountFields : contactFields;
	return shapes[field]?.safeParse(value).success ?? false;
}
