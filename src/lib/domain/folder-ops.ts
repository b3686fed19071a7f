import { MAX_FOLDERS, type Folder, type StoredFolder } from './folder.ts';
import { buildTree, findFolder, flattenTree } from './folder-tree.ts';
import type { FolderId } from './ids.ts';
import { checkName, MAX_NAME } from './names.ts';
import type { Locale } from './staff.ts';
import { caseKey, tidyLine } from './text.ts';

/** One step of editing a tree. */
export type FolderOp =
	| { op: 'add'; id: FolderId; name: string; parent: FolderId | null }
	| { op: 'rename'; id: FolderId; name: string }
	/** Into a folder (null: to the top), before one of its children (null: behind them all). */
	| { op: 'move'; id: FolderId; parent: FolderId | null; before: FolderId | null }
	/** Only an empty folder that is not the clients'. */
	| { op: 'remove'; id: FolderId }
	/** Makes a folder the one where clients put their documents. */
	| { op: 'clientUploads'; id: FolderId };

export type FolderProblem =
	| 'required'
	| 'name-unusable'
	| 'too-long'
	| 'name-taken'
	| 'folder-unknown'
	| 'folder-not-empty'
	| 'folder-client-uploads'
	| 'folder-into-itself'
	| 'too-many';

/** What has to be stored for steps to be done (only what differs), or the first step that can't be (its place) and why. */
export type FolderOpsResult =
	| { ok: true; changes: Map<FolderId, StoredFolder> }
	| { ok: false; at: number; problem: FolderProblem };

/**
 * Does steps on a tree as it is shown: what rules repaired is stored as shown, and predefined folders that stood in become folders of its own.
 */
export function applyFolderOps(stored: ReadonlyMap<FolderId, StoredFolder>, ops: readonly FolderOp[], language: Locale): FolderOpsResult {
	const folders = shownFolders(stored, language);
	for (const [at, op] of ops.entries()) {
		const problem = apply(folders, op, language);
		if (problem !== null) return { ok: false, at, problem };
	}
	return { ok: true, changes: differing(stored, folders) };
}

/**
 * Makes a folder what it was: in the tree again, under the name and in the place that it had, as long as both are free. A folder that was the
 * clients' is that again; what is the clients' now stays so.
 */
export function putFolderBack(
	stored: ReadonlyMap<FolderId, StoredFolder>,
	id: FolderId,
	was: StoredFolder,
	language: Locale,
): { ok: true; changes: Map<FolderId, StoredFolder> } | { ok: false; problem: FolderProblem } {
	if (was.removed) {
		const removed = applyFolderOps(stored, [{ op: 'remove', id }], language);
		return removed.ok ? removed : { ok: false, problem: removed.problem };
	}
	const folders = shownFolders(stored, language);
	const now = folders.get(id);
	const problem =
		placeProblem(folders, id, was.parent, language) ??
		(now?.removed === false ? null : spaceProblem(folders)) ??
		nameProblem(folders, id, was.name, was.parent);
	if (problem !== null) return { ok: false, problem };
	folders.set(id, { ...was, clientUploads: now?.removed === false && now.clientUploads });
	if (was.clientUploads) apply(folders, { op: 'clientUploads', id }, language);
	return { ok: true, changes: differing(stored, folders) };
}

/**
 * What applying a template adds to an account's tree: only what is missing, told by the template folder's id or by its name in the same place.
 * The template's folder for clients is the account's, where that is another one.
 */
export function missingFolders(
	stored: ReadonlyMap<FolderId, StoredFolder>,
	template: readonly Folder[],
	language: Locale,
): { added: FolderId[]; changes: Map<FolderId, StoredFolder> } {
	const folders = shownFolders(stored, language);
	const added: FolderId[] = [];
	const here = new Map<FolderId, FolderId>();
	for (const folder of template) {
		const parent = folder.parent === null ? null : (here.get(folder.parent) ?? null);
		const known = folders.get(folder.id);
		const same =
			known !== undefined && !known.removed
				? folder.id
				: find(folders, (other) => folder.clientUploads && other.clientUploads) ??
					find(folders, (other) => other.parent === parent && caseKey(other.name) === caseKey(folder.name));
		here.set(folder.id, same ?? folder.id);
		if (same !== undefined) continue;
		folders.set(folder.id, newFolder(folders, folder.name, parent));
		added.push(folder.id);
	}
	return { added, changes: differing(stored, folders) };
}

/** A template's folders as an account begins with them. */
export function templateRegisters(template: readonly Folder[]): Map<FolderId, StoredFolder> {
	return new Map(
		template.map(({ id, name, parent, order, clientUploads }) => [id, { name, parent, order, clientUploads, removed: false }]),
	);
}

/** Every folder as the tree shows it, and the removed ones. */
function shownFolders(stored: ReadonlyMap<FolderId, StoredFolder>, language: Locale): Map<FolderId, StoredFolder> {
	const shown = flattenTree(buildTree(stored, language).tree);
	const removed = [...stored].map(([id, folder]) => [id, { ...folder, removed: true }] as const);
	return new Map([...removed, ...templateRegisters(shown)]);
}

