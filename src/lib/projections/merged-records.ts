import { accountDocument, contactDocument, recordId, type DocumentName } from '../domain/document-name.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import { followMerges, hasMergeMarks, readMerged, type Fields } from '../documents/merged-reading.ts';
import { namedContacts, readAccount, readContact } from '../documents/record-reading.ts';
import { readStoredRegisters } from '../documents/registers.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import { erasedContacts } from './erased-rows.ts';
import type { Pass } from './pass.ts';
import { accountRow, contactRow, mergedAccount, mergedContact, standingAccount } from './record-rows.ts';

/**
 * Sets the rows of contacts whose documents changed, and of those who are, or were, one with them.
 * @returns accounts whose links mean somebody else since
 */
export async function setContacts(
	tx: BookTransaction,
	pass: Pass,
	changed: ReadonlyMap<DocumentName, Fields>,
): Promise<AccountId[]> {
	const idOf = (name: DocumentName) => recordId(name) as ContactId;
	const before = async (ids: readonly ContactId[]) => {
		await pass.load([], ids);
		return ids.flatMap((id) => pass.contact(id) ?? []);
	};
	const documents = await withMerged(tx, changed, before, idOf, contactDocument);
	const moved = new Set<ContactId>();
	for (const { members, fields } of readMerged(documents)) {
		const [root, ...others] = members.map(idOf);
		if (root === undefined) continue;
		const merged = others.length === 0 ? {} : { merged: others };
		for (const id of [root, ...others]) {
			const was = pass.contact(id)?.mergedInto ?? id;
			if (was !== root) moved.add(id).add(was).add(root);
		}
		pass.setContact({ ...contactRow(root, readContact(fields), pass.contact(root)), ...merged });
		for (const id of others) {
			const own = readContact(documents.get(contactDocument(id)) ?? new Map());
			pass.setContact(mergedContact(contactRow(id, own, pass.contact(id)), root));
		}
	}
	return moved.size === 0 ? [] : (await tx.accounts.linking([...moved])).map(({ id }) => id);
}

/** Sets the rows of accounts whose documents changed, and of those that are, or were, one with them. Contacts' rows are set before. */
export async function setAccounts(
	tx: BookTransaction,
	pass: Pass,
	changed: ReadonlyMap<DocumentName, Fields>,
): Promise<void> {
	const idOf = (name: DocumentName) => recordId(name) as AccountId;
	const before = async (ids: readonly AccountId[]) => {
		await pass.load(ids, []);
		return ids.flatMap((id) => pass.account(id) ?? []);
	};
	const documents = await withMerged(tx, changed, before, idOf, accountDocument);
	const old = new Map([...documents.keys()].map((name) => [idOf(name), pass.account(idOf(name))]));
	const named = [...documents.values()].flatMap(namedContacts);
	await pass.loadPeople([...named, ...[...old.values()].flatMap((row) => row?.contactIds ?? [])]);
	const nobody = await erasedContacts(tx, named.filter((id) => pass.contact(id) === undefined));
	const meaning = (id: ContactId) => (nobody.has(id) ? null : (pass.contact(id)?.mergedInto ?? id));
	for (const { members, fields } of readMerged(documents)) {
		const [root, ...others] = members.map(idOf);
		if (root === undefined) continue;
		const row = accountRow(root, readAccount(fields, meaning), old.get(root));
		const rows = others.map((id) => {
			const own = readAccount(documents.get(accountDocument(id)) ?? new Map(), meaning);
			return mergedAccount(accountRow(id, own, old.get(id)), root);
		});
		for (const merged of rows) pass.setAccount(merged);
		pass.setAccount(rows.length === 0 ? row : standingAccount(row, rows));
	}
	for (const [id, row] of old) {
		const now = pass.account(id);
		if (now !== undefined) pass.relink(id, row, now);
	}
}

/** The changed documents, with all that merges make, or made, one with them. */
async function withMerged<Id extends string>(
	tx: BookTransaction,
	changed: ReadonlyMap<DocumentName, Fields>,
	rowsOf: (ids: readonly Id[]) => Promise<readonly { id: Id; mergedInto?: Id; merged?: Id[] }[]>,
	idOf: (name: DocumentName) => Id,
	document: (id: Id) => DocumentName,
): Promise<ReadonlyMap<DocumentName, Fields>> {
	const rows = await rowsOf([...changed.keys()].map(idOf));
	const roots = await rowsOf(rows.flatMap(({ mergedInto }) => mergedInto ?? []));
	const former = [...rows, ...roots].flatMap(({ id, mergedInto, merged }) =>
		mergedInto === undefined && merged === undefined ? [] : [id, ...(merged ?? [])],
	);
	const marked = [...changed].some(([name, fields]) => hasMergeMarks(name, fields));
	if (former.length === 0 && !marked) return changed;
	const load = async (names: readonly DocumentName[]) => {
		const stored = await tx.documents.getMany(names);
		return new Map(
			stored.flatMap((row) => (row === undefined ? [] : [[row.name, readStoredRegisters(row.state)] as const])),
		);
	};
	const more = [...new Set(former.map(document))].filter((name) => !changed.has(name));
	const documents = await followMerges(new Map([...changed, ...(await load(more))]), load);
	await rowsOf([...documents.keys()].map(idOf));
	return documents;
}
