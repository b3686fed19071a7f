import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../src/lib/commands/command-input.ts';
import { accountDocument, contactDocument } from '../../../src/lib/domain/document-name.ts';
import { flattenTree } from '../../../src/lib/domain/folder-tree.ts';
import type { AccountId, ContactId, FolderId, GroupId, TagId } from '../../../src/lib/domain/ids.ts';
import { linkField } from '../../../src/lib/domain/link.ts';
import { answerOf } from '../../support/device.ts';
import { openTestBook, type TestBook } from '../../support/test-book.ts';

let book: TestBook;
beforeEach(async () => {
	book = await openTestBook();
});
afterEach(() => book.leave());

async function account(id: AccountId) {
	const row = await book.first(book.queries.account(id));
	if (row === null) throw new Error('no such account');
	return row;
}

async function contact(id: ContactId) {
	const row = await book.first(book.queries.contact(id));
	if (row === null) throw new Error('no such contact');
	return row;
}

function groupOf(result: CommandResult<unknown>): GroupId {
	if (!result.ok || result.group === null) throw new Error(JSON.stringify(result));
	return result.group;
}

async function tag(kind: 'account' | 'contact', name: string): Promise<TagId> {
	return answerOf(await book.commands.createTag({ kind, name, color: 'teal' }));
}

describe('two contacts who are one', () => {
	it('MRG-1 the lowest id stands, whichever is kept, and the other leads to it', async () => {
		const first = await book.contact({ firstName: 'Léa', lastName: 'Martin', email: 'lea@martin.example' });
		const second = await book.contact({ firstName: 'Lea', lastName: 'Martin-Roux', phones: ['06 12 34 56 78'] });
		expect(answerOf(await book.commands.mergeContacts(second, first))).toBe(first);
		expect(await contact(first)).toMatchObject({
			status: 'active',
			name: 'Lea Martin-Roux',
			email: 'lea@martin.example',
			merged: [second],
		});
		expect(await contact(second)).toMatchObject({ status: 'deleted', mergedInto: first });
		expect((await book.first(book.queries.counts())).contacts).toBe(1);
		expect(answerOf(await book.commands.mergeContacts(first, second))).toBe(first);
	});

	it('MRG-2 fields are as chosen, else the kept one’s where it has something; phones and tags are of both', async () => {
		const [vip, old] = [await tag('contact', 'VIP'), await tag('contact', 'Ancien')];
		const first = await book.contact({
			firstName: 'Léa',
			lastName: 'Martin',
			phones: ['+33 6 12 34 56 78'],
			tags: [vip],
		});
		const second = await book.contact({
			firstName: 'Lea',
			lastName: 'Martin',
			birthDate: '1980-02-01',
			phones: ['06 12 34 56 78', '01 40 00 00 00'],
			tags: [old],
		});
		answerOf(await book.commands.mergeContacts(first, second, { firstName: 'lose' }));
		expect(await contact(first)).toMatchObject({ firstName: 'Lea', birthDate: '1980-02-01', tags: [vip, old].sort() });
		expect((await contact(first)).phones).toEqual(['+33 6 12 34 56 78', '01 40 00 00 00']);
	});

	it('MRG-3 accounts of both are the standing one’s, each switch on when it was on for either', async () => {
		const own = await book.account({
			name: 'A',
			people: [{ firstName: 'Léa', lastName: 'Martin', email: 'lea@martin.example', switches: { login: true } }],
		});
		const shared = await book.account({
			name: 'B',
			people: [{ firstName: 'Lea', lastName: 'Martin', email: 'lea@martin.example', switches: { notify: true } }],
		});
		const [first, second] = [
			(await account(own)).contactIds[0] as ContactId,
			(await account(shared)).contactIds[0] as ContactId,
		];
		answerOf(await book.commands.linkContact(shared, first, { login: false, notify: false, sync: true }));
		answerOf(await book.commands.mergeContacts(first, second));
		expect((await account(shared)).links).toMatchObject([{ contact: first, login: false, notify: true, sync: true }]);
		expect(await contact(first)).toMatchObject({ accounts: [own, shared].sort(), logins: [own] });
		expect(await contact(second)).toMatchObject({ accounts: [], logins: [] });
		answerOf(await book.commands.setSwitches(shared, first, { notify: false }));
		expect((await account(shared)).links).toMatchObject([{ contact: first, notify: false, sync: true }]);
		expect(await book.commands.unlinkContact(shared, second)).toMatchObject({
			ok: false,
			problems: [{ problem: 'last-contact' }],
		});
	});

	it('MRG-4 what is written to the merged one later, without knowing or by its old address, is the standing one’s', async () => {
		const first = await book.contact({ firstName: 'Léa', lastName: 'Martin' });
		const second = await book.contact({ firstName: 'Lea', lastName: 'Martin' });
		answerOf(await book.commands.mergeContacts(first, second));
		await book.elsewhere(contactDocument(second), 'email', 'lea@martin.example', Date.now() + 1_000);
		await book.elsewhere(contactDocument(second), 'lastName', 'Durand', 1_000);
		expect(await contact(first)).toMatchObject({ email: 'lea@martin.example', lastName: 'Martin' });
		expect((await contact(first)).alsoWritten).toMatchObject([{ field: 'lastName', value: 'Durand' }]);
		answerOf(await book.commands.editContact(second, { lastName: 'Roux' }));
		expect(await contact(first)).toMatchObject({ email: 'lea@martin.example', lastName: 'Roux', alsoWritten: [] });
	});

	it('MRG-5 who was archived or deleted without the other stays: all of them have to be', async () => {
		const first = await book.contact({ firstName: 'Léa', lastName: 'Martin' });
		const second = await book.contact({ firstName: 'Lea', lastName: 'Martin' });
		answerOf(await book.commands.archiveContacts([first]));
		answerOf(await book.commands.mergeContacts(first, second));
		expect((await contact(first)).status).toBe('active');
		answerOf(await book.commands.archiveContacts([first]));
		expect((await contact(first)).status).toBe('archived');
		await book.elsewhere(contactDocument(second), 'archived', false, Date.now() + 1_000);
		expect((await contact(first)).status).toBe('active');
	});

	it('MRG-6 merges of merged records chain, in whichever direction, and never turn in a circle', async () => {
		const ids: ContactId[] = [];
		for (const lastName of ['A', 'B', 'C', 'D']) ids.push(await book.contact({ firstName: 'Léa', lastName }));
		const [a, b, c, d] = ids as [ContactId, ContactId, ContactId, ContactId];
		answerOf(await book.commands.mergeContacts(c, d));
		answerOf(await book.commands.mergeContacts(b, c));
		// A colleague’s device had merged the last into the first.
		await book.elsewhere(contactDocument(d), `mergedInto/${a}`, {}, Date.now());
		expect(await contact(a)).toMatchObject({ status: 'active', merged: [b, c, d] });
		for (const id of [b, c, d]) expect(await contact(id)).toMatchObject({ mergedInto: a });
		await book.elsewhere(contactDocument(a), `mergedInto/${d}`, {}, Date.now());
		expect((await contact(a)).mergedInto).toBeUndefined();
	});

	it('MRG-7 an address that a switch needs can’t be chosen away', async () => {
		const id = await book.account({
			people: [{ firstName: 'Léa', lastName: 'Martin', email: 'lea@martin.example', switches: { login: true } }],
		});
		const first = (await account(id)).contactIds[0] as ContactId;
		const second = await book.contact({ firstName: 'Lea', lastName: 'Martin' });
		expect(await book.commands.mergeContacts(first, second, { email: 'lose' })).toEqual({
			ok: false,
			problems: [{ field: 'email', problem: 'email-needed' }],
		});
		expect((await contact(second)).mergedInto).toBeUndefined();
	});
});

