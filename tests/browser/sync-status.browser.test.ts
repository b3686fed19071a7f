import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { OutboxPage, OutboxRow } from '../../src/lib/queries/rows.ts';
import type { Live } from '../../src/lib/queries/queries.ts';
import SyncPanel from '../../src/lib/features/sync-status/SyncPanel.svelte';
import SyncStatus from '../../src/lib/features/sync-status/SyncStatus.svelte';
import type { StatusFacts } from '../../src/lib/replication/status.ts';
import { openBookPage, type BookPage } from '../support/book-page.ts';

let book: BookPage;
let facts: Told<StatusFacts>;
let outbox: Told<OutboxPage>;

/** A live query whose answers the test gives. */
interface Told<T> {
	live: Live<T>;
	tell(answer: T): void;
}

function told<T>(): Told<T> {
	const listeners = new Set<(answer: T) => void>();
	let last: { answer: T } | null = null;
	return {
		live: (heard) => {
			listeners.add(heard);
			if (last !== null) heard(last.answer);
			return () => void listeners.delete(heard);
		},
		tell: (answer) => {
			last = { answer };
			for (const listener of listeners) listener(answer);
		},
	};
}

const current: StatusFacts = {
	connection: { state: 'current', at: Date.now() },
	waiting: 0,
	waitingSince: null,
	setAside: 0,
	notSaved: null,
	lastSynced: null,
};

function refusedRow(name: string): OutboxRow {
	return {
		group: crypto.randomUUID() as OutboxRow['group'],
		savedAt: Date.now(),
		state: 'refused',
		refusal: 'forbidden',
		records: [{ document: 'account:x' as OutboxRow['records'][number]['document'], name }],
		writes: [{ document: 'account:x' as OutboxRow['records'][number]['document'], field: 'name', value: name }],
		invitations: [],
	};
}

beforeEach(async () => {
	facts = told();
	outbox = told();
	book = await openBookPage();
	book.book.queries.status = () => facts.live;
	book.book.queries.outbox = () => outbox.live;
});

afterEach(async () => {
	await book.crash();
	await book.book.leave();
});

test('the status is read out politely when it changes, and not when only time or progress goes on', async () => {
	await book.open(SyncStatus, { onopen: () => undefined });
	facts.tell(current);
	const status = page.getByRole('status').first();
	await expect.element(status).toHaveTextContent('Synced');
	await expect.element(status).toHaveAttribute('aria-live', 'polite');
	facts.tell({ ...current, connection: { state: 'syncing', done: 1, total: 1_000 } });
	await expect.element(page.getByRole('button', { name: /1 of 1,000/ })).toBeVisible();
	await expect.poll(() => status.element().textContent?.trim()).toBe('Syncing');
	facts.tell({ ...current, connection: { state: 'syncing', done: 500, total: 1_000 } });
	await expect.element(page.getByRole('button', { name: /500 of 1,000/ })).toBeVisible();
	await expect.poll(() => status.element().textContent?.trim()).toBe('Syncing');
});

test('the status switches language with everything else', async () => {
	await book.open(SyncStatus, { onopen: () => undefined });
	facts.tell({ ...current, waiting: 3, waitingSince: Date.now() });
	await expect.element(page.getByText('3 changes waiting', { exact: true })).toBeVisible();
	book.speak('fr');
	await expect.element(page.getByText('3 modifications en attente', { exact: true })).toBeVisible();
});

test('what the relay refused is listed with its reason, and is given up only once the word is typed', async () => {
	const discarded: string[] = [];
	const row = refusedRow('Moreau');
	book.book.commands.discardSetAside = async (group) => void discarded.push(group);
	await book.open(SyncPanel, { open: true, onsigninagain: () => undefined });
	facts.tell({ ...current, setAside: 1 });
	outbox.tell({ rows: [row], more: false });
	await expect.element(page.getByText('Moreau')).toBeVisible();
	await expect.element(page.getByText('Account name')).toBeVisible();
	await expect.element(page.getByText('Your role does not allow this change.')).toBeVisible();
	await page.getByRole('button', { name: 'Discard…' }).click();
	const confirm = page.getByRole('button', { name: 'Discard for good' });
	await expect.element(confirm).toBeDisabled();
	await page.getByLabelText(/to confirm/).fill('discard');
	await confirm.click();
	await expect.poll(() => discarded).toEqual([row.group]);
});

test('an ended session offers to sign in again and counts what is kept', async () => {
	let asked = 0;
	await book.open(SyncPanel, { open: true, onsigninagain: () => {
			asked += 1;
		} });
	facts.tell({ ...current, connection: { state: 'signed-out' }, waiting: 2, waitingSince: Date.now() });
	outbox.tell({ rows: [], more: false });
	await expect.element(page.getByText('2 changes are kept on this device.')).toBeVisible();
	await page.getByRole('button', { name: 'Sign in again' }).click();
	expect(asked).toBe(1);
});

test('a change of many records names the first and counts the rest, each name once', async () => {
	const row: OutboxRow = { ...refusedRow('Moreau'), state: 'waiting', refusal: null };
	const of = (name: string) => ({ ...row.records[0], name }) as OutboxRow['records'][number];
	await book.open(SyncPanel, { open: true, onsigninagain: () => undefined });
	facts.tell({ ...current, waiting: 1, waitingSince: Date.now() });
	outbox.tell({ rows: [{ ...row, records: ['Moreau', 'Moreau', 'Perrin', 'Brunet', 'Dufour', 'Roussel'].map(of) }], more: true });
	await expect.element(page.getByText('Moreau, Perrin, Brunet and 2 more')).toBeVisible();
	await expect.element(page.getByText('Only the 1 oldest are listed. An export has them all.')).toBeVisible();
});
