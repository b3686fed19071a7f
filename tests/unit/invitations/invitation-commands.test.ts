import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EMPTY_ADDRESS } from '../../../src/lib/domain/address.ts';
import { accountDocument } from '../../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId, InvitationId } from '../../../src/lib/domain/ids.ts';
import { openTestBook, type TestBook } from '../../support/test-book.ts';

let book: TestBook;
let account: AccountId;
let lea: ContactId;

beforeEach(async () => {
	book = await openTestBook();
	account = await book.account({
		people: [
			{ firstName: 'Léa', lastName: 'Martin', email: 'lea@exemple.fr', switches: { login: true } },
			{ firstName: 'Paul', lastName: 'Martin' },
		],
	});
	const row = await book.first(book.queries.account(account));
	lea = row?.contactIds[0] as ContactId;
});
afterEach(() => book.leave());

const ask = async (message = 'Bonjour') => {
	const result = await book.commands.requestInvitations([{ contact: lea, accounts: [account] }], message);
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return result.value;
};
const state = async () => (await book.first(book.queries.accessOf({ account })))[0]?.state;
const outbox = async () => (await book.first(book.queries.outbox(10))).rows.length;

describe('asking on a device', () => {
	test('INV-12 LOGIN alone is not invited; asked, it is queued: seen on the account, in lists and in what waits', async () => {
		expect(await state()).toBe('not-invited');
		expect((await book.first(book.queries.account(account)))?.access).toEqual(['not-invited']);
		const { requests, skipped } = await ask();
		expect([requests.length, skipped]).toEqual([1, []]);
		expect(await state()).toBe('queued');
		expect((await book.first(book.queries.account(account)))?.access).toEqual(['queued']);
		expect(await book.first(book.queries.pendingCounts())).toEqual({ total: 1, states: { queued: 1 } });
		expect(await book.first(book.queries.pending(accountDocument(account)))).toBe(true);
		expect(await book.first(book.queries.invitationsOf({ contact: lea }))).toMatchObject([
			{ state: 'queued', email: 'lea@exemple.fr', message: 'Bonjour', by: book.profile.staffId },
		]);
	});

	test('INV-12 a second press asks nothing; people without LOGIN or an address are named, with the reason', async () => {
		await ask();
		const waiting = await outbox();
		expect(await ask()).toMatchObject({ requests: [], skipped: [{ contact: lea, reason: 'too-soon' }] });
		expect(await outbox()).toBe(waiting);
		const paul = (await book.first(book.queries.account(account)))?.contactIds[1] as ContactId;
		const result = await book.commands.requestInvitations([{ contact: paul, accounts: [account] }], '');
		expect(result).toMatchObject({
			ok: true,
			group: null,
			value: { requests: [], skipped: [{ contact: paul, reason: 'no-email' }] },
		});
	});

	test('INV-12 an archived account and a message over 1,000 characters are refused, and nothing is written', async () => {
		expect(
			await book.commands.requestInvitations([{ contact: lea, accounts: [account] }], 'x'.repeat(1_001)),
		).toMatchObject({
			ok: false,
			problems: [{ field: 'message', problem: 'too-long' }],
		});
		await book.commands.archiveAccounts([account]);
		expect(await ask()).toMatchObject({ requests: [], skipped: [{ reason: 'archived' }] });
		expect(await state()).toBeUndefined();
		expect((await book.first(book.queries.account(account)))?.access).toEqual([]);
	});

	test('INV-12 several accounts of one person are one request', async () => {
		const made = await book.commands.createAccount({
			type: 'individual',
			name: 'SCI',
			companyName: '',
			companyAddress: EMPTY_ADDRESS,
			contacts: [{ link: lea, switches: { login: true, notify: false, sync: false } }],
		});
		if (!made.ok) throw new Error('refused');
		const result = await book.commands.requestInvitations(
			[{ contact: lea, accounts: [account, made.value.account] }],
			'',
		);
		expect(result).toMatchObject({ ok: true, value: { requests: [expect.any(String)], skipped: [] } });
		expect((await book.first(book.queries.accessOf({ contact: lea }))).map((row) => row.state)).toEqual([
			'queued',
			'queued',
		]);
	});
});

describe('until it leaves', () => {
	test('INV-13 cancelled before it was offered, nothing of it stays', async () => {
		const before = await outbox();
		const [request] = (await ask()).requests as [InvitationId];
		expect(await book.commands.cancelInvitation(request)).toMatchObject({ ok: true });
		expect(await outbox()).toBe(before);
		expect(await state()).toBe('not-invited');
		expect(await book.first(book.queries.invitationsOf({ account }))).toEqual([]);
		expect((await ask()).requests).toHaveLength(1);
	});

	test('INV-13 edited before it was offered, it leaves as edited, in the same group', async () => {
		const [request] = (await ask()).requests as [InvitationId];
		const before = await outbox();
		expect(await book.commands.editInvitation(request, 'Autrement')).toMatchObject({ ok: true });
		expect(await outbox()).toBe(before);
		expect(await book.first(book.queries.invitationsOf({ account }))).toMatchObject([
			{ message: 'Autrement', state: 'queued' },
		]);
	});

	test('INV-13 what is not known can be neither edited nor cancelled', async () => {
		const unknown = '01900000-0000-7000-8000-0000000000d1' as InvitationId;
		expect(await book.commands.editInvitation(unknown, '')).toMatchObject({
			ok: false,
			problems: [{ problem: 'invitation-unknown' }],
		});
		expect(await book.commands.cancelInvitation(unknown)).toMatchObject({ ok: false });
	});

	test('INV-2 LOGIN off on this device: shown as no access at once', async () => {
		await ask();
		await book.commands.setSwitches(account, lea, { login: false });
		expect(await state()).toBeUndefined();
		expect(await book.first(book.queries.pendingCounts())).toEqual({ total: 0, states: {} });
	});
});
