import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AccountId, ContactId } from '../../src/lib/domain/ids.ts';
import { linkField } from '../../src/lib/domain/link.ts';
import { mergedFromField, mergedIntoField } from '../../src/lib/domain/merge.ts';
import { ClientBook } from '../support/client-book.ts';
import { GOOD, openPortalStage, type PortalStage } from '../support/portal-stage.ts';
import type { TestBrowser } from '../support/relay.ts';

let stage: PortalStage;
beforeEach(async () => {
	stage = await openPortalStage();
});
afterEach(() => stage.close());

/** As `mergeContacts` and `mergeAccounts` write it; all that was there before counts as seen. */
async function merge<Id extends AccountId | ContactId>(
	kind: 'account' | 'contact',
	into: Id,
	other: Id,
): Promise<void> {
	const named = (id: Id) => (kind === 'account' ? { account: id as AccountId } : { contact: id as ContactId });
	await stage.book.edit(named(into), { [mergedFromField(other)]: true });
	await stage.book.edit(named(other), { [mergedIntoField(into)]: { [stage.book.writer.writer]: Date.now() * 2048 } });
}

const part = (into: ContactId, other: ContactId) =>
	stage.book.edit({ contact: other }, { [mergedIntoField(into)]: null });
const names = async (browser: TestBrowser) =>
	(await browser.get('/portal/api/home')).body.accounts.map(({ name }: { name: string }) => name);
const mailsTo = (address: string) => stage.mail.received.filter((mail) => mail.envelope.to.includes(address)).length;

test('MRG-10 who had activated keeps their sign-in under the record that stands, and sees the accounts of both', async () => {
	const lea = await stage.activated();
	const twin = await stage.book.contact('lea@exemple.fr');
	const second = await stage.book.account('SCI des Lilas', [twin]);
	expect(await names(lea)).toEqual(['Martin']);
	await merge('contact', stage.lea, twin);
	const { token } = await stage.invite({ accounts: [second] });
	expect((await lea.post('/portal/api/activation/add', { token })).status).toBe(200);
	expect(await names(lea)).toEqual(['Martin', 'SCI des Lilas']);
	await part(stage.lea, twin);
	expect(await names(lea)).toEqual(['Martin']);
});

test('MRG-10 the merged one’s password goes on, for what the standing one is given too', async () => {
	const first = await stage.book.contact('lea@exemple.fr');
	const older = await stage.book.account('Ancien dossier', [first]);
	// The one with the higher id is who activated.
	const twin = await stage.book.contact('lea@exemple.fr');
	const own = await stage.book.account('Nouveau dossier', [twin]);
	const { token } = await stage.invite({ contact: twin, accounts: [own] });
	const phone = stage.relay.browser();
	expect((await phone.post('/portal/api/activation', { token, password: GOOD })).status).toBe(200);
	await merge('contact', first, twin);
	expect(await names(phone)).toEqual(['Nouveau dossier']);
	const again = await stage.invite({ contact: first, accounts: [older] });
	expect((await phone.post('/portal/api/activation/look', { token: again.token })).body).toMatchObject({ way: 'add' });
	expect((await phone.post('/portal/api/activation/add', { token: again.token })).status).toBe(200);
	expect(await names(phone)).toEqual(['Ancien dossier', 'Nouveau dossier']);
	expect((await phone.post('/portal/api/sign-in', { email: 'lea@exemple.fr', password: GOOD })).status).toBe(200);
});

test('MRG-10 of accounts that were merged a client sees the one that stands, with the folders of both, by either address', async () => {
	const lea = await stage.activated();
	const paul = await stage.book.contact('paul@exemple.fr');
	const twin = await stage.book.account('Martin bis', [paul]);
	await stage.book.edit(
		{ account: stage.account },
		{ [linkField(paul, 'present')]: true, [linkField(paul, 'login')]: true },
	);
	await merge('account', stage.account, twin);
	const { token } = await stage.invite({ contact: paul, accounts: [stage.account], email: 'paul@exemple.fr' });
	const phone = stage.relay.browser();
	expect((await phone.post('/portal/api/activation', { token, password: GOOD })).status).toBe(200);
	for (const browser of [lea, phone]) {
		expect(await names(browser)).toEqual(['Martin']);
		const [mine, other] = [
			await browser.get(`/portal/api/accounts/${stage.account}`),
			await browser.get(`/portal/api/accounts/${twin}`),
		];
		expect(mine.status).toBe(200);
		expect(other.body).toEqual(mine.body);
	}
	await stage.book.edit({ account: stage.account }, { [linkField(stage.lea, 'login')]: false });
	expect(await names(lea)).toEqual([]);
});

