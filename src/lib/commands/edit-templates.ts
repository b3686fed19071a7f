import { FIRM_SETTINGS } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { FirmSettings, StoredFirm } from '../domain/firm-settings.ts';
import { predefinedFolders, templateFolderField, templatePartField, templateParts, type Folder, type StoredFolder } from '../domain/folder.ts';
import { applyFolderOps, templateRegisters, type FolderOp } from '../domain/folder-ops.ts';
import { buildTree, flattenTree } from '../domain/folder-tree.ts';
import { templateId, type FolderId, type TemplateId } from '../domain/ids.ts';
import { foldText, tidyLine } from '../domain/text.ts';
import type { CommandResult } from './command-input.ts';
import { commit, type CommandDeps, type Draft, type Outcome } from './commit.ts';
import { mayWriteFirm, readFirm, readStoredFirm } from './read-firm.ts';
import { DONE, refuse, type Refused } from './refusals.ts';

/** Makes a template of the predefined folders, or a copy of another one (`like`). */
export async function createTemplate(
	deps: CommandDeps,
	{ id, name, like }: { id?: TemplateId; name: string; like?: TemplateId },
): Promise<CommandResult<TemplateId>> {
	const own = templateId.safeParse(id ?? deps.platform.uuid());
	if (!own.success) return refuse('template-unknown');
	return inSettings(deps, 'created', async (draft, firm) => {
		const refused = nameRefusal(firm, name, null);
		if (refused !== null) return refused;
		const model = like === undefined ? null : firm.templates.find((template) => template.id === like);
		if (model === undefined) return refuse('template-unknown', 'like');
		const predefined = () => flattenTree(buildTree(predefinedFolders(firm.language), firm.language).tree);
		const folders = copied(model?.folders ?? predefined(), () => deps.platform.uuid() as FolderId);
		draft.change(FIRM_SETTINGS, { [templatePartField(own.data, 'name')]: tidyLine(name), ...folderValues(own.data, templateRegisters(folders)) });
		return { ok: true, value: own.data };
	});
}

export async function duplicateTemplate(deps: CommandDeps, id: TemplateId, name: string): Promise<CommandResult<TemplateId>> {
	return createTemplate(deps, { name, like: id });
}

export async function editTemplate(deps: CommandDeps, id: TemplateId, changes: { name: string }): Promise<CommandResult<void>> {
	return inSettings(deps, 'edited', async (draft, firm) => {
		if (!firm.templates.some((template) => template.id === id)) return refuse('template-unknown');
		const refused = nameRefusal(firm, changes.name, id);
		if (refused !== null) return refused;
		draft.change(FIRM_SETTINGS, { [templatePartField(id, 'name')]: tidyLine(changes.name) });
		return DONE;
	});
}

/** Edits a template's folders. Accounts that were made with it stay as they are. */
export async function editTemplateFolders(deps: CommandDeps, id: TemplateId, ops: readonly FolderOp[]): Promise<CommandResult<void>> {
	return inSettings(deps, 'edited', async (draft, firm, stored) => {
		const template = stored.templates.find((known) => known.id === id && !known.deleted);
		if (template === undefined) return refuse('template-unknown');
		const done = applyFolderOps(new Map(template.folders), ops, firm.language);
		if (!done.ok) return refuse(done.problem, `ops/${done.at}`);
		draft.change(FIRM_SETTINGS, folderValues(id, done.changes));
		return DONE;
	});
}

export async function deleteTemplate(deps: CommandDeps, id: TemplateId): Promise<CommandResult<void>> {
	return inSettings(deps, 'edited', async (draft, firm, stored) => {
		if (!firm.templates.some((template) => template.id === id)) return refuse('template-unknown');
		const wasDefault: Record<string, FieldValue> = stored.defaultTemplate === id ? { defaultTemplate: null } : {};
		draft.change(FIRM_SETTINGS, { [templatePartField(id, 'deleted')]: true, ...wasDefault });
		return DONE;
	});
}

/** @param id null: new accounts begin with the predefined folders */
export async function setDefaultTemplate(deps: CommandDeps, id: TemplateId | null): Promise<CommandResult<void>> {
	return inSettings(deps, 'edited', async (draft, firm) => {
		if (id !== null && !firm.templates.some((template) => template.id === id)) return refuse('template-unknown');
		draft.change(FIRM_SETTINGS, { defaultTemplate: id });
		return DONE;
	});
}

async function inSettings<T>(
	deps: CommandDeps,
	why: 'created' | 'edited',
	body: (draft: Draft, firm: FirmSettings, stored: StoredFirm) => Promise<Outcome<T>>,
): Promise<CommandResult<T>> {
	if (!mayWriteFirm(deps)) return refuse('forbidden');
	return commit(deps, why, async (draft) => body(draft, await readFirm(deps, draft.tx), await readStoredFirm(draft.tx)));
}

/** The same folders under ids of their own. Takes each folder behind its parent. */
function copied(folders: readonly Folder[], newId: () => FolderId): Folder[] {
	const ids = new Map(folders.map(({ id }) => [id, newId()]));
	return folders.map((folder) => ({
		...folder,
		id: ids.get(folder.id) ?? folder.id,
		parent: folder.parent === null ? null : (ids.get(folder.parent) ?? null),
	}));
}

function folderValues(template: TemplateId, folders: ReadonlyMap<FolderId, StoredFolder>): Record<string, FieldValue> {
	return Object.fromEntries([...folders].map(([id, folder]) => [templateFolderField(template, id), folder]));
}

function nameRefusal(firm: FirmSettings, raw: string, own: TemplateId | null): Refused | null {
	const name = tidyLine(raw);
	if (name === '') return refuse('required', 'name');
	if (!templateParts.name.safeParse(name).success) return refuse('too-long', 'name');
	const taken = firm.templates.some((template) => template.id !== own && foldText(template.name) === foldText(name));
	return taken ? refuse('name-taken', 'name') : null;
}
