import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { AccountId, ContactId } from '../../src/lib/domain/ids.ts';
import AccountProfile from '../../src/lib/features/accounts/AccountProfile.svelte';
import ContactProfile from '../../src/lib/features/contacts/ContactProfile.svelte';
import DuplicatesPage from '../../src/lib/features/merge/DuplicatesPage.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

const { goto } = vi.hoisted(() => ({ goto: vi.fn(async () => undefined) }));
vi.mock('$app/navigation', () => ({ goto, preloadCode: vi.fn(async () => undefined) }));

let shown: BookPage;

beforeEach(async () => {
	goto.mockClear();
	shown = await openBookPage();
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

async function contact(id: ContactId) {
	const [row] = await shown.book.queries.contactsById([id]);
	if (row === undefined) throw new Error('no such contact');
	return row;
}

test('MRG-2 from a contact’s menu, by keyboard: found by typing, chosen field by field, merged, and taken back', async () => {
	const first = await shown.book.contact({ firstName: 'Léa', lastName: 'Martin', email: 'lea@martin.example' });
	const second = await shown.book.contact({ firstName: 'Lea', lastName: 'Martin', birthDate: '1984-03-12', phones: ['0612345678'] });
	await shown.open(ContactProfile, { id: first, tab: 'info' });
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: /^Merge with/ }).click();
	await page.getByRole('dialog').getByRole('combobox').fill('lea');
	await expect.element(page.getByRole('option', { name: /Lea Martin/ })).toBeVisible();
	await userEvent.keyboard('{Enter}');
	const dialog = page.getByRole('dialog', { name: 'Merge two contacts' });
	await expect.element(dialog.getByRole('group', { name: 'First name' })).toBeVisible();
	await expect.element(dialog.getByRole('radio', { name: /^Léa Martin/ })).toHaveFocus();
	await expect.element(dialog.getByText(/^Taken from whichever record has it: Date of birth/)).toBeVisible();
	await dialog.getByRole('group', { name: 'First name' }).getByRole('radio', { name: 'Lea' }).click();
	await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
	await expect.element(page.getByText('Léa Martin and Lea Martin are one record now.')).toBeVisible();
	expect(await contact(first)).toMatchObject({ firstName: 'Lea', birthDate: '1984-03-12', email: 'lea@martin.example', phones: ['0612345678'] });
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.poll(async () => (await contact(second)).mergedInto).toBeUndefined();
	expect(await contact(first)).toMatchObject({ firstName: 'Léa', birthDate: '' });
});

test('MRG-1 a merged account’s address goes on to the one that stands; its menu parts them again', async () => {
	const first = await shown.book.account({ name: 'Dupré' });
	const second = await shown.book.account({ name: 'Dupré bis' });
	await shown.book.commands.mergeAccounts(first, second);
	await shown.open(AccountProfile, { id: second, tab: 'overview' });
	await expect.poll(() => goto.mock.calls).toEqual([[`/accounts/${first}?from=${second}`, { replaceState: true }]]);
	await shown.crash();
	await shown.open(AccountProfile, { id: first, tab: 'overview' });
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: 'Part Dupré bis again' }).click();
	await expect.element(page.getByText('Dupré bis is a record of its own again.')).toBeVisible();
	const [row] = await shown.book.queries.accountsById([second as AccountId]);
	expect(row?.status).toBe('active');
});

test('DUP-1, DUP-2 possible duplicates: why, merging, and what is said to be two is gone for good, in French too', async () => {
	const first = await shown.book.contact({ firstName: 'Léa', lastName: 'Martin', email: 'lea@martin.example' });
	const second = await shown.book.contact({ firstName: 'L', lastName: 'Martin', email: 'LEA@martin.example' });
	await shown.book.contact({ firstName: 'Paul', lastName: 'Lefebvre' });
	await shown.book.contact({ firstName: 'Paul', lastName: 'Lefevre' });
	shown.speak('fr');
	await shown.open(DuplicatesPage, { kind: 'contact', onkind: () => undefined });
	const same = page.getByRole('listitem', { name: 'Léa Martin et L Martin' });
	await expect.element(same.getByText('même e-mail')).toBeVisible();
	await expect.element(page.getByText('nom presque identique')).toBeVisible();
	await expect.element(page.getByRole('radio', { name: 'Contacts 2' })).toBeVisible();
	await page.getByRole('listitem', { name: 'Paul Lefebvre et Paul Lefevre' }).getByRole('button', { name: 'Pas les mêmes' }).click();
	await expect.element(page.getByText('nom presque identique')).not.toBeInTheDocument();
	await same.getByRole('button', { name: 'Fusionner…' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Fusionner', exact: true }).click();
	await expect.element(page.getByText('Aucun doublon')).toBeVisible();
	expect((await contact(second)).mergedInto).toBe(first);
});
