import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import AccountProfile from '../../src/lib/features/accounts/AccountProfile.svelte';
import AccountsPage from '../../src/lib/features/accounts/AccountsPage.svelte';
import ContactsPage from '../../src/lib/features/contacts/ContactsPage.svelte';
import ContactProfile from '../../src/lib/features/contacts/ContactProfile.svelte';
import SyncPanel from '../../src/lib/features/sync-status/SyncPanel.svelte';
import type { AccountId, ContactId, EventId, InvitationId } from '../../src/lib/domain/ids.ts';
import type { InvitationFact } from '../../src/lib/domain/invitation.ts';
import type { Stamp } from '../../src/lib/domain/clock.ts';
import { BY_NAME } from '../../src/lib/queries/list-spec.ts';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined), preloadCode: vi.fn(async () => undefined) }));

let shown: BookPage;
let account: AccountId;
let lea: ContactId;

beforeEach(async () => {
	shown = await openBookPage();
	account = await shown.book.account({
		name: 'Martin',
		people: [{ firstName: 'Léa', lastName: 'Martin', email: 'lea@exemple.fr', switches: { login: true } }],
	});
	const [row] = await shown.book.queries.accountsById([account]);
	lea = row?.contactIds[0] as ContactId;
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const DAY = 24 * 60 * 60_000;
const open = () => shown.open(AccountProfile, { id: account, tab: 'info' });
const state = async () => (await shown.book.first(shown.book.queries.accessOf({ account })))[0]?.state;

async function ask(message = 'Bonjour'): Promise<InvitationId> {
	const result = await shown.book.commands.requestInvitations([{ contact: lea, accounts: [account] }], message);
	const [request] = result.ok ? result.value.requests : [];
	if (request === undefined) throw new Error('It was refused.');
	return request;
}

/** What the relay says of a request, a moment after it was asked. */
function says<T extends object>(request: InvitationId, what: T, later = 0): InvitationFact {
	const at = (Date.now() + later) * 1024;
	return { id: crypto.randomUUID() as EventId, at: at as Stamp, request, ...what } as unknown as InvitationFact;
}
const accepted = (request: InvitationId, later = 0) =>
	says(request, { type: 'invitation.accepted', accounts: [account], email: 'lea@exemple.fr', expiresAt: Date.now() + later + 7 * DAY }, later);

describe('what access has come to, on an account’s page', () => {
	test('INV-2, INV-25 not invited, queued on this device, with the relay, sent, activated; with when and by whom', async () => {
		await open();
		await expect.element(page.getByText('Not invited')).toBeVisible();
		const request = await ask();
		await expect.element(page.getByText('On this device. Will be sent when connected.')).toBeVisible();
		await expect.element(page.getByText(/^Asked by Camille Roux, .*, for lea@exemple\.fr\.$/)).toBeVisible();
		await shown.book.hears([accepted(request)]);
		await expect.element(page.getByText('With the relay')).toBeVisible();
		await expect.element(page.getByRole('button', { name: 'Cancel invitation Léa Martin' })).toBeVisible();
		await shown.book.hears([says(request, { type: 'invitation.sent', reply: '250 OK' })]);
		await expect.element(page.getByText(/^Handed to the mail server .* The link works until/)).toBeVisible();
		await expect.element(page.getByRole('button', { name: 'Invite again Léa Martin' })).toBeVisible();
		await shown.book.hears([says(request, { type: 'invitation.activated', accounts: [account] })]);
		await expect.element(page.getByText('Activated')).toBeVisible();
		await expect.element(page.getByRole('button', { name: /Invite/ })).not.toBeInTheDocument();
	});

	test('INV-2 bounced with the server’s words, expired, withdrawn with the reason, refused with the end of the brake', async () => {
		await open();
		const request = await ask();
		await shown.book.hears([accepted(request, -8 * DAY)]);
		await expect.element(page.getByText('Expired')).toBeVisible();
		await shown.book.hears([says(request, { type: 'invitation.bounced', reply: '550 No such user <x>' })]);
		await expect.element(page.getByText(/550 No such user <x>/)).toBeVisible();
		await shown.book.hears([says(request, { type: 'invitation.withdrawn', accounts: [account], reason: 'email-changed' })]);
		await expect.element(page.getByText(/^The e-mail address was changed/)).toBeVisible();
		const second = await ask('Encore');
		const until = Date.now() + 300_000;
		await shown.book.hears([says(second, { type: 'invitation.refused', accounts: [account], reason: 'too-soon', until })]);
		await expect.element(page.getByText(/The latest request was refused\. Asked less than 10 minutes ago: possible again at/)).toBeVisible();
		await page.getByText('All 2 requests').click();
		await expect.element(page.getByText(/lea@exemple\.fr: Withdrawn$/)).toBeVisible();
		await expect.element(page.getByText(/lea@exemple\.fr: Refused$/)).toBeVisible();
	});

	test('a brake that has not ended is said in the dialog, and Send stays shut', async () => {
		const request = await ask();
		await shown.book.hears([accepted(request), says(request, { type: 'invitation.sent', reply: '250' })]);
		await open();
		await page.getByRole('button', { name: 'Invite again Léa Martin' }).click();
		await expect.element(page.getByText(/Asked less than 10 minutes ago: possible again at/)).toBeVisible();
		await expect.element(page.getByRole('button', { name: /^Send/ })).toBeDisabled();
	});
});

describe('until it leaves', () => {
	test('INV-25 its message is edited, it is cancelled without a trace, and Undo asks anew', async () => {
		await ask();
		await open();
		await page.getByRole('button', { name: 'Edit message Léa Martin' }).click();
		const message = page.getByRole('textbox', { name: /^Personal message/ });
		await expect.element(message).toHaveValue('Bonjour');
		await message.fill('Autrement');
		await userEvent.keyboard('{Control>}{Enter}{/Control}');
		await expect.element(page.getByText('The message for Léa Martin is changed.')).toBeVisible();
		await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
		await page.getByRole('button', { name: 'Cancel invitation Léa Martin' }).click();
		await expect.element(page.getByText('Not invited')).toBeVisible();
		expect(await shown.book.first(shown.book.queries.invitationsOf({ account }))).toEqual([]);
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect.poll(state).toBe('queued');
		expect(await shown.book.first(shown.book.queries.invitationsOf({ account }))).toMatchObject([{ message: 'Autrement' }]);
	});

	test('INV-25 it is listed among what waits, in French too, and is cancelled there', async () => {
		await ask();
		await shown.open(SyncPanel, { open: true, onsigninagain: () => undefined });
		await expect.element(page.getByText('Invitation', { exact: true })).toBeVisible();
		shown.speak('fr');
		await page.getByRole('button', { name: 'Annuler l’invitation Léa Martin et Martin' }).click();
		await expect.poll(state).toBe('not-invited');
		await expect.element(page.getByText('Invitation', { exact: true })).not.toBeInTheDocument();
	});
});

test('INV-8 a contact’s page tells it for each account, and one mail names those that are asked for together', async () => {
	const other = await shown.book.account({ name: 'SCI des Lilas', people: [{ firstName: 'Tom', lastName: 'Petit' }] });
	await shown.book.commands.linkContact(other, lea, { login: true, notify: false, sync: false });
	await shown.open(ContactProfile, { id: lea, tab: 'info' });
	await expect.element(page.getByText('Not invited').nth(1)).toBeVisible();
	await page.getByRole('button', { name: 'Invite Léa Martin' }).first().click();
	const dialog = page.getByRole('dialog', { name: 'Invite: Léa Martin' });
	await expect.element(dialog).toBeVisible();
	for (const name of ['Martin', 'SCI des Lilas']) {
		const box = dialog.getByRole('checkbox', { name, exact: true });
		if (box.element().getAttribute('aria-checked') === 'false') await box.click();
	}
	await expect.element(dialog.getByText(/«\sMartin\s» et «\sSCI des Lilas\s»/)).toBeInTheDocument();
	await dialog.getByRole('button', { name: 'Send' }).click();
	await expect.poll(async () => new Set((await shown.book.first(shown.book.queries.invitationsOf({ contact: lea }))).map(({ request }) => request)).size).toBe(1);
	expect(await shown.book.first(shown.book.queries.accessOf({ contact: lea }))).toMatchObject([{ state: 'queued' }, { state: 'queued' }]);
});

test('lists and the overview have the same words, and menus ask too', async () => {
	await page.viewport(1280, 800);
	await shown.open(AccountsPage, { status: 'active', onstatus: () => undefined });
	const line = page.getByRole('grid', { name: 'Accounts' }).getByRole('row', { name: /Martin/ });
	await expect.element(line.getByText('Not invited')).toBeVisible();
	await ask();
	await expect.element(line.getByText('Queued')).toBeVisible();
	await shown.crash();
	const contacts = shown.book.queries.contactList({ kind: 'contact', status: 'active', text: '', terms: [], sort: BY_NAME, aliases: {} });
	expect(await shown.book.first(contacts.lines({ from: 0, count: 9 }))).toMatchObject([{ id: lea, contact: { access: ['queued'] } }]);
	await shown.open(AccountProfile, { id: account, tab: 'overview' });
	await expect.element(page.getByRole('region', { name: /^Contacts/ }).getByText('Queued')).toBeVisible();
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: 'Invite' }).click();
	await expect.element(page.getByRole('dialog', { name: 'Invite: Martin' }).getByText('Nobody here can be invited at the moment.')).toBeVisible();
});

