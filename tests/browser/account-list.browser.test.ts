import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { goto } from '$app/navigation';
import AccountsPage from '../../src/lib/features/accounts/AccountsPage.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;

beforeEach(async () => {
	vi.mocked(goto).mockClear();
	shown = await openBookPage();
	await page.viewport(1280, 800);
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const grid = page.getByRole('grid', { name: 'Accounts' });
const filter = page.getByRole('textbox', { name: 'Filter accounts' });
const open = () => shown.open(AccountsPage, { status: 'active', onstatus: () => undefined });

async function fill() {
	await shown.book.commands.fillWithSamples(() => undefined);
}

test('an empty book says what to do, and fills with sample clients', async () => {
	await open();
	await expect.element(page.getByRole('heading', { name: 'No accounts yet' })).toBeVisible();
	await page.getByRole('button', { name: 'Fill with sample clients' }).click();
	await expect.element(grid).toBeVisible();
	await expect.poll(() => grid.element().getAttribute('aria-rowcount'), { timeout: 20_000 }).toBe('301');
});

test('only the rows on screen are drawn; End, Home and the arrows walk all of them', async () => {
	await fill();
	await open();
	await expect.element(grid.getByRole('link').first()).toBeVisible();
	expect(grid.getByRole('row').elements().length).toBeLessThan(60);
	await filter.click();
	await userEvent.keyboard('{ArrowDown}');
	await expect.poll(() => document.activeElement?.getAttribute('data-row')).toBe('0');
	await userEvent.keyboard('{End}');
	await expect.poll(() => document.activeElement?.closest('[role="row"]')?.getAttribute('aria-rowindex')).toBe('301');
	await userEvent.keyboard('{ArrowUp}');
	await expect.poll(() => document.activeElement?.closest('[role="row"]')?.getAttribute('aria-rowindex')).toBe('300');
	await userEvent.keyboard('{Home}');
	await expect.poll(() => document.activeElement?.closest('[role="row"]')?.getAttribute('aria-rowindex')).toBe('2');
});

test('the row in hand stays in hand when a row comes in above it', async () => {
	await shown.book.account({ name: 'Bertrand' });
	await shown.book.account({ name: 'Claude' });
	await open();
	await expect.element(grid.getByRole('link', { name: 'Claude' })).toBeVisible();
	await filter.click();
	await userEvent.keyboard('{ArrowDown}');
	await expect.element(grid.getByRole('link', { name: 'Bertrand' })).toHaveFocus();
	await userEvent.keyboard('{ArrowDown}');
	await expect.element(grid.getByRole('link', { name: 'Claude' })).toHaveFocus();
	await shown.book.account({ name: 'Antoine' });
	await expect.element(grid.getByRole('link', { name: 'Antoine' })).toBeVisible();
	await expect.element(grid.getByRole('link', { name: 'Claude' })).toHaveFocus();
});

test('the filter finds accounts by their people too, and Enter opens the first', async () => {
	await shown.book.account({
		name: 'Famille Petit',
		people: [{ firstName: 'Zoé', lastName: 'Lemaire', email: 'zoe@example.com' }],
	});
	await shown.book.account({ name: 'Martin' });
	await open();
	await expect.element(grid).toBeVisible();
	await userEvent.keyboard('/lemai');
	await expect.element(filter).toHaveValue('lemai');
	await expect.element(page.getByText('1 found')).toBeVisible();
	await expect.element(grid.getByRole('link')).toHaveTextContent('Famille Petit');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => vi.mocked(goto).mock.calls[0]?.[0]).toMatch(/^\/accounts\//);
	await userEvent.keyboard('{Escape}');
	await expect.element(filter).toHaveValue('');
	await expect.element(grid.getByRole('link', { name: 'Martin' })).toBeVisible();
});

test('nothing found differs from nothing there', async () => {
	await shown.book.account({ name: 'Martin' });
	await open();
	await filter.fill('zzzz');
	await expect.element(page.getByRole('heading', { name: 'Nothing found for “zzzz”' })).toBeVisible();
	await page.getByRole('button', { name: 'Clear the filter' }).last().click();
	await expect.element(grid.getByRole('link', { name: 'Martin' })).toBeVisible();
});

test('another filter or order begins at its top, wherever the former list was', async () => {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
	// By ID the order is the other way round.
	for (const letter of letters) await shown.book.account({ name: `${letter} Martin`, type: 'individual' });
	await open();
	const down = () => document.querySelector('[role=grid]')?.scrollTop ?? 0;
	const first = () => grid.getByRole('link').elements()[0]?.textContent;
	await expect.poll(first).toBe('A Martin');
	document.querySelector('[role=grid]')?.scrollTo({ top: 10_000 });
	await expect.element(grid.getByRole('link', { name: 'Z Martin' })).toBeVisible();
	await filter.fill('martin');
	await expect.poll(down).toBe(0);
	await filter.fill('z martin');
	await expect.poll(first).toBe('Z Martin');
	await filter.fill('');
	await expect.poll(first).toBe('A Martin');
	expect(down()).toBe(0);
	await page.getByRole('button', { name: 'Account name' }).click();
	await expect.poll(first).toBe('Z Martin');
	expect(down()).toBe(0);
});

test('a row tells its people, its access, and that it has not reached the relay', async () => {
	await shown.book.account({
		name: 'Martin',
		people: [
			{ firstName: 'Léa', lastName: 'A', email: 'lea@example.com', switches: { login: true } },
			{ firstName: 'Zoé', lastName: 'B' },
			{ firstName: 'Tom', lastName: 'C' },
		],
	});
	await open();
	const line = grid.getByRole('row', { name: /Martin/ });
	await expect.element(line.getByText('Léa A, Zoé B')).toBeVisible();
	await expect.element(line.getByText('+1')).toBeVisible();
	await expect.element(line.getByText('lea@example.com')).toBeVisible();
	await expect.element(line.getByText('Not invited')).toBeVisible();
	await expect.element(line.getByText('Not yet synced')).toBeInTheDocument();
});

test('on a phone rows are cards', async () => {
	await shown.book.account({ name: 'Martin' });
	await page.viewport(390, 844);
	await open();
	await expect.element(grid.getByRole('link', { name: 'Martin' })).toBeVisible();
	expect(grid.getByRole('columnheader').elements()).toHaveLength(0);
	expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
});
