import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId } from '../../src/lib/domain/ids.ts';
import AccountProfile from '../../src/lib/features/accounts/AccountProfile.svelte';
import ContactProfile from '../../src/lib/features/contacts/ContactProfile.svelte';
import InboxPage from '../../src/lib/features/inbox/InboxPage.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';
import { told } from '../support/told.ts';

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

/** A client who registered online, as the relay writes them. */
async function registered(person = { firstName: 'Léa', lastName: 'Martin', email: 'lea@exemple.fr', phones: ['06 12 34 56 78'] }) {
	const { book } = shown;
	const account = await book.account({ people: [person] });
	await book.elsewhere(accountDocument(account), 'toReview', true, Date.now() - 1_000);
	const contact = (await book.first(book.queries.account(account)))?.contactIds[0] as ContactId;
	const event = { account, contact, name: 'Léa Martin', email: person.email, matches: [] };
	await book.hears([told({ type: 'client.signedUp', ...event })]);
	return { account, contact };
}

const row = (id: AccountId) => shown.book.first(shown.book.queries.account(id));
const person = (id: ContactId) => shown.book.first(shown.book.queries.contact(id));
const open = (id: AccountId) => shown.open(AccountProfile, { id, tab: 'overview' as const });
const undo = page.getByRole('button', { name: 'Undo' });

describe('a client who registered online', () => {
	test('POR-26 is marked on the account, on the contact and in the Inbox until somebody keeps them', async () => {
		const { account, contact } = await registered();
		await shown.open(InboxPage, {});
		await expect.element(page.getByText('To review', { exact: true })).toBeVisible();
		await shown.crash();
		await shown.open(ContactProfile, { id: contact, tab: 'info' as const });
		await expect.element(page.getByText('This client registered online')).toBeVisible();
		await shown.crash();
		await open(account);
		await expect.element(page.getByText('To review', { exact: true })).toBeVisible();
		await page.getByRole('button', { name: 'Keep' }).click();
		await expect.poll(async () => (await row(account))?.toReview).toBe(false);
		await expect.element(page.getByText('This client registered online')).not.toBeInTheDocument();
		await undo.click();
		await expect.element(page.getByText('This client registered online')).toBeVisible();
	});

	test('POR-26 refused: archived with whoever is in no other account, without access; one undo brings all of it back', async () => {
		const { account, contact } = await registered();
		await shown.book.commands.setSwitches(account, contact, { login: true });
		await open(account);
		await page.getByRole('button', { name: 'Refuse' }).click();
		await expect.poll(async () => (await row(account))?.status).toBe('archived');
		expect((await row(account))?.links[0]?.login).toBe(false);
		expect((await person(contact))?.status).toBe('archived');
		await undo.click();
		await expect.poll(async () => (await row(account))?.status).toBe('active');
		expect(await row(account)).toMatchObject({ toReview: true, links: [{ login: true }] });
		expect((await person(contact))?.status).toBe('active');
	});

	test('POR-26 who may be the same person is shown, by phone too; linked, contacts and accounts become one, and undo parts them', async () => {
		const known = await shown.book.account({
			people: [{ firstName: 'Lea', lastName: 'Martin-Roux', email: 'autre@exemple.fr', phones: ['+33 6 12 34 56 78'] }],
		});
		const { account, contact } = await registered();
		await open(account);
		await expect.element(page.getByRole('link', { name: 'Open Lea Martin-Roux' })).toBeVisible();
		await expect.element(page.getByText('same phone')).toBeVisible();
		await page.getByRole('button', { name: 'Link to Lea Martin-Roux' }).click();
		await expect.element(page.getByText(/becomes part of/)).toBeVisible();
		await page.getByRole('dialog').getByRole('button', { name: 'Link' }).click();
		const counts = () => shown.book.first(shown.book.queries.counts());
		await expect.poll(counts).toMatchObject({ accounts: 1, contacts: 1 });
		await undo.click();
		await expect.poll(counts).toMatchObject({ accounts: 2, contacts: 2 });
		await expect.poll(async () => (await row(account))?.toReview).toBe(true);
		expect((await person(contact))?.email).toBe('lea@exemple.fr');
		expect((await row(known))?.status).toBe('active');
	});

	test('in French, on a phone', async () => {
		shown.speak('fr');
		await page.viewport(390, 844);
		const { account } = await registered();
		await open(account);
		await expect.element(page.getByText('Ce client s’est inscrit en ligne')).toBeVisible();
		await expect.element(page.getByRole('button', { name: 'Refuser' })).toBeVisible();
		expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
	});
});
