import { afterEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import type { Role } from '../../src/lib/domain/staff.ts';
import AccountProfile from '../../src/lib/features/accounts/AccountProfile.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;
let account: AccountId;
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

/** A deleted account on screen. */
async function open(role: Role): Promise<void> {
	shown = await openBookPage({ role });
	account = await shown.book.account({ people: [{ firstName: 'Léa', lastName: 'Martin' }] });
	await shown.book.commands.archiveAccounts([account]);
	await shown.book.commands.deleteAccounts([account]);
	await shown.open(AccountProfile, { id: account, tab: 'overview' });
}


describe('erasing for good', () => {
	test('ERA-2 an owner types the name, sees that it waits, and keeps it after all', async () => {
		await open('owner');
		await page.getByRole('button', { name: 'Erase for good…' }).click();
		const dialog = page.getByRole('dialog', { name: 'Erase Léa Martin for good?' });
		await expect.element(dialog.getByText('The law may want it kept')).toBeVisible();
		await expect.element(dialog.getByText(/Backups made before/)).toBeVisible();
		await dialog.getByRole('checkbox', { name: 'Also erase 1 contact who belongs to nothing else' }).click();
		const confirm = dialog.getByRole('button', { name: 'Erase for good' });
		await expect.element(confirm).toBeDisabled();
		await dialog.getByRole('textbox').fill('léa martin');
		await confirm.click();
		await expect.element(page.getByText('Waiting to be erased for good')).toBeVisible();
		await expect.element(page.getByRole('button', { name: 'Restore to the archive' })).not.toBeInTheDocument();
		await page.getByRole('button', { name: 'Keep it after all' }).click();
		await expect.element(page.getByRole('button', { name: 'Restore to the archive' })).toBeVisible();
	});

	test('ERA-1 a member is told whose it is to do', async () => {
		await open('member');
		await expect.element(page.getByText('Owners and admins can erase it for good.')).toBeVisible();
		await expect.element(page.getByRole('button', { name: 'Erase for good…' })).not.toBeInTheDocument();
	});
});
