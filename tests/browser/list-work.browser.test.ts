import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import AccountsPage from '../../src/lib/features/accounts/AccountsPage.svelte';
import ContactsPage from '../../src/lib/features/contacts/ContactsPage.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;

beforeEach(async () => {
	shown = await openBookPage();
	await page.viewport(1280, 800);
	for (const name of ['Antoine', 'Bertrand', 'Claude', 'Zoé', 'Écrivain']) await shown.book.account({ name });
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const grid = page.getByRole('grid', { name: 'Accounts' });
const filter = page.getByRole('textbox', { name: 'Filter accounts' });
const names = () =>
	grid
		.getByRole('link')
		.elements()
		.map((link) => link.textContent?.trim());
const open = () => shown.open(AccountsPage, { status: 'active', onstatus: () => undefined });

async function holdFirst() {
	await expect.element(grid.getByRole('link', { name: 'Antoine' })).toBeVisible();
	await filter.click();
	await userEvent.keyboard('{ArrowDown}');
	await expect.element(grid.getByRole('link', { name: 'Antoine' })).toHaveFocus();
}

test('rows are selected by keys: x, Shift with arrows, all by Ctrl A; Escape ends it', async () => {
	await open();
	await holdFirst();
	await userEvent.keyboard('x');
	await expect.element(page.getByRole('toolbar', { name: '1 selected' })).toBeVisible();
	await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
	await expect.element(page.getByRole('toolbar', { name: '3 selected' })).toBeVisible();
	await expect.element(grid.getByRole('row', { name: /Claude/ })).toHaveAttribute('aria-selected', 'true');
	await expect.element(grid.getByRole('row', { name: /Zoé/ })).toHaveAttribute('aria-selected', 'false');
	await userEvent.keyboard('{Control>}a{/Control}');
	await expect.element(page.getByRole('toolbar', { name: '5 selected' })).toBeVisible();
	await userEvent.keyboard('{Escape}');
	await expect.element(page.getByRole('toolbar')).not.toBeInTheDocument();
	await expect.element(filter).toBeVisible();
});

test('a tag made for some is on them, is partly there for more, and goes back in one step', async () => {
	await open();
	await holdFirst();
	await userEvent.keyboard('x');
	await page.getByRole('toolbar').getByRole('button', { name: 'Tags' }).click();
	await page.getByRole('textbox', { name: 'Find or create a tag' }).fill('VIP');
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByText('1 record has the tag “VIP”.')).toBeVisible();
	await expect.element(page.getByRole('checkbox', { name: /VIP/ })).toBeChecked();
	await userEvent.keyboard('{Escape}');
	await page.getByRole('button', { name: 'Select all 5' }).click();
	await page.getByRole('toolbar').getByRole('button', { name: 'Tags' }).click();
	await expect.element(page.getByText('1 of 5')).toBeVisible();
	await page.getByRole('checkbox', { name: /VIP/ }).click();
	await expect.element(page.getByText('5 records have the tag “VIP”.')).toBeVisible();
	await page.getByRole('button', { name: 'Undo' }).last().click();
	await expect.element(page.getByText('1 of 5')).toBeVisible();
});

test('what is archived together leaves the list and comes back together', async () => {
	await open();
	await holdFirst();
	await userEvent.keyboard('x{Shift>}{ArrowDown}{/Shift}');
	await page.getByRole('button', { name: 'Archive' }).click();
	await expect.poll(names).toEqual(['Claude', 'Écrivain', 'Zoé']);
	await expect.element(page.getByText('2 records are archived.')).toBeVisible();
	await page.getByRole('button', { name: 'Undo' }).last().click();
	await expect.poll(names).toEqual(['Antoine', 'Bertrand', 'Claude', 'Écrivain', 'Zoé']);
});

test('a filter is chosen and shown in words, and is taken away by its cross', async () => {
	await shown.book.contact({ firstName: 'Inès', lastName: 'Seule' });
	await shown.open(ContactsPage, { status: 'active', onstatus: () => undefined });
	await page.getByRole('button', { name: 'Filter', exact: true }).click();
	await page.getByRole('option', { name: 'Accounts' }).click();
	await page.getByRole('checkbox', { name: 'In no account' }).click();
	await expect.element(page.getByText('1 found')).toBeVisible();
	await userEvent.keyboard('{Escape}');
	await page.getByRole('button', { name: 'Remove the filter Accounts' }).click();
	await expect.poll(() => page.getByRole('grid').getByRole('link').elements().length).toBe(6);
});

test('a head sorts, turns the order round, and ends it; the alphabet is the language’s', async () => {
	await open();
	await expect.poll(names).toEqual(['Antoine', 'Bertrand', 'Claude', 'Écrivain', 'Zoé']);
	const head = grid.getByRole('columnheader', { name: 'Account name' });
	await head.getByRole('button').click();
	await expect.poll(names).toEqual(['Zoé', 'Écrivain', 'Claude', 'Bertrand', 'Antoine']);
	await expect.element(head).toHaveAttribute('aria-sort', 'descending');
	await head.getByRole('button').click();
	await expect.poll(names).toEqual(['Antoine', 'Bertrand', 'Claude', 'Écrivain', 'Zoé']);
});

test('columns come, go and move by buttons', async () => {
	await open();
	const heads = () =>
		grid
			.getByRole('columnheader')
			.elements()
			.map((head) => head.textContent?.trim())
			.filter((text) => text !== '');
	await expect.poll(heads).toContain('Access');
	await page.getByRole('button', { name: 'Columns' }).click();
	await page.getByRole('checkbox', { name: 'City' }).click();
	await expect.poll(heads).toContain('City');
	await page.getByRole('button', { name: 'Move City to the left' }).click();
	await expect.poll(() => heads().at(-1)).not.toBe('City');
	await page.getByRole('checkbox', { name: 'City' }).click();
	await expect.poll(heads).not.toContain('City');
});

test('in French, contacts are filtered by having no account', async () => {
	await shown.book.contact({ firstName: 'Inès', lastName: 'Seule' });
	shown.speak('fr');
	await shown.open(ContactsPage, { status: 'active', onstatus: () => undefined });
	await page.getByRole('button', { name: 'Filtrer', exact: true }).click();
	await page.getByRole('option', { name: 'Comptes' }).click();
	await page.getByRole('checkbox', { name: 'Dans aucun compte' }).click();
	await expect.element(page.getByText('1 trouvé')).toBeVisible();
	await expect.element(page.getByRole('grid', { name: 'Contacts' }).getByRole('link')).toHaveTextContent('Inès Seule');
});
