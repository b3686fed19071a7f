import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FieldId, FolderId } from '../../../src/lib/domain/ids.ts';
import { flattenTree } from '../../../src/lib/domain/folder-tree.ts';
import { answerOf } from '../../support/device.ts';
import { openTestBook, type TestBook } from '../../support/test-book.ts';

let book: TestBook;
beforeEach(async () => {
	book = await openTestBook();
});
afterEach(() => book.leave());

function folderId(n: number): FolderId {
	return `01920000-0000-7000-8000-${String(n).padStart(12, '0')}` as FolderId;
}

async function folderNames(account: Parameters<TestBook['queries']['folders']>[0]): Promise<string[]> {
	const folders = await book.first(book.queries.folders(account));
	return folders === null ? [] : flattenTree(folders.tree).map(({ name }) => name);
}

function field(id: FieldId): string {
	return `custom/${id}`;
}

describe('custom fields', () => {
	it('CUS-2 a required field without a value refuses the creation, named; its value is stored', async () => {
		const regime = answerOf(await book.commands.createField({ kind: 'account', label: 'Régime', type: 'text', required: true }));
		const born = answerOf(await book.commands.createField({ kind: 'contact', label: 'Numéro', type: 'number', required: true }));
		const input = { type: 'individual' as const, name: '', companyName: '', companyAddress: { street: '', postcode: '', city: '', country: '' } };
		const person = { firstName: 'Zoé', lastName: 'Écrivain', email: '', phones: [] };
		const switches = { login: false, notify: false, sync: false };
		expect(await book.commands.createAccount({ ...input, contacts: [{ create: person, switches }] })).toEqual({
			ok: false,
			problems: [
				{ field: field(regime), problem: 'value-required' },
				{ field: `contacts/0/${field(born)}`, problem: 'value-required' },
			],
		});
		const contacts = [{ create: { ...person, custom: { [born]: 7 } }, switches }];
		const { account } = answerOf(await book.commands.createAccount({ ...input, custom: { [regime]: ' Réel ' }, contacts }));
		expect((await book.first(book.queries.account(account)))?.custom).toEqual({ [regime]: 'Réel' });
	});

	it('CUS-3 a renamed field keeps its values; a changed type counts what does not fit and destroys nothing', async () => {
		const size = answerOf(await book.commands.createField({ kind: 'account', label: 'Taille', type: 'text' }));
		const one = await book.account({ custom: { [size]: '12' } });
		await book.account({ custom: { [size]: 'grande' } });
		answerOf(await book.commands.editField(size, { label: 'Effectif' }));
		expect(await book.queries.fieldUses(size)).toEqual({ values: 2, unfit: 0 });
		expect(await book.queries.fieldUses(size, { type: 'number', choices: [] })).toEqual({ values: 2, unfit: 2 });
		answerOf(await book.commands.editField(size, { type: 'number' }));
		expect((await book.first(book.queries.account(one)))?.custom).toEqual({ [size]: '12' });
		expect(await book.queries.fieldUses(size)).toEqual({ values: 2, unfit: 2 });
		expect(await book.commands.editAccount(one, { custom: { [size]: 'x' } })).toMatchObject({ ok: false, problems: [{ problem: 'value-invalid' }] });
		answerOf(await book.commands.editAccount(one, { custom: { [size]: 12 } }));
		expect(await book.queries.fieldUses(size)).toEqual({ values: 2, unfit: 1 });
	});

	it('CUS-4 an archived field is not asked for, and its values stay', async () => {
		const regime = answerOf(await book.commands.createField({ kind: 'account', label: 'Régime', type: 'text', required: true }));
		const account = await book.account({ custom: { [regime]: 'Micro' } });
		answerOf(await book.commands.archiveField(regime, true));
		await book.account({});
		expect((await book.first(book.queries.account(account)))?.custom).toEqual({ [regime]: 'Micro' });
		expect((await book.first(book.queries.firm())).fields).toMatchObject([{ id: regime, archived: true }]);
	});

	it('TAG-5 a field of contacts is none of accounts', async () => {
		const born = answerOf(await book.commands.createField({ kind: 'contact', label: 'Numéro', type: 'number' }));
		const account = await book.account({});
		expect(await book.commands.editAccount(account, { custom: { [born]: 1 } })).toMatchObject({ ok: false, problems: [{ problem: 'field-unknown' }] });
	});

	it('puts fields in order, and refuses a label that is taken and a choice field without choices', async () => {
		const a = answerOf(await book.commands.createField({ kind: 'account', label: 'A', type: 'text' }));
		const b = answerOf(await book.commands.createField({ kind: 'account', label: 'B', type: 'text' }));
		answerOf(await book.commands.orderFields([b, a]));
		expect((await book.first(book.queries.firm())).fields.map(({ id }) => id)).toEqual([b, a]);
		expect(await book.commands.createField({ kind: 'account', label: ' á ', type: 'text' })).toMatchObject({ problems: [{ problem: 'name-taken' }] });
		expect(await book.commands.createField({ kind: 'account', label: 'C', type: 'choice' })).toMatchObject({ problems: [{ field: 'choices', problem: 'required' }] });
	});
});

