import { accountDocument } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { folderField, type StoredFolder } from '../domain/folder.ts';
import { applyFolderOps, missingFolders, type FolderOp } from '../domain/folder-ops.ts';
import type { AccountId, FolderId, TemplateId } from '../domain/ids.ts';
import { readFolders } from '../documents/folder-reading.ts';
import type { CommandResult } from './command-input.ts';
import { commit, type CommandDeps } from './commit.ts';
import { liveAccount } from './edit-records.ts';
import { readFirm } from './read-firm.ts';
import { DONE, refuse, unknownRecord } from './refusals.ts';

/** Edits an account's folders, all steps or none. */
export async function editFolders(deps: CommandDeps, account: AccountId, ops: readonly FolderOp[]): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await liveAccount(draft.tx, account);
		if (row === undefined) return unknownRecord();
		const { language } = await readFirm(deps, draft.tx);
		const stored = readFolders(await draft.fields(accountDocument(row.id)));
		const done = applyFolderOps(stored, ops, language);
		if (!done.ok) return refuse(done.problem, `ops/${done.at}`);
		draft.change(accountDocument(row.id), folderRegisters(done.changes));
		return DONE;
	});
}

/** Adds a template's folders to an account that lacks them. */
export async function applyTemplate(deps: CommandDeps, account: AccountId, template: TemplateId): Promise<CommandResult<FolderId[]>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await liveAccount(draft.tx, account);
		if (row === undefined) return unknownRecord();
		const { language, templates } = await readFirm(deps, draft.tx);
		const found = templates.find(({ id }) => id === template);
		if (found === undefined) return refuse('template-unknown', 'template');
		const stored = readFolders(await draft.fields(accountDocument(row.id)));
		const { added, changes } = missingFolders(stored, found.folders, language);
		draft.change(accountDocument(row.id), folderRegisters(added.length > 0 ? changes : new Map()));
		return { ok: true, value: added };
	});
}

/** Folders as an account's document holds them. */
export function folderRegisters(folders: ReadonlyMap<FolderId, StoredFolder>): Record<string, FieldValue> {
	return Object.fromEntries([...folders].map(([id, folder]) => [folderField(id), folder]));
}
