import { Dexie } from 'dexie';
import { accountDocument, contactDocument, documentKind, type DocumentName } from '../domain/document-name.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { ContactRow } from '../storage/rows.ts';
import { readActivity } from './activity.ts';
import { firmQueries, type FirmStart } from './firm-queries.ts';
import { importQueries } from './import-queries.ts';
import { invitationQueries } from './invitation-queries.ts';
import { listQueries } from './list-queries.ts';
import type { ListEngine } from './list-spec.ts';
import { live } from './live.ts';
import { present, presentOf } from './present.ts';
import { matchQueries } from './match-queries.ts';
import { followOutbox } from './outbox-queries.ts';
import { PendingDocuments } from './pending-documents.ts';
import type { Queries } from './queries.ts';
import { browserTimers } from './rested.ts';
import { onTableChange } from './table-changes.ts';

/**
 * What screens read of a book, straight from its database; every answer is what the disk has.
 * @param now ms since 1970
 * @param engine answers lists and searches; the app's is in a worker, and no page has its code
 */
export function createQueries(
	database: BookDatabase,
	start: FirmStart,
	status: Queries['status'],
	now: () => number,
	engine: ListEngine,
): Queries {
	const sorted = (table: 'accounts' | 'contacts', state: string) =>
		database.table(table).where('[status+sortKey+id]').between([state, Dexie.minKey], [state, Dexie.maxKey]);
	const pending = new PendingDocuments({
		read: (documents) => waitingAmong(database, documents),
		watch: (changed) => onTableChange(database, ['outbox'], changed),
		...browserTimers,
	});
	return {
		...firmQueries(database, start),
		...matchQueries(database),
		...importQueries(database, start),
		...listQueries(database, engine),
		...invitationQueries(database, start.staffId, now),
		account: (id) => live(async () => (await database.accounts.get(id)) ?? null),
		contact: (id) => live(async () => (await database.contacts.get(id)) ?? null),
		contactsOf: (id) =>
			live(async () => {
				const account = await database.accounts.get(id);
				return present(await database.contacts.bulkGet(account?.contactIds ?? []));
			}),
		accountsOf: (id) => live(() => database.accounts.where('contactIds').equals(id).and((row) => row.status !== 'deleted').toArray()),
		accounts: ({ status: state, from, count }) => live(() => sorted('accounts', state).offset(from).limit(count).toArray()),
		contacts: ({ from, count }) => live(() => sorted('contacts', 'active').offset(from).limit(count).toArray()),
		counts: () =>
			live(async () => {
				const [accounts, archived, contacts] = await database.counters.bulkGet(['accounts', 'archived', 'contacts']);
				return { accounts: accounts?.value ?? 0, archived: archived?.value ?? 0, contacts: contacts?.value ?? 0 };
			}),
		accountsById: (ids) => presentOf(database.accounts, ids),
		recordsById: (kind, ids) =>
			live(async () =>
				kind === 'account'
					? present(await database.accounts.bulkGet(ids as AccountId[]))
					: present(await database.contacts.bulkGet(ids as ContactId[])),
			),
		contactsById: (ids) => presentOf(database.contacts, ids),
		activity: (document, lines, wanted) =>
			live(async () => {
				const documents = [document, ...(await mergedDocuments(database, document))];
				const waiting = await database.outbox.where('documents').anyOf(documents).toArray();
				const undone = new Set((await database.firmImports.toArray()).flatMap((row) => (row.undone === null ? [] : row.id)));
				const events = (of: DocumentName) => database.events.where('[document+at]').between([of, Dexie.minKey], [of, Dexie.maxKey]).reverse();
				const read = async (limit: number) => {
					const all = await Promise.all(
						documents.map((of) => (limit === Number.POSITIVE_INFINITY ? events(of) : events(of).limit(limit)).toArray()),
					);
					return all.length === 1 ? (all[0] ?? []) : all.flat().sort((a, b) => b.at - a.at).slice(0, limit);
				};
				return readActivity(read, new Set(waiting.map((row) => row.group)), lines, (of) => undone.has(of), wanted);
			}),
		outbox: (limit) => followOutbox(database, limit),
		pending: (document) => pending.of(document),
		status,
		erasure: (document) => live(async () => (await database.erased.get(document))?.state ?? null),
		contactsOnlyOf: (accounts) => contactsOnlyOf(database, accounts),
		draft: async (key) => (await database.drafts.get(key))?.draft,
	};
}

/** Which of these documents the outbox has something of. */
async function waitingAmong(database: BookDatabase, documents: readonly DocumentName[]): Promise<Set<DocumentName>> {
	return database.transaction('r', database.outbox, async () => {
		if ((await database.outbox.limit(1).primaryKeys()).length === 0) return new Set<DocumentName>();
		const groups = documents.map((document) => database.outbox.where('documents').equals(document).limit(1).primaryKeys());
		const found = await Dexie.Promise.all(groups);
		return new Set(documents.filter((_, i) => (found[i]?.length ?? 0) > 0));
	});
}

/** Contacts who would belong to nothing without these accounts. */
async function contactsOnlyOf(database: BookDatabase, accounts: readonly AccountId[]): Promise<ContactRow[]> {
	const going = new Set(accounts);
	const linked = (await database.accounts.bulkGet([...accounts])).flatMap((row) => row?.contactIds ?? []);
	const linking = await database.accounts.where('contactIds').anyOf([...new Set(linked)]).distinct().toArray();
	const used = new Set(linking.filter(({ id }) => !going.has(id)).flatMap(({ contactIds }) => contactIds));
	const free = [...new Set(linked)].filter((id) => !used.has(id));
	return present(await database.contacts.bulkGet(free)).filter((row) => row.mergedInto === undefined);
}

/** The documents of the records that one stands for: its activity is theirs, too. */
async function mergedDocuments(database: BookDatabase, document: DocumentName): Promise<DocumentName[]> {
	const kind = documentKind(document);
	if (kind.kind === 'account') return ((await database.accounts.get(kind.id))?.merged ?? []).map(accountDocument);
	return kind.kind === 'contact' ? ((await database.contacts.get(kind.id))?.merged ?? []).map(contactDocument) : [];
}