describe('folder templates', () => {
	it('FOL-3 an account begins with the template, else the firm’s default, else the predefined folders', async () => {
		const plain = await book.account({});
		const template = answerOf(await book.commands.createTemplate({ name: 'Société' }));
		answerOf(await book.commands.editTemplateFolders(template, [{ op: 'add', id: folderId(1), name: 'Bilans', parent: null }]));
		answerOf(await book.commands.setDefaultTemplate(template));
		const byDefault = await book.account({});
		const other = answerOf(await book.commands.createTemplate({ name: 'Particulier' }));
		const chosen = await book.account({ template: other });
		expect(await folderNames(plain)).toEqual(['Documents téléchargés par le client', 'Documents du cabinet', 'Documents permanents']);
		expect(await folderNames(byDefault)).toEqual([...(await folderNames(plain)), 'Bilans']);
		expect(await folderNames(chosen)).toEqual(await folderNames(plain));
		answerOf(await book.commands.editTemplateFolders(template, [{ op: 'rename', id: folderId(1), name: 'Liasses' }]));
		answerOf(await book.commands.deleteTemplate(template));
		expect(await folderNames(byDefault)).toContain('Bilans');
		expect((await book.first(book.queries.firm())).defaultTemplate).toBeNull();
		expect(await book.commands.createAccount({ ...(await input()), template })).toMatchObject({ problems: [{ field: 'template', problem: 'template-unknown' }] });
	});

	it('FOL-3 applied again, adds only what is missing', async () => {
		const template = answerOf(await book.commands.createTemplate({ name: 'Société' }));
		answerOf(await book.commands.editTemplateFolders(template, [{ op: 'add', id: folderId(1), name: 'Bilans', parent: null }]));
		const account = await book.account({});
		expect(answerOf(await book.commands.applyTemplate(account, template))).toEqual([folderId(1)]);
		expect(await book.commands.applyTemplate(account, template)).toEqual({ ok: true, value: [], group: null });
	});

	it('FOL-2 all steps of a command are done, or none', async () => {
		const account = await book.account({});
		const ops = [
			{ op: 'add' as const, id: folderId(1), name: 'Paie', parent: null },
			{ op: 'remove' as const, id: folderId(9) },
		];
		expect(await book.commands.editFolders(account, ops)).toEqual({ ok: false, problems: [{ field: 'ops/1', problem: 'folder-unknown' }] });
		expect(await folderNames(account)).not.toContain('Paie');
	});
});

describe('the firm’s details', () => {
	it('are what it was set up with until somebody writes them', async () => {
		expect(await book.first(book.queries.firm())).toMatchObject({ name: 'Cabinet Lefèvre', language: 'fr', country: 'FR', logo: '' });
		answerOf(await book.commands.editFirm({ name: ' Cabinet  Roux ', replyTo: 'contact@cabinet.example', country: 'BE' }));
		expect(await book.first(book.queries.firm())).toMatchObject({ name: 'Cabinet Roux', replyTo: 'contact@cabinet.example', country: 'BE' });
	});

	it('refuse a logo that is too large or no picture', async () => {
		expect(await book.commands.editFirm({ logo: `data:image/png;base64,${'A'.repeat(7_000)}` })).toMatchObject({ problems: [{ problem: 'too-long' }] });
		expect(await book.commands.editFirm({ logo: 'data:image/svg+xml;base64,AAAA' })).toMatchObject({ problems: [{ problem: 'value-invalid' }] });
		expect((await book.commands.editFirm({ logo: 'data:image/png;base64,AAAA' })).ok).toBe(true);
	});

	it('FIRM-1 are not a member’s to change; tags and shared filters are', async () => {
		const member = await openTestBook(undefined, { role: 'member' });
		const { commands } = member;
		const refused = { ok: false, problems: [{ field: '', problem: 'forbidden' }] };
		expect(await commands.editFirm({ name: 'Mien' })).toEqual(refused);
		expect(await commands.createField({ kind: 'account', label: 'Régime', type: 'text' })).toEqual(refused);
		expect(await commands.createTemplate({ name: 'Mien' })).toEqual(refused);
		expect(await commands.setDefaultTemplate(null)).toEqual(refused);
		expect(await commands.restoreValue('firm:settings' as never, 'name', 'Mien')).toMatchObject({ ok: false, problems: [{ problem: 'forbidden' }] });
		expect((await commands.createTag({ name: 'VIP', color: 'red', kind: 'account' })).ok).toBe(true);
		const filter = { id: folderId(1) as never, name: 'Sans e-mail', list: 'accounts' as const, terms: { hasEmail: false } };
		answerOf(await commands.saveSharedFilter(filter));
		expect((await member.first(member.queries.vocabulary())).sharedFilters).toEqual([filter]);
		answerOf(await commands.removeSharedFilter(filter.id));
		expect((await member.first(member.queries.vocabulary())).sharedFilters).toEqual([]);
		await member.leave();
	});
});

async function input() {
	const companyAddress = { street: '', postcode: '', city: '', country: '' };
	const create = { firstName: 'Zoé', lastName: '', email: '', phones: [] };
	const contacts = [{ create, switches: { login: false, notify: false, sync: false } }];
	return { type: 'individual' as const, name: '', companyName: '', companyAddress, contacts };
}
