import { contactDocument } from '../../src/lib/domain/document-name.ts';
import { buildTree, flattenTree } from '../../src/lib/domain/folder-tree.ts';
import { Vocabulary } from '../../src/lib/domain/vocabulary.ts';
import { parseTagField } from '../../src/lib/domain/tag.ts';
import { readFolders } from '../../src/lib/documents/folder-reading.ts';
import { namedContacts } from '../../src/lib/documents/record-reading.ts';
import { readStoredRegisters } from '../../src/lib/documents/registers.ts';
import type { AccountRow, ContactRow, DocumentRow, FirmRow } from '../../src/lib/storage/rows.ts';
import type { Auditor } from './auditor.ts';
import type { Device } from './device.ts';

/** Oracle 3: rules that parted devices may have broken together hold on every device, by what its rows say. */
export function checkRules(auditor: Auditor, device: Device): void {
	const accounts = device.disk.rows<AccountRow>('accounts').filter((row) => row.codeClaim !== '');
	const codes = new Map<string, string>();
	for (const { id, code, contactIds, mergedInto } of accounts) {
		const other = codes.get(code);
		if (other !== undefined) auditor.complain(`${device.name} shows the ID ${code} for ${other} and ${id}`);
		codes.set(code, id);
		// Whose only contacts were erased has none.
		if (contactIds.length === 0 && mergedInto === undefined && !linkedErased(auditor, device, id)) auditor.complain(`${device.name} shows account ${id} without a contact`);
	}
	const contacts = new Map(device.disk.rows<ContactRow>('contacts').map((row) => [row.id, row]));
	for (const { id, contactIds } of accounts) {
		const merged = contactIds.find((contact) => contacts.get(contact)?.mergedInto !== undefined);
		if (merged !== undefined) auditor.complain(`${device.name} shows account ${id} with contact ${merged}, who was merged`);
		if (new Set(contactIds).size !== contactIds.length) auditor.complain(`${device.name} shows account ${id} with a contact twice`);
	}
	for (const row of device.disk.rows<DocumentRow>('documents')) if (row.name.startsWith('account:')) checkFolders(auditor, device, row);
	checkMerges(auditor, device, 'account', device.disk.rows<AccountRow>('accounts'));
	checkMerges(auditor, device, 'contact', device.disk.rows<ContactRow>('contacts'));
	for (const row of device.disk.rows<FirmRow>('firm')) if (row.key === 'vocabulary') checkTags(auditor, device, row);
}

/** Whether an account, or one that is one with it, speaks of a contact who was erased. */
function linkedErased(auditor: Auditor, device: Device, id: string): boolean {
	const ids = [id, ...(device.disk.rows<AccountRow>('accounts').find((row) => row.id === id)?.merged ?? [])];
	const rows = device.disk.rows<DocumentRow>('documents').filter(({ name }) => ids.some((own) => name === `account:${own}`));
	return rows.flatMap(({ state }) => namedContacts(readStoredRegisters(state))).some((contact) => auditor.erased.has(contactDocument(contact)));
}

/** Of merged records the lowest id stands, one step away, and is there as long as one of them was not deleted; nothing that one says is lost. */
function checkMerges(auditor: Auditor, device: Device, kind: 'account' | 'contact', rows: readonly (AccountRow | ContactRow)[]): void {
	const known = new Map<string, AccountRow | ContactRow>(rows.map((row) => [row.id, row]));
	const stored = new Map(device.disk.rows<DocumentRow>('documents').map((row) => [row.name as string, row]));
	const fieldsOf = (id: string) => readStoredRegisters(stored.get(`${kind}:${id}`)?.state ?? new Uint8Array([0, 0]));
	for (const row of rows) {
		const what = `${device.name}'s ${kind} ${row.id}`;
		const merged: readonly string[] = row.merged ?? [];
		for (const id of merged) {
			if (id < row.id) auditor.complain(`${what} stands for ${id}, which is lower`);
			if (known.get(id)?.mergedInto !== row.id) auditor.complain(`${what} stands for ${id}, which says otherwise`);
		}
		if (row.mergedInto !== undefined) {
			const standing = known.get(row.mergedInto);
			if (standing === undefined || standing.mergedInto !== undefined) auditor.complain(`${what} leads to ${row.mergedInto}, which does not stand`);
			if (!standing?.merged?.some((id) => id === row.id)) auditor.complain(`${what} leads to ${row.mergedInto}, which does not know it`);
			continue;
		}
		if (merged.length === 0) continue;
		const all = (field: string) => [row.id, ...merged].every((id) => fieldsOf(id).get(field)?.winner.value === true);
		const status = all('deleted') ? 'deleted' : all('archived') ? 'archived' : 'active';
		if (status !== row.status) auditor.complain(`${what} is ${row.status}, its documents are ${status}`);
		if ('links' in row) checkFormerCodes(auditor, what, row, known);
		for (const id of merged) {
			for (const [field, { winner }] of fieldsOf(id)) {
				const tag = parseTagField(field);
				// Taken off one of them by hand, or by taking back that it was put on, it is off.
				const off = () => [row.id, ...merged].some((other) => fieldsOf(other).has(field) && fieldsOf(other).get(field)?.winner.value !== true);
				const lost = tag !== null && winner.value === true && !row.tags.includes(tag) && !fieldsOf(row.id).has(field) && !off();
				if (lost) auditor.complain(`${what} lost the tag ${tag} of ${id}`);
			}
		}
	}
}

/** Each ID of an account that was merged finds the one that stands. */
function checkFormerCodes(auditor: Auditor, what: string, row: AccountRow, known: ReadonlyMap<string, AccountRow | ContactRow>): void {
	for (const id of row.merged ?? []) {
		const other = known.get(id);
		const claim = other !== undefined && 'codeClaim' in other ? other.codeClaim : '';
		if (claim !== '' && claim !== row.codeClaim && !row.formerCodes?.includes(claim)) auditor.complain(`${what} is not found by ${claim}`);
	}
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