function apply(folders: Map<FolderId, StoredFolder>, op: FolderOp, language: Locale): FolderProblem | null {
	const live = (id: FolderId | null) => id === null || folders.get(id)?.removed === false;
	if (op.op === 'add') {
		if (!live(op.parent)) return 'folder-unknown';
		const problem = spaceProblem(folders) ?? nameProblem(folders, op.id, op.name, op.parent);
		if (problem === null) folders.set(op.id, newFolder(folders, tidyLine(op.name), op.parent));
		return problem;
	}
	const folder = folders.get(op.id);
	if (folder === undefined || folder.removed) return 'folder-unknown';
	switch (op.op) {
		case 'rename': {
			const problem = nameProblem(folders, op.id, op.name, folder.parent);
			if (problem === null) folders.set(op.id, { ...folder, name: tidyLine(op.name) });
			return problem;
		}
		case 'move':
			return move(folders, op, folder, language);
		case 'remove':
			if (folder.clientUploads) return 'folder-client-uploads';
			if (find(folders, (other) => other.parent === op.id) !== undefined) return 'folder-not-empty';
			folders.set(op.id, { ...folder, removed: true });
			return null;
		case 'clientUploads':
			for (const [id, other] of folders) {
				if (!other.removed) folders.set(id, { ...other, clientUploads: id === op.id });
			}
			return null;
	}
}

function move(
	folders: Map<FolderId, StoredFolder>,
	{ id, parent, before }: Extract<FolderOp, { op: 'move' }>,
	folder: StoredFolder,
	language: Locale,
): FolderProblem | null {
	const problem = placeProblem(folders, id, parent, language) ?? nameProblem(folders, id, folder.name, parent);
	if (problem !== null) return problem;
	const siblings = siblingsIn(folders, parent).filter(([other]) => other !== id);
	const place = before === null ? siblings.length : siblings.findIndex(([other]) => other === before);
	if (place < 0) return 'folder-unknown';
	const least = siblings[place - 1]?.[1].order;
	const most = siblings[place]?.[1].order;
	const order = least === undefined ? (most ?? 1) - 1 : most === undefined ? least + 1 : (least + most) / 2;
	folders.set(id, { ...folder, parent, order });
	// Halved so often that no number is left between the two: all of them are numbered anew.
	if (order === least || order === most) {
		const moved = [...siblings.slice(0, place), [id, folder] as const, ...siblings.slice(place)];
		for (const [at, [other, known]] of moved.entries()) folders.set(other, { ...known, parent, order: at });
	}
	return null;
}

function spaceProblem(folders: ReadonlyMap<FolderId, StoredFolder>): FolderProblem | null {
	return [...folders.values()].filter((folder) => !folder.removed).length >= MAX_FOLDERS ? 'too-many' : null;
}

function placeProblem(
	folders: ReadonlyMap<FolderId, StoredFolder>,
	id: FolderId,
	parent: FolderId | null,
	language: Locale,
): FolderProblem | null {
	if (parent === null) return null;
	if (folders.get(parent)?.removed !== false) return 'folder-unknown';
	const own = findFolder(buildTree(folders, language).tree, id);
	return own !== null && findFolder({ roots: [own] }, parent) !== null ? 'folder-into-itself' : null;
}

function nameProblem(folders: ReadonlyMap<FolderId, StoredFolder>, id: FolderId, raw: string, parent: FolderId | null): FolderProblem | null {
	const name = tidyLine(raw);
	if (name === '') return 'required';
	if (name.length > MAX_NAME) return 'too-long';
	if (checkName(name) !== null) return 'name-unusable';
	const taken = siblingsIn(folders, parent).some(([other, folder]) => other !== id && caseKey(folder.name) === caseKey(name));
	return taken ? 'name-taken' : null;
}

function newFolder(folders: ReadonlyMap<FolderId, StoredFolder>, name: string, parent: FolderId | null): StoredFolder {
	const last = siblingsIn(folders, parent).at(-1);
	return { name, parent, order: last === undefined ? 0 : last[1].order + 1, clientUploads: false, removed: false };
}

function siblingsIn(folders: ReadonlyMap<FolderId, StoredFolder>, parent: FolderId | null): [FolderId, StoredFolder][] {
	return [...folders]
		.filter(([, folder]) => !folder.removed && folder.parent === parent)
		.sort(([a, left], [b, right]) => left.order - right.order || (a < b ? -1 : 1));
}

function find(folders: ReadonlyMap<FolderId, StoredFolder>, fits: (folder: StoredFolder) => boolean): FolderId | undefined {
	for (const [id, folder] of folders) if (!folder.removed && fits(folder)) return id;
	return undefined;
}

function differing(stored: ReadonlyMap<FolderId, StoredFolder>, folders: ReadonlyMap<FolderId, StoredFolder>): Map<FolderId, StoredFolder> {
	return new Map([...folders].filter(([id, folder]) => !isSame(stored.get(id), folder)));
}

function isSame(a: StoredFolder | undefined, b: StoredFolder): boolean {
	if (a === undefined) return false;
	if (a.removed && b.removed) return true;
	return (
		a.name === b.name && a.parent === b.parent && a.order === b.order && a.clientUploads === b.clientUploads && a.removed === b.removed
	);
}
