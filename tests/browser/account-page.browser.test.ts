import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { AccountTab } from '../../src/lib/app/paths.ts';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import AccountProfile from '../../src/lib/features/accounts/AccountProfile.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;
let account: AccountId;

beforeEach(async () => {
	shown = await openBookPage();
	account = await shown.book.account({ people: [{ firstName: 'Léa', lastName: 'Martin' }] });
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const row = async () => {
	const [found] = await shown.book.queries.accountsById([account]);
	return found;
};
const open = (tab: AccountTab = 'info') => shown.open(AccountProfile, { id: account, tab });
const name = page.getByRole('textbox', { name: 'Account name' });

describe('a field edited in place', () => {
	test('is saved on Enter, taken back by Escape, and follows its rule when emptied', async () => {
		await open();
		await expect.element(name).toHaveAttribute('placeholder', 'Léa Martin');
		await name.fill('Famille Martin');
		await userEvent.keyboard('{Enter}');
		await expect.element(page.getByRole('heading', { level: 1, name: 'Famille Martin' })).toBeVisible();
		await expect.element(page.getByText('Saved', { exact: true })).toBeVisible();
		await name.fill('Something else');
		await userEvent.keyboard('{Escape}');
		await expect.element(name).toHaveValue('Famille Martin');
		await name.fill('');
		await userEvent.keyboard('{Tab}');
		await expect.element(page.getByRole('heading', { level: 1, name: 'Léa Martin' })).toBeVisible();
		expect((await row())?.typedName).toBe('');
	});

	test('that is wrong is not saved, says why beside it, and is repaired by one press', async () => {
		await open();
		await name.fill('Martin / Fils');
		await userEvent.keyboard('{Tab}');
		await expect.element(name).toHaveAccessibleDescription(/“\/” can’t be used/);
		expect((await row())?.name).toBe('Léa Martin');
		await page.getByRole('button', { name: 'Use “Martin - Fils”' }).click();
		await expect.poll(async () => (await row())?.name).toBe('Martin - Fils');
	});

	test('keeps what is being typed when a colleague changes it, and offers theirs', async () => {
		await open();
		await name.fill('Typed here');
		await shown.book.commands.editAccount(account, { name: 'From elsewhere' });
		await expect.element(page.getByText('Changed elsewhere meanwhile to “From elsewhere”.')).toBeVisible();
		await expect.element(name).toHaveValue('Typed here');
		await page.getByRole('button', { name: 'Use that' }).click();
		await expect.element(name).toHaveValue('From elsewhere');
		expect((await row())?.name).toBe('From elsewhere');
	});

	test('shows what a colleague wrote at the same time and what lost, and restores it by one press', async () => {
		await shown.book.commands.editAccount(account, { name: 'Mine' });
		await shown.book.elsewhere(accountDocument(account), 'name', 'Theirs', Date.now() - 60_000);
		await open();
		await expect.element(name).toHaveValue('Mine');
		await expect.element(page.getByText(/Also written, .*another device: “Theirs”/)).toBeVisible();
		await page.getByRole('button', { name: 'Restore', exact: true }).click();
		await expect.element(name).toHaveValue('Theirs');
		await expect.element(page.getByText(/Also written/)).not.toBeInTheDocument();
	});
});

describe('the type', () => {
	test('company is reached with a name; back to individual removes the company’s fields, with a way back', async () => {
		await open();
		await page.getByRole('radio', { name: 'Company' }).click();
		const company = page.getByRole('textbox', { name: 'Company name' });
		await expect.element(company).toHaveFocus();
		await company.fill('Martin SARL');
		await userEvent.keyboard('{Enter}');
		await expect.poll(async () => (await row())?.type).toBe('company');
		await page.getByRole('radio', { name: 'Individual' }).click();
		await expect.poll(async () => [(await row())?.type, (await row())?.companyName]).toEqual(['individual', '']);
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect
			.poll(async () => [(await row())?.type, (await row())?.companyName])
			.toEqual(['company', 'Martin SARL']);
	});
});

describe('contacts', () => {
	test('the last one stays, with the reason', async () => {
		await open();
		await page.getByRole('button', { name: 'Actions for Léa Martin' }).click();
		await page.getByRole('menuitem', { name: 'Unlink from this account' }).click();
		await expect
			.element(page.getByText('An account keeps at least one contact. Link somebody else first.'))
			.toBeVisible();
		expect((await row())?.links).toHaveLength(1);
	});

	test('another one is linked, and unlinking has a way back to the old place', async () => {
		await shown.book.contact({ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@example.com' });
		await open();
		await page.getByRole('button', { name: 'Add contact' }).click();
		await userEvent.keyboard('zoe');
		await expect.element(page.getByRole('option', { name: /Zoé Petit/ })).toBeVisible();
		await userEvent.keyboard('{Enter}{Control>}{Enter}{/Control}');
		await expect.element(page.getByRole('link', { name: 'Zoé Petit' })).toBeVisible();
		await page.getByRole('button', { name: 'Actions for Léa Martin' }).click();
		await page.getByRole('menuitem', { name: 'Unlink from this account' }).click();
		await expect.element(page.getByRole('heading', { level: 1, name: 'Zoé Petit' })).toBeVisible();
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect.element(page.getByRole('heading', { level: 1, name: 'Léa Martin' })).toBeVisible();
	});

	test('LOGIN needs an address: the cursor goes to the e-mail in place, and the switch turns afterwards', async () => {
		await open();
		const login = page.getByRole('switch', { name: 'LOGIN' });
		await login.click();
		await expect.element(login).not.toBeChecked();
		await expect.element(page.getByRole('textbox', { name: 'E-mail' })).toHaveFocus();
		await userEvent.keyboard('lea@example.com{Enter}');
		await expect.element(page.getByText('Saved', { exact: true })).toBeVisible();
		await login.click();
		await expect.poll(async () => (await row())?.links[0]?.login).toBe(true);
		await expect.element(login).toBeChecked();
	});
});

test('archiving has a way back', async () => {
	await open();
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: /^Archive/ }).click();
	await expect.element(page.getByText('Léa Martin is archived.')).toBeVisible();
	expect((await row())?.status).toBe('archived');
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.poll(async () => (await row())?.status).toBe('active');
});

test('activity tells who changed what, and writes an older value again as a new change', async () => {
	await shown.book.commands.editAccount(account, { name: 'First' });
	await shown.book.commands.editAccount(account, { name: 'Second' });
	await open('activity');
	const lines = page.getByRole('list', { name: 'Activity' });
	await expect.element(lines.getByText('Camille Roux').first()).toBeVisible();
	await lines.getByRole('button', { name: 'Restore Account name: First' }).click();
	await expect.poll(async () => (await row())?.name).toBe('First');
	await expect.element(lines.getByText('restored')).toBeVisible();
});
