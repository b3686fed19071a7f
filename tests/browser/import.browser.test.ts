import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { Exchange } from '../../src/lib/app/exchange.ts';
import { importLock } from '../../src/lib/app/import-lock.ts';
import type { ImportId } from '../../src/lib/domain/ids.ts';
import ImportHistory from '../../src/lib/features/import/ImportHistory.svelte';
import ImportPage from '../../src/lib/features/import/ImportPage.svelte';
import ImportWatch from '../../src/lib/features/import/ImportWatch.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';
import { bookJob, importInto, oneStep, RUNNING, UNHURRIED } from '../support/import-job.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;
beforeEach(async () => {
	shown = await openBookPage();
	await page.viewport(1280, 800);
	const { commands } = shown.book;
	// What the worker does, without one.
	shown.book.openExchange = async () =>
		({
			resume: (id: ImportId) => commands.runImport(id, RUNNING),
			undo: (id: ImportId) => commands.undoImport(id, RUNNING),
			cancel: () => undefined,
			close: () => undefined,
		}) as unknown as Exchange;
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

/** An import of 250 clients that was cut off after its first group. */
async function cutOff(): Promise<ImportId> {
	const file = ['Nom;E-mail', ...Array.from({ length: 250 }, (_, i) => `Client${i};client${i}@exemple.fr`)].join('\n');
	const job = await bookJob(shown.book, file);
	await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
	const id = await shown.book.commands.prepareImport({ file: 'clients.csv', counts: job.counts, units: job.units }, RUNNING);
	if (id === null) throw new Error('cancelled');
	await shown.book.commands.runImport(id, oneStep());
	return id;
}

const notice = page.getByRole('region', { name: 'Imports that were cut off' });
/** Waits until the notice says this. */
const says = (words: string) => expect.element(notice.getByText(words, { exact: false })).toBeVisible();
const open = (path = '/clients') => shown.open(ImportWatch, { path });
const accounts = async () => (await shown.book.first(shown.book.queries.counts())).accounts;

describe('an import that was cut off', () => {
	test('IMP-16 is told of on any page, and goes on where it was', async () => {
		await cutOff();
		await open();
		await says('33% of its steps are written.');
		await notice.getByRole('button', { name: 'Go on with the import' }).click();
		await says('Accounts created: 250, contacts created: 250');
		expect(await accounts()).toBe(250);
		await notice.getByRole('button', { name: 'Close' }).click();
		await expect.element(notice).not.toBeInTheDocument();
	});

	test('IMP-16 is taken back once that is confirmed', async () => {
		await cutOff();
		await open();
		await notice.getByRole('button', { name: 'Undo the import' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Undo the import' }).click();
		await says('The import of clients.csv is undone');
		expect(await accounts()).toBe(0);
	});

	test('IMP-16 is not spoken of while a tab imports, and as soon as that tab is gone', async () => {
		await cutOff();
		let gone = () => {};
		const held = new Promise<void>((resolve) => {
			gone = resolve;
		});
		let has = () => {};
		const had = new Promise<void>((resolve) => {
			has = resolve;
		});
		const tab = navigator.locks.request(importLock(shown.book.profile), () => {
			has();
			return held;
		});
		await had;
		await open();
		await expect.poll(async () => (await navigator.locks.query()).pending?.some(({ name }) => name === importLock(shown.book.profile)), { timeout: 10_000 }).toBe(true);
		await expect.element(notice).not.toBeInTheDocument();
		gone();
		await tab;
		await says('The import of clients.csv is not finished');
	});

	test('is left to the page of imports, which says it itself', async () => {
		await cutOff();
		await open('/import');
		await expect.poll(async () => (await navigator.locks.query()).held?.length, { timeout: 10_000 }).toBe(0);
		await expect.element(notice).not.toBeInTheDocument();
	});

	test('before it wrote anything says that nothing came in', async () => {
		const id = await cutOff();
		const row = await shown.book.database.imports.get(id);
		if (row === undefined) throw new Error('no import');
		await shown.book.database.imports.put({ ...row, state: 'preparing', stepsDone: 0 });
		await open();
		await says('was cut off before it wrote anything');
		await notice.getByRole('button', { name: 'Close' }).click();
		await expect.element(notice).not.toBeInTheDocument();
	});
});

describe('what came of an import', () => {
	test('IMP-12 offers to invite those whom it gave access, and asks before anything is mailed', async () => {
		await shown.book.account({ people: [{ firstName: 'Déjà', lastName: 'Là', email: 'deja@exemple.fr', switches: { login: true } }] });
		const { id } = await importInto(shown.book, 'Nom;Prénom;E-mail;Connexion\nPetit;Zoé;zoe@exemple.fr;oui\nRoux;Luc;luc@exemple.fr;oui\nBlanc;Ève;eve@exemple.fr;non\n');
		await shown.open(ImportPage, { of: id });
		await page.getByRole('button', { name: 'Invite 2 people…' }).click();
		const dialog = page.getByRole('dialog');
		await expect.element(dialog.getByRole('checkbox', { name: 'Zoé Petit' })).toBeChecked();
		await expect.element(dialog.getByRole('checkbox', { name: 'Luc Roux' })).toBeChecked();
		await expect.element(dialog.getByRole('checkbox', { name: 'Déjà Là' })).not.toBeInTheDocument();
		expect(await shown.book.database.invitations.count()).toBe(0);
		await dialog.getByRole('button', { name: /^Send/ }).click();
		await expect.poll(() => shown.book.database.invitations.count()).toBe(2);
		await dialog.getByRole('button', { name: 'Close' }).first().click();
		await expect.element(page.getByRole('button', { name: /^Invite \d/ })).not.toBeInTheDocument();
	});

	test('IMP-12 offers the same in the list of imports, on a device that did not make them, as long as somebody was not invited', async () => {
		const { id } = await importInto(shown.book, 'Compte;Nom;Prénom;E-mail;Connexion\nAlpha;Petit;Zoé;zoe@exemple.fr;oui\nAlpha;Roux;Luc;luc@exemple.fr;oui\nBêta;Blanc;Ève;eve@exemple.fr;non\n');
		await importInto(shown.book, 'Nom;Prénom;E-mail;Connexion\nVert;Noé;noe@exemple.fr;oui\n');
		const { book } = shown;
		// By hand: no import gave it.
		await book.account({ people: [{ firstName: 'Déjà', lastName: 'Là', email: 'deja@exemple.fr', switches: { login: true } }] });
		// What the other devices of the firm know of imports is in its events.
		await Promise.all([book.database.imports.clear(), book.database.importSteps.clear(), book.database.commands.clear()]);
		await shown.open(ImportHistory);
		await expect.element(page.getByRole('button', { name: 'Invite 1 person…' })).toBeVisible();
		await page.getByRole('button', { name: 'Invite 2 people…' }).click();
		const dialog = page.getByRole('dialog');
		await expect.element(dialog.getByRole('checkbox', { name: 'Zoé Petit' })).toBeChecked();
		expect(await book.database.invitations.count()).toBe(0);
		await dialog.getByRole('checkbox', { name: 'Luc Roux' }).click();
		await dialog.getByRole('button', { name: /^Send/ }).click();
		await expect.poll(() => book.database.invitations.count()).toBe(1);
		await dialog.getByRole('button', { name: 'Close' }).first().click();
		await expect.poll(() => page.getByRole('button', { name: 'Invite 1 person…' }).elements().length).toBe(2);
		await book.commands.undoImport(id, RUNNING);
		await expect.poll(() => page.getByRole('button', { name: 'Invite 1 person…' }).elements().length).toBe(1);
	});
});
