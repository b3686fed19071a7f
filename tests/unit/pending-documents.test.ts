import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accountDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import { PendingDocuments } from '../../src/lib/queries/pending-documents.ts';
import { HeldTimers } from '../support/held-timers.ts';
import { openTestBook, type TestBook } from '../support/test-book.ts';

const [first, second] = ['one', 'two'].map((id) => `account:${id}` as DocumentName) as [DocumentName, DocumentName];

/** A disk that answers at once, and a clock that stands still. */
function setUp() {
	const timers = new HeldTimers();
	const waiting = new Set<DocumentName>([first]);
	const asked: DocumentName[][] = [];
	let changed = () => {};
	const stopped = vi.fn();
	const pending = new PendingDocuments({
		read: async (documents) => {
			asked.push([...documents]);
			return new Set(waiting);
		},
		watch: (hears) => {
			changed = hears;
			return stopped;
		},
		now: () => 0,
		later: (ms, run) => timers.after(ms, run),
	});
	return { pending, waiting, asked, stopped, timers, change: () => changed() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('all documents on screen are asked about together, and each is told of itself alone', async () => {
	const { pending, asked } = setUp();
	const heard = { first: [] as boolean[], second: [] as boolean[] };
	pending.of(first)((is) => heard.first.push(is));
	pending.of(second)((is) => heard.second.push(is));
	await settled();
	expect(asked).toEqual([[first, second]]);
	expect(heard).toEqual({ first: [true], second: [false] });
});

test('however often the outbox changes, it is asked once and then rests; the last change is never missed', async () => {
	const { pending, asked, waiting, timers, change } = setUp();
	const heard: boolean[] = [];
	pending.of(first)((is) => heard.push(is));
	await settled();
	for (let i = 0; i < 50; i++) change();
	waiting.clear();
	change();
	await settled();
	expect([asked.length, heard]).toEqual([1, [true]]);
	timers.run(249);
	await settled();
	expect(asked).toHaveLength(1);
	timers.run(250);
	await settled();
	expect([asked.length, heard]).toEqual([2, [true, false]]);
	timers.run(250);
	await settled();
	expect(asked).toHaveLength(2);
});

test('what comes on screen while an answer is on its way is not told the answer of others', async () => {
	const { pending, waiting, timers } = setUp();
	waiting.add(second);
	pending.of(first)(() => undefined);
	await Promise.resolve();
	const heard: boolean[] = [];
	pending.of(second)((is) => heard.push(is));
	await settled();
	expect(heard).toEqual([]);
	timers.run(250);
	await settled();
	expect(heard).toEqual([true]);
});

test('when nothing of it is on screen any more, nothing is watched or asked', async () => {
	const { pending, asked, stopped, timers, change } = setUp();
	const stops = [first, second].map((document) => pending.of(document)(() => undefined));
	await settled();
	for (const stop of stops) stop();
	expect(stopped).toHaveBeenCalledOnce();
	change();
	timers.run(10_000);
	await settled();
	expect(asked).toHaveLength(1);
});

let book: TestBook;
beforeEach(async () => {
	book = await openTestBook();
});
afterEach(() => book.leave());

test('a record waits from when it is saved until the outbox has nothing of it', async () => {
	const account = await book.account({ name: 'Dupont' });
	const other = await book.account({ name: 'Durand' });
	await book.database.outbox.where('documents').equals(accountDocument(other)).delete();
	expect(await book.first(book.queries.pending(accountDocument(account)))).toBe(true);
	const heard: boolean[] = [];
	const stop = book.queries.pending(accountDocument(other))((is) => heard.push(is));
	await vi.waitFor(() => expect(heard).toEqual([false]));
	await book.commands.editAccount(account, { name: 'Dupond' });
	await book.commands.editAccount(other, { name: 'Durant' });
	await vi.waitFor(() => expect(heard).toEqual([false, true]));
	await book.database.outbox.clear();
	await vi.waitFor(() => expect(heard).toEqual([false, true, false]));
	stop();
});