test('MRG-11 one of two open invitations stays: the other’s mail does not leave, or its link is replaced', async () => {
	const twin = await stage.book.contact('lea.martin@exemple.fr');
	await stage.book.edit(
		{ account: stage.account },
		{ [linkField(twin, 'present')]: true, [linkField(twin, 'login')]: true },
	);
	const first = await stage.book.ask({ contact: stage.lea, accounts: [stage.account] });
	const second = await stage.book.ask({ contact: twin, accounts: [stage.account], email: 'lea.martin@exemple.fr' });
	await stage.book.edit({ contact: twin }, { email: 'lea@exemple.fr' });
	expect(await stage.book.told(second)).toEqual(['accepted', 'withdrawn']);
	const third = await stage.book.ask({ contact: twin, accounts: [stage.account], knows: [first, second] });
	await merge('contact', stage.lea, twin);
	await stage.deliver();
	expect(mailsTo('lea@exemple.fr')).toBe(1);
	expect(await stage.book.told(first)).toEqual(['accepted', 'sent']);
	expect((await stage.book.told(third)).at(-1)).not.toBe('sent');
});

test('MRG-11 active beats pending', async () => {
	const twin = await stage.book.contact('autre@exemple.fr');
	await stage.book.edit(
		{ account: stage.account },
		{ [linkField(twin, 'present')]: true, [linkField(twin, 'login')]: true },
	);
	const lea = await stage.activated();
	const pending = await stage.book.ask({ contact: twin, accounts: [stage.account], email: 'autre@exemple.fr' });
	await merge('contact', stage.lea, twin);
	expect((await stage.book.told(pending)).at(-1)).toMatch(/withdrawn|replaced/);
	const again = await stage.book.ask({ contact: twin, accounts: [stage.account] });
	expect(await stage.book.told(again)).toEqual(['refused']);
	await stage.deliver();
	expect(mailsTo('autre@exemple.fr')).toBe(0);
	expect(await names(lea)).toEqual(['Martin']);
});

test('MRG-11 an open invitation of the merged one follows to the one who stands', async () => {
	const twin = await stage.book.contact('lea@exemple.fr');
	const second = await stage.book.account('SCI des Lilas', [twin]);
	const { token } = await stage.invite({ contact: twin, accounts: [second] });
	await merge('contact', stage.lea, twin);
	const phone = stage.relay.browser();
	expect((await phone.post('/portal/api/activation', { token, password: GOOD })).status).toBe(200);
	expect(await names(phone)).toEqual(['SCI des Lilas']);
});

test('INV-23 two records of one client from two devices are told to everybody once, and one mail goes to their address', async () => {
	const other = new ClientBook(stage.relay.clientLog, stage.firm, stage.book.staff, 'Paul00000000');
	const twin = await other.contact('LEA@exemple.fr');
	const alike = (await stage.book.events()).filter(({ type }) => type === 'client.alike');
	expect(alike).toMatchObject([{ record: `contact:${twin}`, others: [`contact:${stage.lea}`], by: 'email' }]);
	const second = await other.account('SCI des Lilas', [twin]);
	await stage.book.ask({ contact: stage.lea, accounts: [stage.account] });
	const held = await other.ask({ contact: twin, accounts: [second], email: 'LEA@exemple.fr' });
	await stage.deliver();
	expect(await stage.book.told(held)).toEqual(['duplicate']);
	expect(mailsTo('lea@exemple.fr')).toBe(1);
	// Told of it, they ask again: two people have one address.
	const again = await other.ask({ contact: twin, accounts: [second], email: 'LEA@exemple.fr', knows: [held] });
	await stage.deliver();
	expect(await stage.book.told(again)).toEqual(['accepted', 'sent']);
});

test('INV-23 who makes two of one address knows; a company number that two devices brought is told, too', async () => {
	await stage.book.contact('lea@exemple.fr');
	const other = new ClientBook(stage.relay.clientLog, stage.firm, stage.book.staff, 'Paul00000000');
	const group = (book: ClientBook, id: string) =>
		book.writer.group(`account:${id}` as never, { type: 'company', companyName: 'Dupré', siren: '732829320' });
	const [one, two] = ['01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000000000a2'];
	await stage.book.push([group(stage.book, one)]);
	await other.push([group(other, two)]);
	const alike = (await stage.book.events()).filter(({ type }) => type === 'client.alike');
	expect(alike).toMatchObject([{ record: `account:${two}`, others: [`account:${one}`], by: 'siren' }]);
});
