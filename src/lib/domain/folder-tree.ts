import { predefinedFolders, type Folder, type FolderNode, type FolderTree, type StoredFolder } from './folder.ts';
import type { FolderId } from './ids.ts';
import type { Locale } from './staff.ts';
import { caseKey } from './text.ts';

/** What a rule did to a tree that parted devices broke together. */
export type FolderRepair =
	/** Folders were moved into each other: this one became top-level. */
	| { kind: 'folder-cycle'; folder: FolderId }
	/** Removed on one device and filled on another: it stays. */
	| { kind: 'folder-kept'; folder: FolderId }
	/** Its parent is unknown: it became top-level. */
	| { kind: 'folder-orphan'; folder: FolderId }
	/** Several folders, or none, were the clients': it is this one. */
	| { kind: 'client-uploads'; folder: FolderId }
	/** A sibling has the same name, case aside: it is shown under this one. */
	| { kind: 'folder-renamed'; folder: FolderId; name: string };

/**
 * Makes a tree of folders as they are stored. The answer depends on them alone, so it is the same on every device:
 * a circle is cut at its lowest id, which becomes top-level; a removed folder with a live one in it lives on; exactly one folder is the clients'
 * (the lowest id of several; of none the first top-level one); of siblings with one name the later id gets ' (2)' behind it.
 * @param language of the predefined folders, which stand in where there is no live folder
 */
export function buildTree(stored: ReadonlyMap<FolderId, StoredFolder>, language: Locale): { tree: FolderTree; repairs: FolderRepair[] } {
	const { folders, repairs } = liveFolders(stored, language);
	const children = new Map<FolderId | null, Folder[]>();
	for (const folder of folders.values()) children.set(folder.parent, [...(children.get(folder.parent) ?? []), folder]);
	for (const siblings of children.values()) nameApart(siblings, repairs);
	chooseClientUploads(folders, children.get(null) ?? [], repairs);
	const grow = (parent: FolderId | null): FolderNode[] =>
		[...(children.get(parent) ?? [])].sort(byOrder).map((folder) => ({ ...folder, children: grow(folder.id) }));
	return { tree: { roots: grow(null) }, repairs };
}

/** The folders of a tree, each behind its parent. */
export function flattenTree({ roots }: FolderTree): Folder[] {
	return roots.flatMap(({ children, ...folder }) => [folder, ...flattenTree({ roots: children })]);
}

/** The folder of a tree with an id, or null. */
export function findFolder({ roots }: FolderTree, id: FolderId): FolderNode | null {
	for (const node of roots) {
		const found = node.id === id ? node : findFolder({ roots: node.children }, id);
		if (found !== null) return found;
	}
	return null;
}

function liveFolders(stored: ReadonlyMap<FolderId, StoredFolder>, language: Locale) {
	const repairs: FolderRepair[] = [];
	const source = [...stored.values()].some((folder) => !folder.removed) ? stored : predefinedFolders(language);
	const folders = new Map<FolderId, Folder>();
	for (const id of [...source.keys()].sort()) {
		const folder = source.get(id);
		if (folder === undefined || folder.removed) continue;
		keep(id, folder, source, folders, repairs);
	}
	for (const id of [...folders.keys()].sort()) cutCycle(id, folders, repairs);
	return { folders, repairs };
}

/** Keeps a folder and, where they were removed, those that it is in. */
function keep(
	id: FolderId,
	folder: StoredFolder,
	source: ReadonlyMap<FolderId, StoredFolder>,
	folders: Map<FolderId, Folder>,
	repairs: FolderRepair[],
): void {
	if (folders.has(id)) return;
	const parent = folder.parent === null ? undefined : source.get(folder.parent);
	if (folder.parent !== null && parent === undefined) repairs.push({ kind: 'folder-orphan', folder: id });
	const { name, order, clientUploads } = folder;
	folders.set(id, {
		id,
		name,
		parent: parent === undefined ? null : folder.parent,
		order,
		clientUploads: clientUploads && !folder.removed,
	});
	if (folder.removed) repairs.push({ kind: 'folder-kept', folder: id });
	if (parent?.removed === true && folder.parent !== null) keep(folder.parent, parent, source, folders, repairs);
}

/** Called from the lowest id up, so the first of a circle to be met is its lowest. */
function cutCycle(id: FolderId, folders: ReadonlyMap<FolderId, Folder>, repairs: FolderRepair[]): void {
	const folder = folders.get(id);
	const seen = new Set<FolderId>();
	for (let at = folder?.parent ?? null; at !== null && !seen.has(at); at = folders.get(at)?.parent ?? null) {
		seen.add(at);
		if (at !== id || folder === undefined) continue;
		folder.parent = null;
		repairs.push({ kind: 'folder-cycle', folder: id });
		return;
	}
}

/** Windows takes names that differ by case for one: the lowest id keeps its name. */
function nameApart(siblings: readonly Folder[], repairs: FolderRepair[]): void {
	const taken = new Set(siblings.map(({ name }) => caseKey(name)));
	const kept = new Set<string>();
	for (const folder of [...siblings].sort((a, b) => (a.id < b.id ? -1 : 1))) {
		if (!kept.has(caseKey(folder.name))) {
			kept.add(caseKey(folder.name));
			continue;
		}
		let number = 2;
		while (taken.has(caseKey(`${folder.name} (${number})`))) number++;
		folder.name = `${folder.name} (${number})`;
		taken.add(caseKey(folder.name));
		repairs.push({ kind: 'folder-renamed', folder: folder.id, name: folder.name });
	}
}

function chooseClientUploads(folders: ReadonlyMap<FolderId, Folder>, top: readonly Folder[], repairs: FolderRepair[]): void {
	const marked = [...folders.values()].filter((folder) => folder.clientUploads).sort((a, b) => (a.id < b.id ? -1 : 1));
	const chosen = marked[0] ?? [...top].sort(byOrder)[0];
	if (chosen === undefined) return;
	if (marked.length !== 1) repairs.push({ kind: 'client-uploads', folder: chosen.id });
	for (const folder of marked) folder.clientUploads = false;
	chosen.clientUploads = true;
}

function byOrder(a: Folder, b: Folder): number {
	return a.order - b.order || (a.id < b.id ? -1 : 1);
}
