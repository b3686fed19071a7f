import { documentKind, type DocumentName } from '../domain/document-name.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { SearchChunk } from '../storage/rows.ts';

/** Reads together what changing these records, and making rows of them, will ask for one after another: the transaction keeps it at hand. */
export async function readAhead(tx: BookTransaction, documents: readonly DocumentName[]): Promise<void> {
	const accounts: AccountId[] = [];
	const contacts: ContactId[] = [];
	for (const kind of documents.map(documentKind)) {
		if (kind.kind === 'account') accounts.push(kind.id);
		if (kind.kind === 'contact') contacts.push(kind.id);
	}
	const [accountRows, contactRows] = await Promise.all([
		tx.accounts.getMany(accounts),
		tx.contacts.getMany(contacts),
		tx.documents.getMany(documents),
		tx.erased.getMany(documents),
	]);
	const chunks = new Set<SearchChunk['key']>();
	for (const row of accountRows) if (row !== undefined) chunks.add(`account/${row.chunk}`);
	for (const row of contactRows) if (row !== undefined) chunks.add(`contact/${row.chunk}`);
	const linked = new Set(accountRows.flatMap((row) => row?.contactIds ?? []));
	await Promise.all([tx.contacts.getMany([...linked]), tx.search.getMany([...chunks])]);
}