test('both lists are filtered by what an invitation has come to', async () => {
	await shown.book.account({
		name: 'Zola',
		people: [{ firstName: 'Noé', lastName: 'Zola', email: 'noe@exemple.fr', switches: { login: true } }],
	});
	const request = await ask();
	await shown.book.hears([accepted(request), says(request, { type: 'invitation.sent', reply: '250 OK' })]);
	const links = (list: string) =>
		page
			.getByRole('grid', { name: list })
			.getByRole('link')
			.elements()
			.map((link) => link.textContent?.trim());
	const choose = async (answer: string) => {
		await page.getByRole('button', { name: 'Filter', exact: true }).click();
		await page.getByRole('option', { name: 'Invitation', exact: true }).click();
		await page.getByRole('checkbox', { name: answer, exact: true }).click();
		await userEvent.keyboard('{Escape}');
	};
	await shown.open(ContactsPage, { status: 'active', onstatus: () => undefined });
	await choose('Sent');
	await expect.poll(() => links('Contacts')).toEqual(['Léa Martin']);
	await shown.book.hears([says(request, { type: 'invitation.activated', accounts: [account] }, 1)]);
	await expect.element(page.getByRole('grid', { name: 'Contacts' })).not.toBeInTheDocument();
	await shown.crash();
	await shown.open(AccountsPage, { status: 'active', onstatus: () => undefined });
	await choose('Not invited');
	await expect.poll(() => links('Accounts')).toEqual(['Zola']);
});
