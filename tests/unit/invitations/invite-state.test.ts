import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountId, ContactId } from '../../../src/lib/domain/ids.ts';
import { InviteState } from '../../../src/lib/features/invitations/invite-state.svelte.ts';
import type { InviteAsk } from '../../../src/lib/features/invitations/invite-requests.svelte.ts';
import { previewInvitation } from '../../../src/lib/features/invitations/invitation-preview.ts';
import { openTestBook, type TestBook } from '../../support/test-book.ts';

let book: TestBook;
let martin: AccountId;
let lilas: AccountId;
let lea: ContactId;

const ON = { login: true, notify: false, sync: false };

beforeEach(async () => {
	book = await openTestBook();
	martin = await book.account({
		name: 'Martin',
		people: [
			{ firstName: 'Léa', lastName: 'Martin', email: 'lea@exemple.fr', switches: { login: true } },
			{ firstName: 'Paul', lastName: 'Martin' },
			{ firstName: 'Camille', lastName: 'Roux', email: 'camille@cabinet.example' },
		],
	});
	lilas = await book.account({
		name: 'SCI des Lilas',
		people: [{ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@exemple.fr' }],
	});
	const [row] = await book.queries.accountsById([martin]);
	lea = row?.contactIds[0] as ContactId;
});
afterEach(() => book.leave());

async function dialog(ask: InviteAsk): Promise<InviteState> {
	const state = new InviteState({
		ask,
		queries: book.queries,
		commands: book.commands,
		now: () => Date.now(),
		isStaffEmail: (email) => email === 'camille@cabinet.example',
	});
	await state.load();
	return state;
}

const ticked = (state: InviteState) => state.ticked.map(({ contact }) => contact.firstName);
const counts = (state: InviteState) => Object.fromEntries(state.obstacles.map(({ reason, names }) => [reason, names.length]));
const access = async (account: AccountId) => (await book.first(book.queries.accessOf({ account }))).map(({ state }) => state);

describe('who is asked', () => {
	test('of an account: who has LOGIN is ticked; no address and a colleague’s address can’t be', async () => {
		const state = await dialog({ of: 'account', account: martin });
		expect(ticked(state)).toEqual(['Léa']);
		expect(counts(state)).toEqual({ 'no-email': 1, 'staff-address': 1 });
		const paul = state.shown.find(({ contact }) => contact.firstName === 'Paul');
		if (paul === undefined) throw new Error('Paul is missing');
		state.turn(paul, true);
		expect(ticked(state)).toEqual(['Léa']);
	});

	test('of an archived account, nobody', async () => {
		await book.commands.archiveAccounts([lilas]);
		const state = await dialog({ of: 'account', account: lilas, offered: true });
		expect([state.none, counts(state)]).toEqual([true, { archived: 1 }]);
	});

	test('of a selection: those with LOGIN, or everybody with an address; the rest is counted by reason', async () => {
		const state = await dialog({ of: 'accounts', ids: async () => [martin, lilas] });
		expect([ticked(state), state.mails, counts(state)]).toEqual([
			['Léa'],
			1,
			{ 'no-email': 1, 'staff-address': 1, 'no-login': 1 },
		]);
		state.scope = 'email';
		expect([ticked(state), counts(state)]).toEqual([['Léa', 'Zoé'], { 'no-email': 1, 'staff-address': 1 }]);
	});

	test('of selected contacts, one who belongs to no account is counted as such', async () => {
		const alone = await book.contact({ firstName: 'Jean', lastName: 'Seul', email: 'jean@exemple.fr' });
		const state = await dialog({ of: 'contacts', ids: async () => [lea, alone] });
		expect([ticked(state), counts(state)]).toEqual([['Léa'], { 'no-account': 1 }]);
	});
});

describe('Send', () => {
	test('INV-8 asks once, however often it is pressed, one mail for each person; the message is the same for all', async () => {
		await book.commands.linkContact(lilas, lea, ON);
		const state = await dialog({ of: 'pairs', pairs: async () => [{ contact: lea, account: martin }, { contact: lea, account: lilas }] });
		state.message = 'Bonjour';
		const [outcome, second] = await Promise.all([state.send(), state.send()]);
		expect([outcome, second, await state.send()]).toEqual([{ asked: 1, left: [] }, null, null]);
		const lines = await book.first(book.queries.invitationsOf({ contact: lea }));
		expect(lines.map(({ account, message }) => [account, message]).sort()).toEqual([[lilas, 'Bonjour'], [martin, 'Bonjour']].sort());
		expect(new Set(lines.map(({ request }) => request)).size).toBe(1);
	});

	test('gives LOGIN to those who are ticked without it, and to nobody else', async () => {
		const state = await dialog({ of: 'accounts', ids: async () => [martin, lilas] });
		state.scope = 'email';
		expect(await state.send()).toMatchObject({ asked: 2, left: [{ reason: 'no-email', names: ['Paul Martin'] }, { reason: 'staff-address' }] });
		expect([await access(martin), await access(lilas)]).toEqual([['queued'], ['queued']]);
	});

	test('names who was refused after all, and says why nothing was asked when the message is too long', async () => {
		const state = await dialog({ of: 'account', account: martin });
		state.message = 'x'.repeat(1_001);
		expect([state.excess, await state.send()]).toEqual([1, null]);
		state.message = '';
		await book.commands.requestInvitations([{ contact: lea, accounts: [martin] }], '');
		expect(await state.send()).toMatchObject({ asked: 0, left: [{ reason: 'too-soon', names: ['Léa Martin'] }] });
	});

	test('a disk that fails asks nothing, says why, and can be tried again', async () => {
		const { requestInvitations } = book.commands;
		const state = await dialog({ of: 'account', account: martin });
		book.commands.requestInvitations = () => Promise.reject(new Error('disk'));
		expect([await state.send(), state.failure, state.sending]).toEqual([null, new Error('disk'), false]);
		book.commands.requestInvitations = requestInvitations;
		expect(await state.send()).toEqual({ asked: 1, left: [] });
	});
});

test('INV-17 the preview is in the contact’s language, else in the firm’s, and its link opens nothing', () => {
	const mail = {
		firm: { name: 'Cabinet Durand', language: 'fr' as const },
		accounts: ['SCI', 'Martin'],
		message: '',
		known: false,
		now: 0,
		origin: 'https://carnet.example',
	};
	const french = previewInvitation({ ...mail, contact: { firstName: 'Léa', name: 'Léa Martin', language: null } });
	expect(french.locale).toBe('fr');
	expect(french.text).toMatch(/«\sMartin\s» et «\sSCI\s»/);
	expect(french.text).toContain('https://carnet.example/portal/activate#t=…');
	const english = previewInvitation({ ...mail, known: true, contact: { firstName: '', name: 'Martin', language: 'en' } });
	expect([english.locale, english.text.startsWith('Hello Martin,')]).toEqual(['en', true]);
	expect(english.text).toContain('usual password');
});
