import { buildTree, flattenTree } from '../../src/lib/domain/folder-tree.ts';
import { Vocabulary } from '../../src/lib/domain/vocabulary.ts';
import { readFolders } from '../../src/lib/documents/folder-reading.ts';
import { readStoredRegisters } from '../../src/lib/documents/registers.ts';
import type { AccountRow, DocumentRow, FirmRow } from '../../src/lib/storage/rows.ts';
import type { Auditor } from './auditor.ts';
import type { Device } from './device.ts';

/** Oracle 3: rules that parted devices may have broken together hold on every device, by what its rows say. */
export function checkRules(auditor: Auditor, device: Device): void {
	const accounts = device.disk.rows<AccountRow>('accounts').filter((row) => row.codeClaim !== '');
	const codes = new Map<string, string>();
	for (const { id, code, contactIds } of accounts) {
		const other = codes.get(code);
		if (other !== undefined) auditor.complain(`${device.name} shows the ID ${code} for ${other} and ${id}`);
		codes.set(code, id);
		if (contactIds.length === 0) auditor.complain(`${device.name} shows account ${id} without a contact`);
	}
	for (const row of device.disk.rows<DocumentRow>('documents')) if (row.name.startsWith('account:')) checkFolders(auditor, device, row);
	for (const row of device.disk.rows<FirmRow>('firm')) if (row.key === 'vocabulary') checkTags(auditor, device, row);
}

function checkFolders(auditor: Auditor, device: Device, row: DocumentRow): void {
	const stored = readFolders(readStoredRegisters(row.state));
	const folders = flattenTree(buildTree(stored, 'fr').tree);
	const what = `${device.name}'s folders of ${row.name}`;
	const ids = new Set(folders.map(({ id }) => id));
	if (ids.size !== folders.length) auditor.complain(`${what} show one twice`);
	if (folders.filter((folder) => folder.clientUploads).length !== 1) auditor.complain(`${what} do not have one for the client`);
	for (const [id, folder] of stored) if (!folder.removed && !ids.has(id)) auditor.complain(`${what} lack ${id}`);
}

function checkTags(auditor: Auditor, device: Device, { tags, filters }: Extract<FirmRow, { key: 'vocabulary' }>): void {
	const vocabulary = new Vocabulary(tags, filters);
	for (const { id } of tags) {
		const means = vocabulary.resolve(id);
		if (means !== null && vocabulary.resolve(means.id)?.id !== means.id) auditor.complain(`${device.name}'s tag ${id} means one that means another`);
	}
}
