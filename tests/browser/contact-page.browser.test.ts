import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ContactId } from '../../src/lib/domain/ids.ts';
import ContactProfile from '../../src/lib/features/contacts/ContactProfile.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;
let contact: ContactId;

beforeEach(async () => {
	shown = await openBookPage();
	contact = await shown.book.contact({ firstName: 'Léa', lastName: 'Martin', phones: ['0033612345678'] });
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const row = async () => {
	const [found] = await shown.book.queries.contactsById([contact]);
	return found;
};
const open = () => shown.open(ContactProfile, { id: contact, tab: 'info' });

test('a person’s title and date of birth are edited in place; a day that is none, or is still to come, is refused', async () => {
	await open();
	await page.getByRole('radio', { name: 'Ms' }).click();
	await expect.poll(async () => (await row())?.civility).toBe('ms');
	const born = page.getByRole('textbox', { name: 'Date of birth' });
	await born.fill('31/02/1984');
	await userEvent.keyboard('{Tab}');
	await expect.element(born).toHaveAccessibleDescription(/a date that exists/);
	await born.fill('1/1/2999');
	await userEvent.keyboard('{Tab}');
	await expect.element(born).toHaveAccessibleDescription(/in the future/);
	await born.fill('12 3 1984');
	await userEvent.keyboard('{Enter}');
	await expect.poll(async () => (await row())?.birthDate).toBe('1984-03-12');
	await expect.element(born).toHaveValue('12/03/1984');
});

test('a phone is read as the country writes it, and edited as it was typed', async () => {
	await open();
	const phone = page.getByRole('textbox', { name: 'Phone 1' });
	await expect.element(phone).toHaveValue('06 12 34 56 78');
	await phone.click();
	await expect.element(phone).toHaveValue('0033612345678');
	await userEvent.keyboard('{Escape}{Tab}');
	expect((await row())?.phones).toEqual(['0033612345678']);
});

test('archiving a contact leaves their accounts as they are, and goes back', async () => {
	const account = await shown.book.account({ people: [{ firstName: 'Paul', lastName: 'Petit' }] });
	await shown.book.commands.linkContact(account, contact, { login: false, notify: false, sync: false });
	await open();
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: /^Archive/ }).click();
	await expect.element(page.getByText('Léa Martin is archived, and stays linked to 1 account.')).toBeVisible();
	expect((await row())?.status).toBe('archived');
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.poll(async () => (await row())?.status).toBe('active');
});

test('an account is linked from the contact’s page with its switches, unlinked again, and both go back; the last contact of one stays', async () => {
	const account = await shown.book.account({
		people: [{ firstName: 'Paul', lastName: 'Petit' }],
		name: 'Petit et fils',
	});
	const people = async () => (await shown.book.queries.accountsById([account]))[0]?.contactIds.length;
	await open();
	await page.getByRole('button', { name: 'Link an account' }).click();
	const dialog = page.getByRole('dialog', { name: 'Link an account' });
	await dialog.getByRole('button', { name: 'Link', exact: true }).click();
	await expect.element(dialog.getByText('Choose an account first.')).toBeVisible();
	await expect.element(dialog.getByRole('combobox')).toHaveFocus();
	await userEvent.keyboard('petit et');
	await expect.element(dialog.getByRole('option', { name: /Petit et fils/ })).toBeVisible();
	await userEvent.keyboard('{Enter}');
	await dialog.getByRole('switch', { name: /^LOGIN/ }).click();
	await expect.element(dialog.getByRole('switch', { name: /^LOGIN/ })).not.toBeChecked();
	await dialog.getByRole('switch', { name: /^EMAIL SYNC/ }).click();
	await dialog.getByRole('button', { name: 'Link', exact: true }).click();
	await expect.element(page.getByText('Léa Martin is linked to Petit et fils.')).toBeVisible();
	expect(await people()).toBe(2);
	await expect.element(page.getByRole('switch', { name: /^EMAIL SYNC/ })).toBeChecked();

	await page.getByRole('button', { name: 'Actions for Petit et fils' }).click();
	await page.getByRole('menuitem', { name: 'Unlink from this account' }).click();
	await expect.poll(people).toBe(1);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.poll(people).toBe(2);

	const [paul] = (await shown.book.queries.accountsById([account]))[0]?.contactIds ?? [];
	if (paul === undefined) throw new Error('nobody is left');
	await shown.book.commands.unlinkContact(account, paul);
	await page.getByRole('button', { name: 'Actions for Petit et fils' }).click();
	await page.getByRole('menuitem', { name: 'Unlink from this account' }).click();
	await expect.element(page.getByRole('alert')).toBeVisible();
	expect(await people()).toBe(1);
});
