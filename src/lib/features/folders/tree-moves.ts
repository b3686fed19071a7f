import type { FolderId } from '$lib/domain/ids.ts';
import type { Folder, FolderNode } from '$lib/domain/folder.ts';

/** One line of a tree as it stands on screen. */
export interface TreeRow {
	node: FolderNode;
	parent: FolderNode | null;
	/** From 1. */
	level: number;
	/** Among its siblings, from 1. */
	position: number;
	siblings: number;
	/** Whether what is in it is shown; null: nothing is in it. */
	open: boolean | null;
}

/** A folder and where it stands. */
export interface FolderPlace {
	node: FolderNode;
	parent: FolderNode | null;
	siblings: readonly FolderNode[];
	index: number;
}

/** A folder's new place: below `parent` (null: at the top), before a sibling (null: last). */
export interface FolderMove {
	op: 'move';
	id: FolderId;
	parent: FolderId | null;
	before: FolderId | null;
}

/** One place up or down among its siblings, into the folder above, or out beside its parent. */
export type MoveStep = 'up' | 'down' | 'in' | 'out';

/** Where something is dropped, seen from a row. */
export type DropPlace = 'before' | 'after' | 'into';

/** The rows that are shown, from the top. */
export function visibleRows(
	folders: readonly FolderNode[],
	isOpen: (id: FolderId) => boolean,
	parent: FolderNode | null = null,
	level = 1,
): TreeRow[] {
	return folders.flatMap((node, index) => {
		const open = node.children.length === 0 ? null : isOpen(node.id);
		const row: TreeRow = { node, parent, level, position: index + 1, siblings: folders.length, open };
		return open === true ? [row, ...visibleRows(node.children, isOpen, node, level + 1)] : [row];
	});
}

/** Finds a folder; null: it is not in the tree. */
export function placeOf(
	folders: readonly FolderNode[],
	id: FolderId,
	parent: FolderNode | null = null,
): FolderPlace | null {
	for (const [index, node] of folders.entries()) {
		if (node.id === id) return { node, parent, siblings: folders, index };
		const below = placeOf(node.children, id, node);
		if (below !== null) return below;
	}
	return null;
}

/** Whether a folder is this one, or somewhere in it. */
export function holdsFolder(node: FolderNode, id: FolderId): boolean {
	return node.id === id || node.children.some((child) => holdsFolder(child, id));
}

/** How many folders there are, all levels counted. */
export function countFolders(folders: readonly FolderNode[]): number {
	return folders.reduce((sum, { children }) => sum + 1 + countFolders(children), 0);
}

/** The move that one step comes to; null where there is nowhere to go. */
export function stepMove(folders: readonly FolderNode[], id: FolderId, step: MoveStep): FolderMove | null {
	const place = placeOf(folders, id);
	if (place === null) return null;
	const { parent, siblings, index } = place;
	const above = siblings[index - 1];
	const move = (to: FolderId | null, before: FolderId | null): FolderMove => ({ op: 'move', id, parent: to, before });
	if (step === 'up') return above === undefined ? null : move(parent?.id ?? null, above.id);
	if (step === 'down') {
		return index + 1 >= siblings.length ? null : move(parent?.id ?? null, siblings[index + 2]?.id ?? null);
	}
	if (step === 'in') return above === undefined ? null : move(above.id, null);
	if (parent === null) return null;
	const outside = placeOf(folders, parent.id);
	if (outside === null) return null;
	return move(outside.parent?.id ?? null, outside.siblings[outside.index + 1]?.id ?? null);
}

/**
 * The move that dropping a folder on a row comes to; null where it can't go (into itself) or already stands.
 * After an open folder means first in it, as the eye sees it.
 */
export function dropMove(
	folders: readonly FolderNode[],
	id: FolderId,
	target: FolderId,
	place: DropPlace,
	isOpen: (id: FolderId) => boolean,
): FolderMove | null {
	const moved = placeOf(folders, id);
	const onto = placeOf(folders, target);
	if (moved === null || onto === null || holdsFolder(moved.node, target)) return null;
	const first = onto.node.children[0];
	if (place === 'into') {
		const last = onto.node.children.at(-1);
		return last?.id === id ? null : { op: 'move', id, parent: target, before: null };
	}
	if (place === 'after' && first !== undefined && isOpen(target)) {
		return first.id === id ? null : { op: 'move', id, parent: target, before: first.id };
	}
	const at = place === 'before' ? onto.index : onto.index + 1;
	const next = onto.siblings[at];
	const stands = moved.siblings === onto.siblings && (moved.index === at || moved.index === at - 1);
	return stands ? null : { op: 'move', id, parent: onto.parent?.id ?? null, before: next?.id ?? null };
}

/** The nearest row whose name begins with what was typed (folded), after the given one and around; null: none. */
export function typedRow(
	rows: readonly TreeRow[],
	from: FolderId | null,
	begins: (name: string) => boolean,
	includeFrom: boolean,
): TreeRow | null {
	const start = rows.findIndex(({ node }) => node.id === from);
	const offset = start < 0 ? 0 : includeFrom ? start : start + 1;
	for (let step = 0; step < rows.length; step++) {
		const row = rows[(offset + step) % rows.length];
		if (row !== undefined && begins(row.node.name)) return row;
	}
	return null;
}

/** A line of the tree on screen: a folder's, or the one where a new folder is being named. */
export interface TreeLine {
	row: TreeRow | null;
	level: number;
}

/** The rows with a line for a folder that is being named, where it will be. */
export function linesWithNew(
	rows: readonly TreeRow[],
	edit: { id: FolderId | null; parent: FolderId | null; before: FolderId | null } | null,
): TreeLine[] {
	const lines: TreeLine[] = rows.map((row) => ({ row, level: row.level }));
	if (edit === null || edit.id !== null) return lines;
	const parentAt = rows.findIndex(({ node }) => node.id === edit.parent);
	const parentLevel = rows[parentAt]?.level ?? 0;
	const next = rows.findIndex(({ node }) => node.id === edit.before);
	let at = next;
	if (at < 0) {
		const after = rows.findIndex(({ level }, index) => index > parentAt && level <= parentLevel);
		at = after < 0 ? rows.length : after;
	}
	lines.splice(at, 0, { row: null, level: parentLevel + 1 });
	return lines;
}

/** The tree of folders that are given one behind the other, in the order of the tree. */
export function nestFolders(folders: readonly Folder[]): FolderNode[] {
	const nodes = new Map(folders.map((folder): [FolderId, FolderNode] => [folder.id, { ...folder, children: [] }]));
	const roots: FolderNode[] = [];
	for (const node of nodes.values()) {
		const parent = node.parent === null ? undefined : nodes.get(node.parent);
		(parent?.children ?? roots).push(node);
	}
	return roots;
}