describe('two accounts that are one', () => {
	it('MRG-2, MRG-8 contacts, tags and folders are of both, and either ID finds it', async () => {
		const [vip, old] = [await tag('account', 'VIP'), await tag('account', 'Ancien')];
		const template = answerOf(await book.commands.createTemplate({ name: 'Paie' }));
		answerOf(
			await book.commands.editTemplateFolders(template, [
				{ op: 'add', id: crypto.randomUUID().replace(/^(.{14})./, '$17') as FolderId, name: 'Bulletins', parent: null },
			]),
		);
		const first = await book.account({
			type: 'company',
			companyName: 'Dupré SAS',
			tags: [vip],
			people: [{ firstName: 'Léa', lastName: 'Martin' }],
		});
		const second = await book.account({
			type: 'company',
			companyName: 'Dupre',
			siren: '732829320',
			tags: [old],
			template,
			people: [{ firstName: 'Paul', lastName: 'Roux' }],
		});
		answerOf(
			await book.commands.editFolders(first, [
				{ op: 'add', id: crypto.randomUUID().replace(/^(.{14})./, '$17') as FolderId, name: 'bulletins', parent: null },
			]),
		);
		const { code } = await account(second);
		expect(answerOf(await book.commands.mergeAccounts(second, first, { companyName: 'lose' }))).toBe(first);
		const row = await account(first);
		expect(row).toMatchObject({
			name: 'Dupré SAS',
			siren: '732829320',
			tags: [vip, old].sort(),
			merged: [second],
			formerCodes: [code],
		});
		expect(row.links).toHaveLength(2);
		expect((await book.queries.byCode(code)).map(({ id }) => id)).toEqual([first]);
		expect(await book.queries.search(code, 5)).toEqual([{ kind: 'account', id: first }]);
		const folders = await book.first(book.queries.folders(first));
		const names = folders === null ? [] : flattenTree(folders.tree).map(({ name }) => name.toLowerCase());
		expect(names.filter((name) => name === 'bulletins')).toHaveLength(1);
		expect((await book.first(book.queries.counts())).accounts).toBe(1);
	});

	it('MRG-2 the name that was chosen is shown, also where the first contact is another one then', async () => {
		const first = await book.account({ people: [{ firstName: 'Léa', lastName: 'Martin' }] });
		const second = await book.account({ people: [{ firstName: 'Paul', lastName: 'Roux' }] });
		answerOf(await book.commands.mergeAccounts(second, first));
		expect(await account(first)).toMatchObject({ name: 'Paul Roux', typedName: 'Paul Roux' });
	});

	it('MRG-5 deleting what stands deletes all of it, and it comes back whole', async () => {
		const [first, second] = [await book.account({ name: 'A' }), await book.account({ name: 'B' })];
		answerOf(await book.commands.mergeAccounts(first, second));
		answerOf(await book.commands.archiveAccounts([first]));
		answerOf(await book.commands.deleteAccounts([first]));
		expect(await account(first)).toMatchObject({ status: 'deleted' });
		answerOf(await book.commands.undeleteAccounts([first]));
		expect(await account(first)).toMatchObject({ status: 'archived', merged: [second] });
	});

	it('MRG-4 LOGIN that was switched off on the merged one without knowing is off, until somebody switches it on again', async () => {
		const people = [{ firstName: 'Léa', lastName: 'Martin', email: 'lea@martin.example', switches: { login: true } }];
		const first = await book.account({ name: 'A', people });
		const person = (await account(first)).contactIds[0] as ContactId;
		const second = await book.account({ name: 'B', people: [{ firstName: 'X', lastName: 'Y' }] });
		answerOf(await book.commands.linkContact(second, person, { login: true, notify: false, sync: false }));
		answerOf(await book.commands.mergeAccounts(first, second));
		await book.elsewhere(accountDocument(second), linkField(person, 'login'), false, 1_000);
		const login = async () => (await account(first)).links.find(({ contact: id }) => id === person)?.login;
		expect(await login()).toBe(false);
		answerOf(await book.commands.setSwitches(first, person, { login: true }));
		expect(await login()).toBe(true);
	});
});

