import { accountDocument, documentKind, recordId, type DocumentName } from '../domain/document-name.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import type { Fields } from '../documents/merged-reading.ts';
import { readRegisters, readStoredRegisters } from '../documents/registers.ts';
import type { ErasedName } from '../protocol/events/erased-with.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { OpenDocument } from '../storage/open-documents.ts';
import { projectConflicts } from './conflicts.ts';
import { removeErased } from './erased-rows.ts';
import { firmRows } from './firm-rows.ts';
import { foldImports } from './imports.ts';
import { foldEvents, projectAccess } from './invitations.ts';
import { setAccounts, setContacts } from './merged-records.ts';
import { Pass } from './pass.ts';
import { withContacts } from './record-rows.ts';

/**
 * Makes the rows of changed accounts and contacts, and of what they show elsewhere: accounts named after a contact or reached at an address of
 * theirs, contacts' lists of accounts, IDs that several accounts claim, counters, the search pack; and the rows of the firm's two documents.
 * What events say of invitations goes into rows of their own, and into those of the accounts that they are about. What was erased goes out of all
 * of that.
 */
export async function projectBook(
	tx: BookTransaction,
	changed: readonly OpenDocument[],
	events: readonly Event[] = [],
	erased: readonly ErasedName[] = [],
): Promise<void> {
	const firm = firmRows(changed);
	if (firm.length > 0) await tx.firm.putMany(firm);
	const pass = new Pass(tx);
	const accounts = new Map<DocumentName, Fields>();
	const contacts = new Map<DocumentName, Fields>();
	for (const { name, doc } of changed) {
		const { kind } = documentKind(name);
		if (kind === 'account') accounts.set(name, readRegisters(doc));
		if (kind === 'contact') contacts.set(name, readRegisters(doc));
	}
	const showed = erased.length === 0 ? [] : await removeErased(tx, pass, erased);
	for (const row of showed.length === 0 ? [] : await tx.documents.getMany(showed)) {
		if (row === undefined || accounts.has(row.name) || contacts.has(row.name)) continue;
		const { kind } = documentKind(row.name);
		(kind === 'account' ? accounts : contacts).set(row.name, readStoredRegisters(row.state));
	}
	await pass.load([...accounts.keys()].map((name) => recordId(name) as AccountId), [...contacts.keys()].map((name) => recordId(name) as ContactId));
	const relinked = (contacts.size === 0 ? [] : await setContacts(tx, pass, contacts)).map(accountDocument).filter((name) => !accounts.has(name));
	const stored = relinked.length === 0 ? [] : await tx.documents.getMany(relinked);
	for (const row of stored) if (row !== undefined) accounts.set(row.name, readStoredRegisters(row.state));
	if (accounts.size > 0) await setAccounts(tx, pass, accounts);
	const shown = pass.shownElsewhere();
	await Promise.all([pass.loadLinking(shown), pass.loadClaims()]);
	for (const row of pass.accountsShowing(shown)) pass.setAccount(withContacts(row, (id) => pass.contact(id)));
	await foldImports(tx, events);
	const told = await foldEvents(tx, events);
	await projectAccess(tx, pass, await toldAccounts(pass, told));
	pass.shareCodes();
	await projectConflicts(tx, pass);
	await pass.save();
}

/** The accounts in use that events are about: those that they name, and those that let the contacts in whom they name. */
async function toldAccounts(pass: Pass, { accounts, contacts }: Awaited<ReturnType<typeof foldEvents>>): Promise<ReadonlySet<AccountId>> {
	await pass.loadPeople([...contacts]);
	const people = [...contacts].flatMap((id) => pass.contact(pass.contact(id)?.mergedInto ?? id) ?? []);
	const told = [...accounts, ...people.flatMap(({ logins }) => logins)];
	return told.length === 0 ? accounts : pass.standing(told);
}
