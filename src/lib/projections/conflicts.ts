import { accountDocument, contactDocument, type DocumentName } from '../domain/document-name.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { InboxRow } from '../storage/client-rows.ts';
import type { AccountRow, AlsoWritten, ContactRow } from '../storage/rows.ts';
import type { Pass } from './pass.ts';

/**
 * Puts what rules settled between parted devices into the Inbox, and takes out what no longer stands in the record: somebody wrote the field
 * again, linked a contact, brought the account back. Made from rows alone, so that a rebuild makes the same.
 */
export async function projectConflicts(tx: BookTransaction, pass: Pass): Promise<void> {
	const gone = new Set<InboxRow['id']>();
	const found = new Map<InboxRow['id'], InboxRow>();
	const compare = (before: readonly InboxRow[], now: readonly InboxRow[]) => {
		for (const { id } of before) gone.add(id);
		for (const entry of now) found.set(entry.id, entry);
	};
	for (const { before, now } of pass.changes('account')) compare(before === undefined ? [] : ofAccount(before), ofAccount(now));
	for (const { before, now } of pass.changes('contact')) compare(before === undefined ? [] : ofContact(before), ofContact(now));
	for (const id of gone) if (!found.has(id)) await tx.inbox.delete(id);
	const fresh = [...found.values()].filter(({ id }) => !gone.has(id));
	if (fresh.length > 0) await tx.inbox.putMany(fresh);
}

function ofAccount(row: AccountRow): InboxRow[] {
	const about = { account: row.id, contact: null };
	const document = accountDocument(row.id);
	const kept = row.repairs.map(({ contact, at }) =>
		entry('contact-kept', `kept/${document}/${contact}/${at}`, at, { account: row.id, contact }),
	);
	const edited =
		row.editedAfterDeletion && row.deletedAt !== null
			? [entry('edited-after-deletion', `deleted/${document}/${row.deletedAt}`, row.deletedAt, about)]
			: [];
	return [...kept, ...edited, ...alsoWritten(row.status, document, row.alsoWritten, about)];
}

function ofContact(row: ContactRow): InboxRow[] {
	return alsoWritten(row.status, contactDocument(row.id), row.alsoWritten, { account: null, contact: row.id });
}

/** One for a record, of what was written last, however many fields it is about. */
function alsoWritten(
	status: AccountRow['status'],
	document: DocumentName,
	lost: readonly AlsoWritten[],
	about: Pick<InboxRow, 'account' | 'contact'>,
): InboxRow[] {
	const [latest] = lost;
	if (latest === undefined || status === 'deleted') return [];
	return [entry('also-written', `also/${document}/${latest.field}/${latest.at}`, latest.at, about, latest.field)];
}

function entry(
	kind: InboxRow['kind'],
	id: string,
	at: number,
	about: Pick<InboxRow, 'account' | 'contact'>,
	detail = '',
): InboxRow {
	return { id: `conflict/${id}`, kind, at, staff: null, ...about, request: null, detail, matches: [] };
}
