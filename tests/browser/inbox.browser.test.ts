import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accountDocument, contactDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import InboxPage from '../../src/lib/features/inbox/InboxPage.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';
import { told } from '../support/told.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;
let account: AccountId;
let contact: ContactId;

/** A press on a link leaves for a page that is not there in a test. */
const stay = (event: MouseEvent) => {
	if (event.target instanceof Element && event.target.closest('a') !== null) event.preventDefault();
};

beforeEach(async () => {
	shown = await openBookPage();
	await page.viewport(1280, 800);
	account = await shown.book.account({
		name: 'Famille Martin',
		people: [{ firstName: 'Léa', lastName: 'Martin', email: 'lea@exemple.fr', switches: { login: true, notify: true } }],
	});
	contact = (await shown.book.first(shown.book.queries.account(account)))?.contactIds[0] as ContactId;
	document.addEventListener('click', stay, { capture: true });
});
afterEach(async () => {
	document.removeEventListener('click', stay, { capture: true });
	await shown.crash();
	await shown.book.leave();
});

const grid = page.getByRole('grid', { name: 'Inbox' });
const line = (words: RegExp) => grid.getByRole('row', { name: words });
const open = () => shown.open(InboxPage, {});
const HOUR = 3_600_000;

async function asked(): Promise<InvitationId> {
	const result = await shown.book.commands.requestInvitations([{ contact, accounts: [account] }], '');
	if (!result.ok || result.value.requests[0] === undefined) throw new Error('not asked');
	return result.value.requests[0];
}

/** Something of every kind that the relay tells, an hour apart. */
async function everything() {
	const request = await asked();
	const now = Date.now();
	await shown.book.hears([
		told({ type: 'client.signedUp', account, contact, name: 'Léa Martin', email: 'lea@exemple.fr', matches: [] }, now - 9 * HOUR),
		told({ type: 'invitation.accepted', request, accounts: [account], email: 'lea@exemple.fr', expiresAt: now + HOUR }, now - 8 * HOUR),
		told({ type: 'invitation.bounced', request, reply: '550 no such user' }, now - 7 * HOUR),
		told({ type: 'client.unsubscribed', account, contact }, now - 6 * HOUR),
		told({ type: 'client.linkWanted', account, contact, request, staff: shown.book.profile.staffId }, now - 5 * HOUR),
		told({ type: 'client.alike', record: contactDocument(contact), others: [contactDocument(contact)], by: 'email' }, now - 4 * HOUR),
		told({ type: 'invitation.activated', request, accounts: [account] }, now - 3 * HOUR),
	]);
}

describe('the Inbox', () => {
	test('says what it is for while nothing happened', async () => {
		await open();
		await expect.element(page.getByRole('heading', { name: 'Nothing has happened yet' })).toBeVisible();
	});

	test('tells every kind in a sentence, the latest first, and leads to what it is about', async () => {
		await everything();
		await open();
		await expect.element(line(/is active/)).toBeVisible();
		const sentences = grid.getByRole('link').elements().map((link) => link.textContent?.trim().replace(/^Unread:\s*/, ''));
		expect(sentences).toEqual([
			'Léa Martin is active',
			'Léa Martin may be in the book twice',
			'Léa Martin asks for a new link',
			'Léa Martin wants no more notices by mail',
			'The invitation of Léa Martin bounced',
			'Léa Martin has registered',
		]);
		await expect.element(line(/bounced/).getByText('550 no such user')).toBeVisible();
		await expect.element(line(/registered/).getByRole('link')).toHaveAttribute('href', `/accounts/${account}`);
		await expect.element(line(/may be in the book twice/).getByRole('link')).toHaveAttribute('href', '/clients/duplicates');
	});

	test('what is for a colleague alone is not shown', async () => {
		const request = await asked();
		const colleague = crypto.randomUUID() as StaffId;
		await shown.book.hears([told({ type: 'client.linkWanted', account, contact, request, staff: colleague })]);
		await open();
		await expect.element(page.getByRole('heading', { name: 'Nothing has happened yet' })).toBeVisible();
	});

	test('INV-16 is read by opening, by a press and by the keyboard, and made unread again; all at once too', async () => {
		await everything();
		await open();
		await expect.element(page.getByText('6 unread')).toBeVisible();
		await line(/is active/).getByRole('link').click();
		await expect.element(page.getByText('5 unread')).toBeVisible();
		await line(/bounced/).getByRole('button', { name: 'Mark as read' }).click();
		await expect.element(page.getByText('4 unread')).toBeVisible();
		(grid.getByRole('link').elements()[0] as HTMLElement).focus();
		await userEvent.keyboard('{ArrowDown}u');
		await expect.element(page.getByText('3 unread')).toBeVisible();
		await userEvent.keyboard('u');
		await expect.element(page.getByText('4 unread')).toBeVisible();
		await page.getByRole('radio', { name: 'Unread' }).click();
		await expect.poll(() => grid.getByRole('link').elements().length).toBe(4);
		await page.getByRole('button', { name: 'Mark all as read' }).click();
		await expect.element(page.getByRole('heading', { name: 'Everything is read' })).toBeVisible();
		await shown.book.hears([told({ type: 'client.unsubscribed', account, contact }, Date.now() + 1_000)]);
		await expect.element(line(/no more notices/)).toBeVisible();
	});

	test('INV-26 what rules settled between devices stands there until somebody deals with it', async () => {
		await shown.book.commands.editAccount(account, { name: 'Martin A' });
		await shown.book.elsewhere(accountDocument(account), 'name', 'Martin B', Date.now() - 5 * HOUR);
		await open();
		await expect.element(line(/changed on two devices at once/)).toBeVisible();
		await page.getByRole('button', { name: 'Mark all as read' }).click();
		await expect.element(page.getByRole('button', { name: 'Mark all as read' })).not.toBeInTheDocument();
		await shown.book.commands.editAccount(account, { name: 'Martin' });
		await expect.element(page.getByRole('heading', { name: 'Nothing has happened yet' })).toBeVisible();
	});

	test('in French on a phone: two lines each, nothing wider than the screen', async () => {
		shown.speak('fr');
		await page.viewport(390, 844);
		await everything();
		await open();
		await expect.element(page.getByRole('grid', { name: 'Réception' }).getByText(/Léa Martin s’est inscrit en ligne/)).toBeVisible();
		expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
	});
});
