import type { FolderOp } from '../../domain/folder-ops.ts';
import type { FolderId } from '../../domain/ids.ts';
import { foldText } from '../../domain/text.ts';
import type { CommandDeps } from '../commit.ts';
import { createField } from '../edit-firm.ts';
import { createTemplate, editTemplateFolders } from '../edit-templates.ts';
import { mayWriteFirm, readFirm } from '../read-firm.ts';
import { SAMPLE_FIRMS, type SampleFirm, type SampleSetUp } from './sample-firm.ts';

/**
 * Sets the firm up with the samples' custom fields and folder template, in its language; what has their names already is used. A member, who may
 * not change the settings, gets samples with what is there.
 * @throws StorageFailed
 */
export async function setUpSamples(deps: CommandDeps): Promise<SampleSetUp> {
	const before = await deps.store.read((tx) => readFirm(deps, tx));
	const firm = SAMPLE_FIRMS[before.language];
	const setUp: SampleSetUp = { firm, fields: {}, template: null };
	for (const { key, choices, ...field } of firm.fields) {
		const known = before.fields.find(({ kind, type, label }) => kind === field.kind && type === field.type && foldText(label) === foldText(field.label));
		const made = known !== undefined || !mayWriteFirm(deps) ? null : await createField(deps, { ...field, choices: toChoices(choices) });
		const id = known?.id ?? (made?.ok ? made.value : undefined);
		if (id !== undefined) setUp.fields[key] = id;
	}
	const template = before.templates.find(({ name }) => foldText(name) === foldText(firm.template.name));
	if (template !== undefined) setUp.template = template.id;
	else if (mayWriteFirm(deps)) {
		const made = await createTemplate(deps, { name: firm.template.name });
		if (made.ok) {
			await editTemplateFolders(deps, made.value, folderOps(firm, () => deps.platform.uuid() as FolderId));
			setUp.template = made.value;
		}
	}
	return setUp;
}

function toChoices(choices: Readonly<Record<string, string>>): { id: string; label: string }[] {
	return Object.entries(choices).map(([id, label]) => ({ id, label }));
}

function folderOps({ template }: SampleFirm, newId: () => FolderId): FolderOp[] {
	const ids = new Map<string, FolderId>();
	return template.folders.map((path) => {
		const id = newId();
		ids.set(path, id);
		const [name = path, parent] = path.split('/').reverse();
		return { op: 'add', id, name, parent: parent === undefined ? null : (ids.get(parent) ?? null) };
	});
}
