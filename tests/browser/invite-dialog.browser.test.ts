import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import AccountsPage from '../../src/lib/features/accounts/AccountsPage.svelte';
import AccountProfile from '../../src/lib/features/accounts/AccountProfile.svelte';
import type { AccountId, ContactId } from '../../src/lib/domain/ids.ts';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined), preloadCode: vi.fn(async () => undefined) }));

let shown: BookPage;
let account: AccountId;
let lea: ContactId;

beforeEach(async () => {
	shown = await openBookPage();
	account = await shown.book.account({
		people: [
			{ firstName: 'Léa', lastName: 'Martin', email: 'lea@exemple.fr', language: 'fr' },
			{ firstName: 'Paul', lastName: 'Martin' },
			{ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@exemple.fr' },
		],
	});
	const [row] = await shown.book.queries.accountsById([account]);
	lea = row?.contactIds[0] as ContactId;
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const dialog = page.getByRole('dialog');
const message = page.getByRole('textbox', { name: /^(Personal message|Message personnel)/ });
const requests = () => shown.book.first(shown.book.queries.invitationsOf({ account }));
const open = () => shown.open(AccountProfile, { id: account, tab: 'info' });
/** Switches LOGIN on for the first contact, and waits for the offer. */
async function offer(): Promise<void> {
	await page.getByRole('switch', { name: 'LOGIN' }).first().click();
	await expect.element(dialog).toBeVisible();
}
const lines = () => shown.book.first(shown.book.queries.outbox(50)).then(({ rows }) => rows.length);

describe('the offer to invite', () => {
	test('INV-24 comes when LOGIN is switched on: who it is about is ticked, the others are not, and who has no e-mail is said to have none', async () => {
		await open();
		await offer();
		await expect.element(message).toHaveFocus();
		await expect.element(dialog.getByRole('checkbox', { name: 'Léa Martin' })).toBeChecked();
		await expect.element(dialog.getByRole('checkbox', { name: 'Zoé Petit' })).not.toBeChecked();
		await expect.element(dialog.getByRole('checkbox', { name: 'Paul Martin' })).toBeDisabled();
		await expect.element(dialog.getByRole('link', { name: 'Add an address for Paul Martin' })).toBeVisible();
	});

	test('INV-24 Esc is Skip: access stays, nothing is asked, and what was typed is offered again', async () => {
		await open();
		await offer();
		await message.fill('Bonjour Léa');
		await expect.element(dialog.getByText(/> Bonjour Léa/)).toBeInTheDocument();
		await userEvent.keyboard('{Escape}');
		await expect.element(dialog).not.toBeInTheDocument();
		expect(await requests()).toEqual([]);
		expect((await shown.book.first(shown.book.queries.accessOf({ account }))).map(({ state }) => state)).toEqual(['not-invited']);
		await shown.crash();
		await open();
		await page.getByRole('switch', { name: 'LOGIN' }).first().click();
		await expect.element(page.getByRole('switch', { name: 'LOGIN' }).first()).not.toBeChecked();
		await offer();
		await dialog.getByRole('button', { name: 'Go on with it' }).click();
		await expect.element(message).toHaveValue('Bonjour Léa');
	});

	test('the mail is shown in the client’s language, typed markup as text; Ctrl Enter, however often, asks once', async () => {
		await open();
		await offer();
		await message.fill('Chère Léa <b>!');
		await expect.element(dialog.getByText('Cabinet Lefèvre vous invite dans votre espace client')).toBeVisible();
		await expect.element(dialog.getByText(/> Chère Léa <b>!/)).toBeInTheDocument();
		const frame = dialog.element().querySelector('iframe');
		expect(frame?.srcdoc).toContain('Chère Léa &#60;b&#62;!');
		expect(frame?.getAttribute('sandbox')).toBe('allow-same-origin');
		const before = await lines();
		await userEvent.keyboard('{Control>}{Enter}{Enter}{/Control}');
		await expect.element(page.getByText('The invitation for Léa Martin will be sent when connected.')).toBeVisible();
		await expect.element(dialog).not.toBeInTheDocument();
		expect(await requests()).toMatchObject([{ contact: lea, state: 'queued', message: 'Chère Léa <b>!' }]);
		expect(await lines()).toBe(before + 1);
		// The focus is back on the switch: what was meant for the dialog turns nothing.
		await expect.element(page.getByRole('switch', { name: 'LOGIN' }).first()).toHaveFocus();
		await userEvent.keyboard('{Control>}{Enter}{/Control}');
		await expect.element(page.getByRole('switch', { name: 'LOGIN' }).first()).toBeChecked();
		expect(await lines()).toBe(before + 1);
	});

	test('a message over 1,000 characters is counted and not sent', async () => {
		await open();
		await offer();
		await message.fill('x'.repeat(1_003));
		await expect.element(dialog.getByText('1,003 of 1,000')).toBeVisible();
		await userEvent.keyboard('{Control>}{Enter}{/Control}');
		await expect.element(message).toHaveAccessibleDescription(/Too long by 3 characters/);
		expect(await requests()).toEqual([]);
	});

	test('another person who is ticked is given access with their invitation', async () => {
		await open();
		await offer();
		await dialog.getByRole('checkbox', { name: 'Zoé Petit' }).click();
		await dialog.getByRole('button', { name: 'Send 2 invitations' }).click();
		await expect.element(page.getByText('2 invitations are queued and will be sent when connected.')).toBeVisible();
		expect(await requests()).toHaveLength(2);
		const [row] = await shown.book.queries.accountsById([account]);
		expect(row?.links.map(({ login }) => login)).toEqual([true, false, true]);
	});

	test('in French', async () => {
		await open();
		await offer();
		shown.speak('fr');
		await expect.element(page.getByRole('dialog', { name: /^Inviter\s: / })).toBeVisible();
		await expect.element(dialog.getByRole('button', { name: 'Passer' })).toBeVisible();
		await dialog.getByRole('button', { name: 'Envoyer' }).click();
		await expect.element(page.getByText('L’invitation pour Léa Martin partira au retour de la connexion.')).toBeVisible();
	});
});

describe('after Create', () => {
	async function create(login: boolean): Promise<void> {
		await shown.open();
		shown.frame.creating = 'account';
		await page.getByRole('radio', { name: 'Individual' }).click();
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.getByLabelText('First name').fill('Jean');
		await page.getByLabelText('Last name').fill('Neuf');
		await page.getByRole('textbox', { name: /^E-mail/ }).fill('jean@exemple.fr');
		if (login) await page.getByRole('switch', { name: 'LOGIN' }).click();
		// From the switch, too: what is sent is what is on screen.
		await userEvent.keyboard('{Control>}{Enter}{/Control}');
		await expect.element(page.getByText(/is saved on this device/)).toBeVisible();
	}

	test('INV-24, INV-25 with LOGIN on the invitation is offered; sent with no connection it waits', async () => {
		await create(true);
		await expect.element(page.getByRole('dialog', { name: 'Invite: Jean Neuf' })).toBeVisible();
		await expect.element(dialog.getByText(/There is no connection to the relay/)).not.toBeInTheDocument();
		await dialog.getByRole('button', { name: 'Send' }).click();
		await expect.element(page.getByText('The invitation for Jean Neuf will be sent when connected.')).toBeVisible();
		expect(await shown.book.first(shown.book.queries.pendingCounts())).toEqual({ total: 1, states: { queued: 1 } });
	});

	test('INV-24 without LOGIN nothing is asked', async () => {
		await create(false);
		await expect.element(dialog).not.toBeInTheDocument();
	});
});

describe('from a list', () => {
	test('a selection is invited together: whom is chosen, nobody is left out unsaid, and what came of it is summed up', async () => {
		await page.viewport(1280, 800);
		await shown.book.account({ name: 'Lilas', people: [{ firstName: 'Tom', lastName: 'Lilas', email: 'tom@exemple.fr', switches: { login: true } }] });
		await shown.open(AccountsPage, { status: 'active', onstatus: () => undefined });
		await page.getByRole('checkbox', { name: /^Select all 2/ }).click();
		await page.getByRole('toolbar').getByRole('button', { name: 'Invite' }).click();
		await expect.element(page.getByRole('dialog', { name: 'Invite clients' })).toBeVisible();
		await expect.element(dialog.getByText('1 mail to send, 2 without LOGIN, 1 without e-mail')).toBeVisible();
		await dialog.getByRole('radio', { name: 'All with e-mail' }).click();
		await expect.element(dialog.getByText('3 mails to send, 1 without e-mail')).toBeVisible();
		await message.fill('Bonjour à tous');
		await dialog.getByRole('combobox').or(dialog.getByRole('button', { name: /Tom Lilas/ })).first().click();
		await page.getByRole('option', { name: /Zoé Petit/ }).click();
		await expect.element(dialog.getByText('zoe@exemple.fr').first()).toBeVisible();
		await dialog.getByRole('button', { name: 'Send 3 invitations' }).click();
		await expect.element(dialog.getByText('3 invitations are queued and will be sent when connected.')).toBeVisible();
		await expect.element(dialog.getByText('Paul Martin')).toBeVisible();
		expect(await shown.book.first(shown.book.queries.pendingCounts())).toEqual({ total: 3, states: { queued: 3 } });
		await dialog.getByRole('button', { name: 'Close' }).last().click();
		await expect.element(dialog).not.toBeInTheDocument();
	});
});
