import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { AccountId, ContactId, InvitationId } from '../../src/lib/domain/ids.ts';
import AccountsPage from '../../src/lib/features/accounts/AccountsPage.svelte';
import PendingPage from '../../src/lib/features/pending-activation/PendingPage.svelte';
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

const grid = page.getByRole('grid', { name: 'Pending activations' });
const line = (name: string) => grid.getByRole('row', { name: new RegExp(name) });
const open = () => shown.open(PendingPage, { onview: () => undefined });

async function client(firstName: string, email = `${firstName.toLowerCase()}@exemple.fr`, login = true) {
	const { book } = shown;
	const account = await book.account({
		name: `Compte ${firstName}`,
		people: [{ firstName, lastName: 'Martin', email, switches: { login } }],
	});
	const contact = (await book.first(book.queries.account(account)))?.contactIds[0] as ContactId;
	return { account, contact };
}

async function asked({ account, contact }: { account: AccountId; contact: ContactId }, message = '') {
	const result = await shown.book.commands.requestInvitations([{ contact, accounts: [account] }], message);
	if (!result.ok || result.value.requests[0] === undefined) throw new Error('not asked');
	return result.value.requests[0];
}

/** The relay's word that a request became a mail, some time ago. */
async function mailed(request: InvitationId, { account }: { account: AccountId }, email: string, ago = 20 * 60_000) {
	const at = Date.now() - ago;
	const expiresAt = at + 7 * 24 * 60 * 60_000;
	await shown.book.hears([
		told({ type: 'invitation.accepted', request, accounts: [account], email, expiresAt }, at),
		told({ type: 'invitation.sent', request, reply: '250 ok' }, at + 1_000),
	]);
}

describe('Pending activation', () => {
	test('the tab counts everybody with LOGIN who is not active; nobody else', async () => {
		await client('Léa');
		await client('Tom', 'tom@exemple.fr', false);
		const zoe = await client('Zoé');
		const request = await asked(zoe);
		await shown.open(AccountsPage, { status: 'active', onstatus: () => undefined });
		await expect.element(page.getByRole('radio', { name: 'Pending activation 2' })).toBeVisible();
		await mailed(request, zoe, 'zoé@exemple.fr');
		await shown.book.hears([told({ type: 'invitation.activated', request, accounts: [zoe.account] })]);
		await expect.element(page.getByRole('radio', { name: 'Pending activation 1' })).toBeVisible();
	});

	test('each line says who, which account, what became of it, by whom and how often; both can be opened', async () => {
		const lea = await client('Lea');
		const request = await asked(lea);
		await mailed(request, lea, 'lea@exemple.fr');
		await shown.book.hears([told({ type: 'invitation.bounced', request, reply: '550 no such user' })]);
		await client('Zoe');
		await open();
		const bounced = line('Lea Martin');
		await expect.element(bounced.getByText('Bounced')).toBeVisible();
		await expect.element(bounced.getByText('550 no such user')).toBeVisible();
		await expect.element(bounced.getByText('Camille Roux')).toBeVisible();
		await expect.element(bounced.getByRole('link', { name: 'Lea Martin' })).toHaveAttribute('href', `/contacts/${lea.contact}`);
		await expect
			.element(bounced.getByRole('link', { name: 'Compte Lea' }))
			.toHaveAttribute('href', `/accounts/${lea.account}?tab=info`);
		await expect.element(line('Zoe Martin').getByText('Not invited')).toBeVisible();
	});

	test('filtered by state and by words, with counts; nothing found differs from nobody', async () => {
		await open();
		await expect.element(page.getByRole('heading', { name: 'Nobody is waiting' })).toBeVisible();
		await asked(await client('Lea'));
		await client('Zoe');
		await page.getByRole('button', { name: 'Queued 1' }).click();
		await expect.element(line('Lea Martin')).toBeVisible();
		expect(line('Zoe Martin').elements()).toHaveLength(0);
		await page.getByRole('textbox', { name: 'Search people and accounts' }).fill('zoe');
		await expect.element(page.getByRole('heading', { name: 'Nothing found for “zoe”' })).toBeVisible();
		await page.getByRole('button', { name: 'Queued 0' }).click();
		await expect.element(line('Zoe Martin')).toBeVisible();
	});

	test('Resend asks again with the earlier message; the brake says when', async () => {
		const lea = await client('Lea');
		await mailed(await asked(lea, 'Bonjour Léa'), lea, 'lea@exemple.fr');
		const zoe = await client('Zoe');
		await mailed(await asked(zoe), zoe, 'zoe@exemple.fr', 60_000);
		await open();
		await expect.element(line('Zoe Martin').getByText(/the next mail can leave at/)).toBeInTheDocument();
		await line('Lea Martin').getByRole('button', { name: /^Resend/ }).click();
		await expect.element(line('Lea Martin').getByText('Queued')).toBeVisible();
		const { queries, first } = shown.book;
		expect(await first(queries.invitationsOf({ contact: lea.contact }))).toMatchObject([
			{ state: 'queued', message: 'Bonjour Léa' },
			{ state: 'sent' },
		]);
	});

	test('Resend to all that match, in one dialog with one message: whom the brake holds is named', async () => {
		for (const name of ['Lea', 'Zoe']) await client(name);
		const tom = await client('Tom');
		await mailed(await asked(tom), tom, 'tom@exemple.fr', 60_000);
		await open();
		await page.getByRole('button', { name: 'Resend to 3 people…' }).click();
		const dialog = page.getByRole('dialog');
		await expect.element(dialog.getByText(/less than 10 minutes ago/)).toBeVisible();
		await dialog.getByRole('textbox', { name: /message/i }).fill('Bonne année');
		await dialog.getByRole('button', { name: /^Send 2 invitations/ }).click();
		const { queries, first } = shown.book;
		await expect
			.poll(() => first(queries.pendingCounts()))
			.toEqual({ total: 3, states: { queued: 2, sent: 1 } });
	});

	test('by keyboard: into the list, x selects, the bar sends to the selected', async () => {
		for (const name of ['Lea', 'Zoe']) await client(name);
		await open();
		await expect.element(line('Lea Martin')).toBeVisible();
		await page.getByRole('textbox', { name: 'Search people and accounts' }).click();
		await userEvent.keyboard('{ArrowDown}');
		await expect.poll(() => document.activeElement?.getAttribute('data-row')).toBe('0');
		await userEvent.keyboard('x');
		await page.getByRole('button', { name: 'Resend to 1 person…' }).click();
		await expect.element(page.getByRole('dialog')).toBeVisible();
		await userEvent.keyboard('{Escape}');
		await expect.poll(() => page.getByRole('dialog').elements().length).toBe(0);
	});

	test('in French, on a phone: cards, and nothing wider than the screen', async () => {
		shown.speak('fr');
		await page.viewport(390, 844);
		await client('Lea');
		await open();
		const cards = page.getByRole('grid', { name: 'Activations en attente' });
		await expect.element(cards.getByText('Non invité')).toBeVisible();
		await expect.element(cards.getByRole('button', { name: 'Inviter Lea Martin pour Compte Lea' })).toBeVisible();
		expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
	});
});
