import * as z from 'zod/mini';
import { parseMemberField } from './field-path.ts';
import { folderId, templateId, type FolderId, type TemplateId } from './ids.ts';
import { MAX_NAME } from './names.ts';
import type { Locale } from './staff.ts';

/** Folders of one tree; the tree of a template and that of an account alike. */
export const MAX_FOLDERS = 200;

/** A folder's register: `folder/<FolderId>` of an account, `template/<TemplateId>/folder/<FolderId>` of the firm's settings. */
export const storedFolder = z.object({
	name: z.string().check(z.minLength(1), z.maxLength(MAX_NAME)),
	parent: z.nullable(folderId),
	/** Its place among its siblings. */
	order: z.number(),
	/** Clients put their documents here. Exactly one folder of a tree is so. */
	clientUploads: z.boolean(),
	removed: z.boolean(),
});
export type StoredFolder = z.infer<typeof storedFolder>;

export interface Folder {
	id: FolderId;
	/** As shown: unique among its siblings, whatever the case. */
	name: string;
	parent: FolderId | null;
	order: number;
	clientUploads: boolean;
}

export interface FolderNode extends Folder {
	/** In their order. */
	children: FolderNode[];
}

export interface FolderTree {
	roots: FolderNode[];
}

/** A tree that accounts can begin with. */
export interface FolderTemplate {
	id: TemplateId;
	name: string;
	/** Every folder, each behind its parent, in the order of the tree. */
	folders: Folder[];
	isDefault: boolean;
}

/** The structure of an account that was given none: fixed ids, so that it is the same folder on every device. */
const PREDEFINED: readonly { id: string; names: Readonly<Record<Locale, string>> }[] = [
	{
		id: '00000000-0000-7000-8000-0000000000f1',
		names: { fr: 'Documents téléchargés par le client', en: 'Client uploads' },
	},
	{ id: '00000000-0000-7000-8000-0000000000f2', names: { fr: 'Documents du cabinet', en: 'Firm documents' } },
	{ id: '00000000-0000-7000-8000-0000000000f3', names: { fr: 'Documents permanents', en: 'Permanent documents' } },
];

/** The predefined folders in the firm's language. */
export function predefinedFolders(language: Locale): Map<FolderId, StoredFolder> {
	return new Map(
		PREDEFINED.map(({ id, names }, order) => [
			id as FolderId,
			{ name: names[language], parent: null, order, clientUploads: order === 0, removed: false },
		]),
	);
}

export function folderField(id: FolderId): string {
	return `folder/${id}`;
}

/** The folder that a field of an account speaks of, or null. */
export function parseFolderField(field: string): FolderId | null {
	return parseMemberField(field, 'folder', folderId);
}

/** Each part of a template is a register of `firm:settings`: `template/<TemplateId>/name`, `…/deleted`, `…/folder/<FolderId>`. */
export const templateParts = { name: z.string().check(z.minLength(1), z.maxLength(80)), deleted: z.boolean() } as const;
export type TemplatePart = keyof typeof templateParts;

export function templatePartField(id: TemplateId, part: TemplatePart): string {
	return `template/${id}/${part}`;
}

export function templateFolderField(template: TemplateId, folder: FolderId): string {
	return `template/${template}/folder/${folder}`;
}

/** The template, and the part or the folder of it, that a field of `firm:settings` speaks of, or null. */
export function parseTemplateField(
	field: string,
): { id: TemplateId; part: TemplatePart } | { id: TemplateId; folder: FolderId } | null {
	const [prefix, id, part, folder] = field.split('/');
	const template = templateId.safeParse(id);
	if (prefix !== 'template' || part === undefined || !template.success) return null;
	if (part === 'folder') {
		const parsed = folderId.safeParse(folder);
		return parsed.success ? { id: template.data, folder: parsed.data } : null;
	}
	return folder === undefined && Object.hasOwn(templateParts, part)
		? { id: template.data, part: part as TemplatePart }
		: null;
}
