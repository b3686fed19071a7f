import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { TagId } from '../../src/lib/domain/ids.ts';
import AccountsPage from '../../src/lib/features/accounts/AccountsPage.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;

beforeEach(async () => {
	shown = await openBookPage();
	await page.viewport(1280, 800);
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const grid = page.getByRole('grid', { name: 'Accounts' });
const names = () =>
	grid
		.getByRole('link')
		.elements()
		.map((link) => link.textContent?.trim());
const open = () => shown.open(AccountsPage, { status: 'active', onstatus: () => undefined });
const saved = page.getByRole('button', { name: /^Saved filters/ });

async function tag(name: string): Promise<TagId> {
	const made = await shown.book.commands.createTag({ kind: 'account', name, color: 'blue' });
	if (!made.ok) throw new Error('refused');
	return made.value;
}

/** Chooses answers of one topic, by the menu. */
async function choose(topic: string, ...answers: string[]) {
	await page.getByRole('button', { name: 'Filter', exact: true }).click();
	await page.getByRole('option', { name: topic, exact: true }).click();
	for (const answer of answers) await page.getByRole('checkbox', { name: answer }).click();
	await userEvent.keyboard('{Escape}');
}

async function save(name: string, whose: 'Only me' | 'Everyone in the firm') {
	await page.getByRole('button', { name: 'Save…' }).click();
	await page.getByRole('textbox', { name: 'Name' }).fill(name);
	await page.getByRole('radio', { name: whose }).click();
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await expect.element(page.getByRole('dialog', { name: 'Save this filter' })).not.toBeInTheDocument();
}

describe('filters together', () => {
	test('each narrows what the others left, tags by any, all or none of them; counts follow', async () => {
		const [vip, risk] = [await tag('VIP'), await tag('At risk')];
		await shown.book.account({ name: 'Antoine', tags: [vip] });
		await shown.book.account({ name: 'Bertrand', tags: [vip, risk] });
		await shown.book.account({ name: 'Claude SARL', type: 'company', companyName: 'Claude SARL', tags: [risk] });
		await shown.book.account({ name: 'Denise' });
		await open();
		await choose('Tags', 'VIP', 'At risk');
		await expect.poll(names).toEqual(['Antoine', 'Bertrand', 'Claude SARL']);
		await expect.element(page.getByText('3 found')).toBeVisible();
		await choose('Type', 'Individual');
		await expect.poll(names).toEqual(['Antoine', 'Bertrand']);
		await page.getByRole('button', { name: /^Tags VIP/ }).click();
		await page.getByRole('radio', { name: 'All' }).click();
		await expect.poll(names).toEqual(['Bertrand']);
		await page.getByRole('radio', { name: 'None' }).click();
		await expect.poll(names).toEqual(['Denise']);
		await userEvent.keyboard('{Escape}');
		await page.getByRole('button', { name: 'Clear', exact: true }).click();
		await expect.poll(names).toEqual(['Antoine', 'Bertrand', 'Claude SARL', 'Denise']);
	});

	test('“all matching” is what the filter leaves, Shift and a press take what lies between', async () => {
		for (const name of ['Aubert A', 'Aubert B', 'Aubert C', 'Aubert D', 'Zola']) await shown.book.account({ name });
		await open();
		await page.getByRole('textbox', { name: 'Filter accounts' }).fill('aubert');
		await expect.element(page.getByText('4 found')).toBeVisible();
		await grid.getByRole('checkbox', { name: 'Select Aubert A' }).click();
		await grid.getByRole('checkbox', { name: 'Select Aubert C' }).click({ modifiers: ['Shift'] });
		await expect.element(page.getByRole('toolbar', { name: '3 selected' })).toBeVisible();
		await page.getByRole('button', { name: 'Select all 4' }).click();
		await expect.element(page.getByRole('toolbar', { name: '4 selected' })).toBeVisible();
		await grid.getByRole('checkbox', { name: 'Select Aubert B' }).click();
		await expect.element(page.getByRole('toolbar', { name: '3 selected' })).toBeVisible();
	});

	test('a press on Tags sorts by them', async () => {
		const [vip, risk] = [await tag('VIP'), await tag('At risk')];
		await shown.book.account({ name: 'Antoine', tags: [vip] });
		await shown.book.account({ name: 'Bertrand', tags: [risk] });
		await shown.book.account({ name: 'Aubert' });
		await open();
		await grid.getByRole('columnheader', { name: 'Tags' }).getByRole('button').click();
		await expect.poll(names).toEqual(['Bertrand', 'Antoine', 'Aubert']);
	});
});

describe('saved filters', () => {
	beforeEach(async () => {
		await shown.book.account({ name: 'Antoine' });
		await shown.book.account({ name: 'Claude SARL', type: 'company', companyName: 'Claude SARL' });
	});

	test('a private one is there when the page opens again, gets another name, and comes back after its deletion', async () => {
		await open();
		await choose('Type', 'Company');
		await save('Companies', 'Only me');
		await expect.element(page.getByRole('button', { name: 'Saved filters, Companies is shown' })).toBeVisible();
		expect((await shown.book.first(shown.book.queries.vocabulary())).sharedFilters).toEqual([]);
		await shown.crash();
		await open();
		await expect.poll(names).toEqual(['Antoine', 'Claude SARL']);
		await saved.click();
		await page.getByRole('button', { name: 'Companies', exact: true }).click();
		await expect.poll(names).toEqual(['Claude SARL']);

		await saved.click();
		await page.getByRole('button', { name: 'Rename or share the filter Companies' }).click();
		await page.getByRole('textbox', { name: 'Name' }).fill('Firms');
		await userEvent.keyboard('{Enter}');
		await expect.element(page.getByRole('button', { name: 'Saved filters, Firms is shown' })).toBeVisible();

		await saved.click();
		await page.getByRole('button', { name: 'Delete the filter Firms' }).click();
		await expect.element(page.getByText('The filter “Firms” is deleted.')).toBeVisible();
		await expect.element(saved).not.toBeInTheDocument();
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect.element(page.getByRole('button', { name: 'Saved filters, Firms is shown' })).toBeVisible();
	});

	test('shared with the firm, it is everybody’s; a name that another has is refused; its deletion is undone', async () => {
		await open();
		await choose('Type', 'Company');
		await save('Companies', 'Only me');
		await choose('Portal access', 'Without access');
		await save('Closed', 'Everyone in the firm');
		const shared = async () =>
			(await shown.book.first(shown.book.queries.vocabulary())).sharedFilters.map(({ name }) => name);
		await expect.poll(shared).toEqual(['Closed']);

		await saved.click();
		await page.getByRole('button', { name: 'Rename or share the filter Companies' }).click();
		await page.getByRole('textbox', { name: 'Name' }).fill('CLOSED');
		await page.getByRole('radio', { name: 'Everyone in the firm' }).click();
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await expect
			.element(page.getByRole('textbox', { name: 'Name' }))
			.toHaveAccessibleDescription('Another saved filter has this name.');
		await page.getByRole('textbox', { name: 'Name' }).fill('Companies');
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await expect.poll(shared).toEqual(['Closed', 'Companies']);

		await saved.click();
		const mine = page.getByRole('region', { name: 'Only me' });
		await expect.element(mine).not.toBeInTheDocument();
		await page.getByRole('button', { name: 'Delete the filter Closed' }).click();
		await expect.poll(shared).toEqual(['Companies']);
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect.poll(shared).toEqual(['Closed', 'Companies']);
	});
});

test('printing takes the whole list with its columns under the firm’s name, not just what is on screen', async () => {
	const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
	await shown.book.commands.fillWithSamples(() => undefined);
	await open();
	await expect.element(grid.getByRole('link').first()).toBeVisible();
	const count = Number(grid.element().getAttribute('aria-rowcount')) - 1;
	await page.getByRole('button', { name: /^Print the list/ }).click();
	await expect.poll(() => print.mock.calls.length, { timeout: 20_000 }).toBe(1);
	const table = document.querySelector('table');
	expect(table?.querySelectorAll('tbody tr')).toHaveLength(count);
	expect([...(table?.querySelectorAll('th') ?? [])].map((head) => head.textContent)).toEqual(
		grid
			.getByRole('columnheader')
			.elements()
			.map((head) => head.textContent?.trim())
			.filter((text) => text !== ''),
	);
	expect(table?.previousElementSibling?.textContent).toContain(`${count} found`);
	window.dispatchEvent(new Event('afterprint'));
	await expect.poll(() => document.querySelector('table')).toBe(null);
	print.mockRestore();
});