describe('taking a merge back', () => {
	it('MRG-9 undo gives both back as they were, and undoing that merges them again', async () => {
		const first = await book.account({ name: 'A', people: [{ firstName: 'Léa', lastName: 'Martin' }] });
		const second = await book.account({ name: 'B', people: [{ firstName: 'Paul', lastName: 'Roux' }] });
		const strip = ({ chunk: _, ...row }: Awaited<ReturnType<typeof account>>) => row;
		const before = [strip(await account(first)), strip(await account(second))];
		const merged = groupOf(await book.commands.mergeAccounts(second, first));
		const undone = await book.commands.undo([merged]);
		expect([strip(await account(first)), strip(await account(second))]).toEqual(before);
		answerOf(await book.commands.undo([groupOf(undone)]));
		expect(await account(first)).toMatchObject({ name: 'B', merged: [second] });
	});

	it('MRG-9 anybody parts them, later, from the history; what was changed since stays', async () => {
		const first = await book.contact({ firstName: 'Léa', lastName: 'Martin', email: 'lea@martin.example' });
		const second = await book.contact({ firstName: 'Paul', lastName: 'Roux', birthDate: '1980-02-01' });
		answerOf(await book.commands.mergeContacts(second, first));
		answerOf(await book.commands.editContact(first, { lastName: 'Durand' }));
		answerOf(await book.commands.partRecord(second, 'contact'));
		expect(await contact(first)).toMatchObject({
			status: 'active',
			firstName: 'Léa',
			lastName: 'Durand',
			birthDate: '',
		});
		expect(await contact(second)).toMatchObject({ status: 'active', name: 'Paul Roux', birthDate: '1980-02-01' });
		expect((await contact(first)).merged).toBeUndefined();
		expect(await book.commands.partRecord(second, 'contact')).toMatchObject({ ok: false });
	});

	it('MRG-9 undoing the creation of a record that was merged deletes nothing', async () => {
		const made = await book.commands.createContact({ firstName: 'Léa', lastName: 'Martin', email: '', phones: [] });
		const first = answerOf(made);
		const second = await book.contact({ firstName: 'Lea', lastName: 'Martin' });
		answerOf(await book.commands.mergeContacts(first, second));
		answerOf(await book.commands.undo([groupOf(made)]));
		expect((await contact(first)).status).toBe('active');
	});
});
