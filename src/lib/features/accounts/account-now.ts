import { parseCustomField } from '$lib/domain/custom-field.ts';
import type { FieldValue } from '$lib/domain/field-value.ts';
import { parseFolderField, type FolderTree } from '$lib/domain/folder.ts';
import { findFolder } from '$lib/domain/folder-tree.ts';
import type { FolderId } from '$lib/domain/ids.ts';
import { parseLinkField } from '$lib/domain/link.ts';
import { parseTagField } from '$lib/domain/tag.ts';
import type { RecordNow } from '$lib/features/activity/record-now.ts';
import type { AccountRow } from '$lib/queries/rows.ts';

/** An account as it is now, as far as older values can be written again. @param folders its tree */
export function accountNow(row: AccountRow, folders: FolderTree): RecordNow {
	const company = row.type === 'company';
	return {
		read: (field) => {
			switch (field) {
				case 'type':
					return { value: row.type };
				case 'name':
					return { value: row.typedName };
				case 'companyName':
					return company ? { value: row.companyName } : null;
				case 'companyAddress':
					return company ? { value: { ...row.companyAddress } } : null;
				case 'siren':
					return company ? { value: row.siren } : null;
			}
			const folder = parseFolderField(field);
			if (folder !== null) return { value: storedIn(folders, folder) };
			const tag = parseTagField(field);
			if (tag !== null) return { value: row.tags.includes(tag) };
			const custom = parseCustomField(field);
			if (custom !== null) return { value: row.custom[custom] };
			const named = parseLinkField(field);
			const link = row.links.find(({ contact }) => contact === named?.contact);
			if (named === null || link === undefined || named.part === 'present' || named.part === 'linkedAt') return null;
			return { value: link[named.part] };
		},
	};
}

function storedIn(tree: FolderTree, id: FolderId): FieldValue | undefined {
	const found = findFolder(tree, id);
	if (found === null) return undefined;
	const { name, parent, order, clientUploads } = found;
	return { name, parent, order, clientUploads, removed: false };
}
