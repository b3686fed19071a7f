import { documentKind } from '../domain/document-name.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import { readAccount, readContact } from '../documents/record-reading.ts';
import { readRegisters } from '../documents/registers.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { OpenDocument } from '../storage/open-documents.ts';
import { firmRows } from './firm-rows.ts';
import { foldEvents, projectAccess } from './invitations.ts';
import { linksOf, Pass } from './pass.ts';
import { accountRow, contactRow, withContacts } from './record-rows.ts';

/**
 * Makes the rows of changed accounts and contacts, and of what they show elsewhere: accounts named after a contact or reached at an address of
 * theirs, contacts' lists of accounts, IDs that several accounts claim, counters, the search pack; and the rows of the firm's two documents.
 * What events say of invitations goes into rows of their own, and into those of the accounts that they are about.
 */
export async function projectBook(tx: BookTransaction, changed: readonly OpenDocument[], events: readonly Event[] = []): Promise<void> {
	const firm = firmRows(changed);
	if (firm.length > 0) await tx.firm.putMany(firm);
	const pass = new Pass(tx);
	const accounts: { id: AccountId; open: OpenDocument }[] = [];
	const contacts: { id: ContactId; open: OpenDocument }[] = [];
	for (const open of changed) {
		const kind = documentKind(open.name);
		if (kind.kind === 'account') accounts.push({ id: kind.id, open });
		if (kind.kind === 'contact') contacts.push({ id: kind.id, open });
	}
	await pass.load(
		accounts.map(({ id }) => id),
		contacts.map(({ id }) => id),
	);
	for (const { id, open } of contacts) pass.setContact(contactRow(id, readContact(readRegisters(open.doc)), pass.contact(id)));
	const before = new Map(accounts.map(({ id }) => [id, pass.account(id)]));
	for (const { id, open } of accounts) pass.setAccount(accountRow(id, readAccount(readRegisters(open.doc)), before.get(id)));
	const touched = accounts.flatMap(({ id }) => [...(before.get(id)?.contactIds ?? []), ...(pass.account(id)?.contactIds ?? [])]);
	await pass.load([], [...new Set(touched)]);
	for (const { id } of accounts) {
		const [old, row] = [before.get(id), pass.account(id)];
		if (row !== undefined) pass.relink(id, old === undefined ? [] : linksOf(old), linksOf(row));
	}
	const shown = pass.shownElsewhere();
	await Promise.all([pass.loadLinking(shown), pass.loadClaims()]);
	for (const row of pass.accountsShowing(shown)) pass.setAccount(withContacts(row, (id) => pass.contact(id)));
	const told = await foldEvents(tx, events);
	if (told.size > 0) await pass.load([...told], []);
	await projectAccess(tx, pass, told);
	pass.shareCodes();
	await pass.save();
}
