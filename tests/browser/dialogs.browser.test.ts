import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import DialogHost from '../support/DialogHost.svelte';

test('a dialog takes the focus, keeps it, and gives it back where it came from', async () => {
	await render(DialogHost);
	await page.getByRole('button', { name: 'Open' }).click();
	await expect
		.element(page.getByRole('dialog', { name: 'New client' }))
		.toHaveAccessibleDescription('What the firm needs');
	await expect.element(page.getByLabelText('Name')).toHaveFocus();
	await userEvent.tab();
	await userEvent.tab();
	await userEvent.tab();
	await expect.poll(() => page.getByRole('dialog').element().contains(document.activeElement)).toBe(true);
	await userEvent.keyboard('{Escape}');
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	await expect.element(page.getByRole('button', { name: 'Open' })).toHaveFocus();
});

test('a dialog with typed input at stake stays open until it may close', async () => {
	await render(DialogHost, { mayClose: () => false });
	await page.getByRole('button', { name: 'Open' }).click();
	await page.getByLabelText('Name').fill('Moreau');
	await userEvent.keyboard('{Escape}');
	await page.getByRole('button', { name: 'Close' }).click();
	await expect.element(page.getByLabelText('Name')).toHaveValue('Moreau');
});
