import { parseFolderField, storedFolder, type StoredFolder } from '../domain/folder.ts';
import type { FolderId } from '../domain/ids.ts';
import type { FieldState } from './registers.ts';

/** The folders that an account's document holds. */
export function readFolders(fields: ReadonlyMap<string, FieldState>): Map<FolderId, StoredFolder> {
	const folders = new Map<FolderId, StoredFolder>();
	for (const [field, { winner }] of fields) {
		const id = parseFolderField(field);
		const folder = id === null ? null : storedFolder.safeParse(winner.value);
		if (id !== null && folder?.success) folders.set(id, folder.data);
	}
	return folders;
}
