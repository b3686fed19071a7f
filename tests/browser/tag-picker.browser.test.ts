import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { TagId } from '../../src/lib/domain/ids.ts';
import type { Tag } from '../../src/lib/domain/tag.ts';
import TagPickerHost from '../support/TagPickerHost.svelte';

const idOf = (n: number) => `0190b36e-0000-7000-8000-${String(n).padStart(12, '0')}` as TagId;
const tags: Tag[] = ['Écoles', 'À revoir', 'VIP'].map((name, n) => ({
	id: idOf(n),
	name,
	color: 'teal',
	kind: 'account',
}));
const vocabulary = { tags, resolve: (id: TagId) => tags.find((tag) => tag.id === id) ?? null };
const picker = page.getByRole('combobox', { name: 'Tags' });
let sent: () => void;

beforeEach(async () => {
	sent = vi.fn();
	await render(TagPickerHost, { vocabulary, onsubmit: sent });
});

test('typing finds without accents, Enter adds and sends nothing, Backspace takes the last away', async () => {
	await picker.click();
	await userEvent.keyboard('eco');
	await expect.element(page.getByRole('option', { name: 'Écoles' })).toBeVisible();
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByRole('button', { name: 'Remove Écoles' })).toBeVisible();
	await expect.element(picker).toHaveValue('');
	await userEvent.keyboard('vip{Enter}');
	await expect.element(page.getByRole('button', { name: 'Remove VIP' })).toBeVisible();
	await userEvent.keyboard('{Backspace}');
	await expect.element(page.getByRole('button', { name: 'Remove VIP' })).not.toBeInTheDocument();
	await expect.element(page.getByRole('button', { name: 'Remove Écoles' })).toBeVisible();
	expect(sent).not.toHaveBeenCalled();
});

test('an unknown name becomes a tag, whose colour can be chosen by keyboard', async () => {
	await picker.click();
	await userEvent.keyboard('Nouveau client');
	await expect.element(page.getByRole('option', { name: 'Create “Nouveau client”' })).toBeVisible();
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByRole('button', { name: 'Remove Nouveau client' })).toBeVisible();
	page.getByRole('button', { name: 'Colour of Nouveau client' }).element().focus();
	await userEvent.keyboard('{Enter}');
	await page.getByRole('menuitem', { name: 'Violet' }).click();
	await expect.element(page.getByRole('button', { name: 'Colour of Nouveau client' })).toBeVisible();
});

test('what is typed and not chosen stays in the field, which says that it is no tag yet', async () => {
	await picker.click();
	await userEvent.keyboard('Nouv{Tab}');
	await expect.element(picker).toHaveValue('Nouv');
	await expect.element(picker).toHaveAccessibleDescription(/not added yet/);
});

test('Escape closes the list and keeps what was typed', async () => {
	await picker.click();
	await userEvent.keyboard('vip{Escape}');
	await expect.element(page.getByRole('listbox')).not.toBeInTheDocument();
	await expect.element(picker).toHaveValue('vip');
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByRole('button', { name: 'Remove VIP' })).toBeVisible();
	expect(sent).not.toHaveBeenCalled();
});
