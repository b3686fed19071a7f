import { accountDocument, contactDocument, documentKind, parseDocumentName, type DocumentName } from '../domain/document-name.ts';
import type { AccountId, ContactId, InvitationId } from '../domain/ids.ts';
import type { ErasedName } from '../protocol/events/erased-with.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { InboxRow } from '../storage/client-rows.ts';
import { removeFromRests } from './erased-rests.ts';
import { tellContacts } from './invitations.ts';
import type { Pass } from './pass.ts';

const PAGE = 1_000;

/**
 * Takes the rows of erased records out of everything that screens read; their documents are gone already.
 * @returns the documents of others that showed something of them: whoever was merged with one, accounts that link a contact
 */
export async function removeErased(tx: BookTransaction, pass: Pass, erased: readonly ErasedName[]): Promise<DocumentName[]> {
	const accounts: AccountId[] = [];
	const contacts: ContactId[] = [];
	const requests: InvitationId[] = [];
	for (const name of erased) {
		const document = parseDocumentName(name);
		const kind = document === null ? null : documentKind(document);
		if (kind?.kind === 'account') accounts.push(kind.id);
		else if (kind?.kind === 'contact') contacts.push(kind.id);
		else requests.push(name as InvitationId);
	}
	await pass.load(accounts, contacts);
	const others = new Set<DocumentName>();
	const rows = accounts.flatMap((id) => pass.account(id) ?? []);
	for (const row of rows) for (const id of [row.mergedInto ?? [], row.merged ?? []].flat()) others.add(accountDocument(id));
	for (const row of contacts.flatMap((id) => pass.contact(id) ?? []))
		for (const id of [row.mergedInto ?? [], row.merged ?? []].flat()) others.add(contactDocument(id));
	if (contacts.length > 0) for (const { id } of await tx.accounts.linking(contacts)) others.add(accountDocument(id));
	await removeFromRests(tx, rows, contacts.flatMap((id) => pass.contact(id) ?? []));
	await pass.load([], rows.flatMap(({ contactIds }) => contactIds));
	await pass.remove(accounts, contacts);
	const asked = contacts.length === 0 ? [] : await tx.invitations.ofContacts(contacts);
	const access = accounts.length === 0 ? [] : await tx.access.ofAccounts(accounts);
	const told = await inboxOf(tx, new Set<string>([...accounts, ...contacts, ...requests]));
	await Promise.all([
		...[...requests, ...asked.map(({ request }) => request)].map((id) => tx.invitations.delete(id)),
		...access.map(({ id }) => tx.access.delete(id)),
		...contacts.map((id) => tx.signIns.delete(id)),
		...told.map((id) => tx.inbox.delete(id)),
	]);
	await tellContacts(tx, pass, [...new Set(access.map(({ contact }) => contact))]);
	const gone = new Set<string>(erased);
	return [...others].filter((name) => !gone.has(name));
}

/** What staff are told of any of these. */
async function inboxOf(tx: BookTransaction, ids: ReadonlySet<string>): Promise<InboxRow['id'][]> {
	const found: InboxRow['id'][] = [];
	for (let after = ''; ; ) {
		const rows = await tx.inbox.page(after, PAGE);
		for (const { id, account, contact, request } of rows)
			if ([account, contact, request].some((about) => about !== null && ids.has(about))) found.push(id);
		if (rows.length < PAGE) return found;
		after = rows.at(-1)?.id ?? '';
	}
}

/** Which of these contacts were erased: links to them mean nobody. */
export async function erasedContacts(tx: BookTransaction, ids: readonly ContactId[]): Promise<ReadonlySet<ContactId>> {
	if (ids.length === 0) return new Set();
	const rows = await tx.erased.getMany(ids.map(contactDocument));
	return new Set(ids.filter((_, i) => rows[i]?.state === 'erased'));
}
