import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import CommandPalette from '../../src/lib/features/frame/CommandPalette.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

let book: BookPage;

beforeEach(async () => {
	book = await openBookPage();
	await book.book.account({
		people: [{ firstName: 'Léa', lastName: 'Dupré', email: 'lea@dupre.example', phones: ['06 39 98 01 21'] }],
	});
	await book.book.account({
		type: 'company',
		companyName: 'Boulangerie Martin',
		people: [{ firstName: 'Paul', lastName: 'Martin' }],
	});
	await book.open(CommandPalette, { open: true });
});

afterEach(async () => {
	await book.crash();
	await book.book.leave();
});

test('accounts and contacts are found without accents, by part of an e-mail and by digits of a phone number', async () => {
	const field = page.getByRole('combobox');
	for (const text of ['dupre', 'lea@dup', '0639980121']) {
		await field.fill(text);
		await expect.element(page.getByRole('option', { name: /Léa Dupré.*Contact/ })).toBeVisible();
	}
	await expect.element(page.getByRole('option', { name: /Boulangerie/ })).not.toBeInTheDocument();
});

test('the best hit is chosen with each answer and heard from the field; arrows move on', async () => {
	const field = page.getByRole('combobox');
	await field.fill('martin');
	await expect.poll(() => page.getByRole('option').elements().length).toBe(2);
	const heard = () => {
		const id = field.element().getAttribute('aria-activedescendant');
		return id === null ? null : document.getElementById(id);
	};
	await expect.poll(heard).toBe(page.getByRole('option').first().element());
	await userEvent.keyboard('{ArrowDown}');
	await expect.poll(heard).toBe(page.getByRole('option').last().element());
	await field.fill('boulangerie');
	await expect.poll(() => page.getByRole('option').elements().length).toBe(1);
	await expect.poll(heard).toBe(page.getByRole('option').first().element());
});

test('nothing found says so, with what was typed', async () => {
	await page.getByRole('combobox').fill('zzzz');
	await expect.element(page.getByRole('status')).toHaveTextContent('Nothing found for “zzzz” on this device.');
});

test('before anything is typed, actions and places are there with their keys; what is typed finds them beside clients', async () => {
	await expect.element(page.getByRole('option', { name: /^New account N$/ })).toBeVisible();
	const field = page.getByRole('combobox');
	await field.fill('dark');
	await expect.element(page.getByRole('option', { name: /^Theme: Dark/ })).toBeVisible();
	await field.fill('devices');
	await expect.element(page.getByRole('option', { name: /^Devices/ })).toBeVisible();
	await field.fill('new acc');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => book.frame.creating).toBe('account');
});

test('a typing error is forgiven', async () => {
	await page.getByRole('combobox').fill('boulnagerie');
	await expect.element(page.getByRole('option', { name: /Boulangerie Martin/ })).toBeVisible();
});
