import type { BookStore } from '../storage/book-store.ts';
import type { OpenDocuments } from '../storage/open-documents.ts';
import { PROJECTIONS_VERSION, projectBook } from './project-book.ts';

const PAGE = 200;

/**
 * Makes every row anew from its document when another version of the code made the present ones. Goes by pages, each a transaction;
 * after a crash it starts again, since the version is noted last.
 */
export async function rebuildProjections(store: BookStore, documents: OpenDocuments): Promise<void> {
	const made = await store.read((tx) => tx.meta('projections'));
	if (made === PROJECTIONS_VERSION) return;
	for (let after: string | null = ''; after !== null; ) {
		const from: string = after;
		after = await store.write(async (tx) => {
			const rows = await tx.documents.page(from, PAGE);
			await projectBook(tx, await documents.open(tx, rows.map((row) => row.name)));
			return rows.length < PAGE ? null : (rows.at(-1)?.name ?? null);
		});
	}
	await store.write((tx) => tx.setMeta('projections', PROJECTIONS_VERSION));
}
