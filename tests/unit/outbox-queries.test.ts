import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { OutboxPage, OutboxRow } from '../../src/lib/queries/rows.ts';
import { openTestBook, type TestBook } from '../support/test-book.ts';

let book: TestBook;
beforeEach(async () => {
	book = await openTestBook();
});
afterEach(() => book.leave());

const accountOf = (row: OutboxRow | undefined) => row?.records.find(({ document }) => document.startsWith('account:'))?.name;
const names = ({ rows }: OutboxPage) => rows.map(accountOf);
const page = (limit: number) => book.first(book.queries.outbox(limit));

test('what waits is told oldest first, with the names that the book has now, and whether there is more', async () => {
	const made = [];
	for (const name of ['Dupont', 'Durand', 'Morel', 'Petit']) made.push(await book.account({ name }));
	expect(names(await page(10))).toEqual(['Dupont', 'Durand', 'Morel', 'Petit']);
	expect(await page(10)).toMatchObject({ more: false });
	expect([names(await page(3)), (await page(3)).more]).toEqual([['Dupont', 'Durand', 'Morel'], true]);
	const heard: OutboxPage[] = [];
	const stop = book.queries.outbox(10)((rows) => heard.push(rows));
	await vi.waitFor(() => expect(heard).toHaveLength(1));
	await book.database.outbox.where('documents').equals(accountDocument(made[0] as never)).delete();
	await vi.waitFor(() => expect(names(heard.at(-1) as OutboxPage)).toEqual(['Durand', 'Morel', 'Petit']));
	stop();
});

test('what was refused stands before all that waits, however much that is, under the name that was typed', async () => {
	await book.account({ name: 'Dupont' });
	const lost = await book.account({ name: 'Durand' });
	const [waiting, refused] = await book.database.outbox.orderBy('order').toArray();
	if (waiting === undefined || refused === undefined) throw new Error('no groups');
	await book.database.outbox.put({ ...refused, state: 'refused', refusal: 'forbidden' });
	await book.database.accounts.delete(lost);
	const many = Array.from({ length: 300 }, (_, i) => accountDocument(`01920000-0000-7000-8000-${String(i).padStart(12, '0')}` as never));
	await book.database.outbox.put({ ...waiting, documents: [...waiting.documents, ...many] });
	for (let order = 10; order < 20; order++) await book.database.outbox.put({ ...waiting, order, group: `group-${order}` as never, documents: many });
	const { rows, more } = await page(200);
	expect([rows[0]?.state, rows[0]?.refusal, accountOf(rows[0])]).toEqual(['refused', 'forbidden', 'Durand']);
	expect([rows.length, more]).toEqual([6, true]);
});
