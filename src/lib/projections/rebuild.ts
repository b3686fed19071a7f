import type { BookStore, BookTransaction } from '../storage/book-store.ts';
import type { OpenDocuments } from '../storage/open-documents.ts';
import { projectBook } from './project-book.ts';
import { PROJECTIONS_VERSION } from './version.ts';

const PAGE = 200;
/** Most events make no rows. */
const EVENT_PAGE = 1_000;

/**
 * Makes every row anew from its document, or from its events, when another version of the code made the present ones. What that version made is thrown away first,
 * then it goes by pages, each a transaction. After a crash it starts again, since the version is noted last, and only by the last tab that
 * began: an earlier one's rows may have been thrown away.
 */
export async function rebuildProjections(store: BookStore, documents: OpenDocuments): Promise<void> {
	const made = await store.read((tx) => tx.meta('projections'));
	if (made === PROJECTIONS_VERSION) return;
	const begun = await store.write(begin);
	for (let after: string | null = ''; after !== null; ) {
		const from: string = after;
		after = await store.write(async (tx) => {
			const rows = await tx.documents.page(from, PAGE);
			await projectBook(tx, await documents.open(tx, rows.map((row) => row.name)));
			return rows.length < PAGE ? null : (rows.at(-1)?.name ?? null);
		});
	}
	for (let after: string | null = ''; after !== null; ) {
		const from: string = after;
		after = await store.write(async (tx) => {
			const rows = await tx.events.page(from, EVENT_PAGE);
			await projectBook(tx, [], rows.map((row) => row.event));
			return rows.length < EVENT_PAGE ? null : (rows.at(-1)?.id ?? null);
		});
	}
	await store.write(async (tx) => {
		if ((await tx.meta('projections')) === begun) await tx.setMeta('projections', PROJECTIONS_VERSION);
	});
}

/** Returns what says that the latest rebuild is this one: a number below nought, lower each time. */
async function begin(tx: BookTransaction): Promise<number> {
	const begun = Math.min((await tx.meta('projections')) ?? 0, 0) - 1;
	await tx.setMeta('projections', begun);
	for (const table of [tx.accounts, tx.contacts, tx.search, tx.firm, tx.invitations, tx.access, tx.signIns, tx.inbox, tx.firmImports]) await table.clear();
	for (const counter of ['accounts', 'archived', 'contacts', 'packedAccounts', 'packedContacts'] as const) await tx.setCounter(counter, 0);
	await tx.setCounter('searchVersion', (await tx.counter('searchVersion')) + 1);
	return begun;
}
