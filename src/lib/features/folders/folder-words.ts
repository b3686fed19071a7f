import type { FolderTree } from '$lib/domain/folder.ts';
import type { FolderOp } from '$lib/domain/folder-ops.ts';
import type { FolderRepair } from '$lib/domain/folder-tree.ts';
import { faultWords } from '$lib/features/create-account/fault-words.ts';
import * as m from '$messages';
import type { FolderFault } from './folder-tree-state.svelte.ts';
import { placeOf } from './tree-moves.ts';

/** What is wrong with a folder's name and how to repair it. */
export function folderFaultWords(fault: FolderFault): string {
	if (fault.kind === 'empty') return m.folders_name_needed();
	if (fault.kind === 'taken') return m.folders_name_taken();
	return faultWords({ kind: 'name', problem: fault.problem }) ?? '';
}

/** What changes of a tree came to, as a sentence. `before`: the tree as it was. */
export function folderChangeWords([first]: readonly FolderOp[], before: FolderTree): string {
	if (first === undefined) return '';
	if (first.op === 'add') return m.folders_added({ name: first.name });
	const name = placeOf(before.roots, first.id)?.node.name ?? '';
	switch (first.op) {
		case 'rename':
			return m.folders_renamed({ name: first.name });
		case 'move':
			return m.folders_moved({ name });
		case 'remove':
			return m.folders_removed({ name });
		case 'clientUploads':
			return m.folders_uploads_moved({ name });
	}
}

/** What a rule did where parted devices broke a tree together. */
export function folderRepairWords(repair: FolderRepair, tree: FolderTree): string {
	const name = placeOf(tree.roots, repair.folder)?.node.name ?? '';
	switch (repair.kind) {
		case 'folder-cycle':
			return m.folders_repair_cycle({ name });
		case 'folder-kept':
			return m.folders_repair_kept({ name });
		case 'folder-orphan':
			return m.folders_repair_orphan({ name });
		case 'client-uploads':
			return m.folders_repair_uploads({ name });
		case 'folder-renamed':
			return m.folders_repair_renamed({ name });
	}
}
