import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountDocument } from '../../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId, FolderId, GroupId, TagId } from '../../../src/lib/domain/ids.ts';
import { folderField } from '../../../src/lib/domain/folder.ts';
import { linkField, portalAccess } from '../../../src/lib/domain/link.ts';
import type { CommandResult } from '../../../src/lib/commands/command-input.ts';
import { answerOf } from '../../support/device.ts';
import { openTestBook, type TestBook } from '../../support/test-book.ts';

let book: TestBook;
beforeEach(async () => {
	book = await openTestBook();
});
afterEach(() => book.leave());

const REACHABLE = { firstName: 'Léa', lastName: 'Martin', email: 'lea@martin.example' };

async function account(id: AccountId) {
	const row = await book.first(book.queries.account(id));
	if (row === null) throw new Error('no such account');
	return row;
}

function groupOf(result: CommandResult<unknown>): GroupId {
	if (!result.ok || result.group === null) throw new Error(JSON.stringify(result));
	return result.group;
}

describe('an account’s ID and company number', () => {
	it('COD-1 is handed out by name, and finds the account', async () => {
		const id = await book.account({ type: 'company', companyName: 'Écrivain & Fils' });
		const { code } = await account(id);
		expect(code).toMatch(/^ECR-\d{3}$/);
		expect((await book.queries.byCode(code.toLowerCase())).map((row) => row.id)).toEqual([id]);
		expect(await book.queries.search(code, 5)).toEqual([{ kind: 'account', id }]);
	});

	it('COD-1 is free on the device', async () => {
		const ids: AccountId[] = [];
		for (let n = 0; n < 30; n++) ids.push(await book.account({ name: `Martin ${n}` }));
		const codes = await Promise.all(ids.map(async (id) => (await account(id)).code));
		expect(new Set(codes).size).toBe(30);
	});

	it('COD-2 claimed by two, both are found by it, and each shows its own', async () => {
		const [one, two] = [await book.account({ name: 'Martin' }), await book.account({ name: 'Martin' })];
		await book.elsewhere(accountDocument(two), 'code', (await account(one)).code, Date.now() + 1_000);
		const [first, second] = [await account(one), await account(two)];
		expect(second.code).toMatch(new RegExp(`^${first.code}-[A-P]{2,}$`));
		expect(new Set((await book.queries.byCode(first.code)).map(({ id }) => id))).toEqual(new Set([one, two]));
		expect((await book.queries.byCode(second.code)).map(({ id }) => id)).toEqual([two]);
	});

	it('SIR-1 finds accounts of one company number', async () => {
		const id = await book.account({ type: 'company', companyName: 'Dupré SAS', siren: '732 829 320' });
		expect((await book.queries.bySiren('732829320')).map((row) => row.id)).toEqual([id]);
		expect(await book.queries.bySiren('732829320', id)).toEqual([]);
		expect(await book.commands.editAccount(id, { siren: '732829321' })).toEqual({ ok: false, problems: [{ field: 'siren', problem: 'siren-invalid' }] });
		answerOf(await book.commands.editAccount(id, { type: 'individual' }));
		expect(await account(id)).toMatchObject({ companyName: '', siren: '' });
	});
});

describe('people who may be one', () => {
	it('finds by e-mail, by phone in any spelling, and by name in any order, the surest first', async () => {
		const email = await book.contact({ firstName: 'A', lastName: 'B', email: 'lea@martin.example' });
		const phone = await book.contact({ firstName: 'Léa', lastName: 'Autre', phones: ['+33 6 12 34 56 78'] });
		const name = await book.contact({ firstName: 'MARTIN', lastName: 'léa' });
		const found = await book.queries.samePeople({ firstName: 'Léa', lastName: 'Martin', email: 'LEA@martin.example', phones: ['06.12.34.56.78'] });
		expect(found.map(({ contact, by }) => [contact.id, by])).toEqual([
			[email, 'email'],
			[phone, 'phone'],
			[name, 'name'],
		]);
		expect(await book.queries.samePeople({ firstName: '', lastName: '', email: '', phones: ['12'] })).toEqual([]);
	});

	it('refuses a birth date in the future', async () => {
		const input = { ...REACHABLE, phones: [], birthDate: '2999-01-01' };
		expect(await book.commands.createContact(input)).toEqual({ ok: false, problems: [{ field: 'birthDate', problem: 'date-future' }] });
	});
});

describe('an account’s reachability', () => {
	it('follows its contacts', async () => {
		const id = await book.account({ people: [{ firstName: 'Léa' }] });
		expect(await account(id)).toMatchObject({ hasEmail: false, email: '', city: '' });
		const [contact] = (await account(id)).contactIds as [ContactId];
		answerOf(await book.commands.editContact(contact, { email: 'lea@martin.example', address: { street: '', postcode: '', city: 'Brest', country: '' } }));
		expect(await account(id)).toMatchObject({ hasEmail: true, email: 'lea@martin.example', city: 'Brest' });
	});
});

describe('links that parted devices broke together', () => {
	it('LNK-3 keeps whoever was unlinked last, without access, and says so', async () => {
		const id = await book.account({ people: [{ ...REACHABLE, switches: { login: true } }, { ...REACHABLE, firstName: 'Luc', switches: { login: true } }] });
		const [one, two] = (await account(id)).contactIds as [ContactId, ContactId];
		await book.elsewhere(accountDocument(id), linkField(one, 'present'), false, Date.now() + 2_000);
		await book.elsewhere(accountDocument(id), linkField(two, 'present'), false, Date.now() + 1_000);
		expect(await account(id)).toMatchObject({
			contactIds: [one],
			links: [{ contact: one, login: false }],
			repairs: [{ kind: 'contact-kept', contact: one, at: expect.any(Number) }],
		});
		expect(await book.commands.unlinkContact(id, one)).toMatchObject({ ok: false, problems: [{ problem: 'last-contact' }] });
		answerOf(await book.commands.linkContact(id, two, { login: false, notify: false, sync: false }));
		const after = await account(id);
		expect([new Set(after.contactIds), after.repairs]).toEqual([new Set([one, two]), []]);
	});
});

describe('archive and deletion', () => {
	it('ARC-1 suspends access and keeps the wish', async () => {
		const id = await book.account({ people: [{ ...REACHABLE, switches: { login: true } }] });
		const access = async () => {
			const { status, links } = await account(id);
			return portalAccess(status, links[0] ?? { login: false });
		};
		expect(await access()).toBe('open');
		answerOf(await book.commands.archiveAccounts([id]));
		expect(await access()).toBe('suspended');
		const [contact] = (await account(id)).contactIds as [ContactId];
		expect(await book.commands.setSwitches(id, contact, { login: true })).toMatchObject({ problems: [{ problem: 'account-archived' }] });
		answerOf(await book.commands.restoreAccounts([id]));
		expect(await access()).toBe('open');
	});

	it('DEL-1 deletes only from the archive, leaves the contacts, and brings back whole', async () => {
		const id = await book.account({ people: [REACHABLE] });
		const [contact] = (await account(id)).contactIds as [ContactId];
		expect(await book.commands.deleteAccounts([id])).toEqual({ ok: false, problems: [{ field: id, problem: 'not-archived' }] });
		answerOf(await book.commands.archiveAccounts([id]));
		const deleted = groupOf(await book.commands.deleteAccounts([id]));
		expect(await account(id)).toMatchObject({ status: 'deleted', editedAfterDeletion: false });
		expect((await book.first(book.queries.contact(contact)))?.accounts).toEqual([]);
		expect(await book.first(book.queries.counts())).toEqual({ accounts: 0, archived: 0, contacts: 1 });
		expect(await book.commands.editAccount(id, { name: 'Non' })).toMatchObject({ ok: false });
		answerOf(await book.commands.undo([deleted]));
		expect(await account(id)).toMatchObject({ status: 'archived', deletedAt: null, contactIds: [contact] });
		expect((await book.first(book.queries.contact(contact)))?.accounts).toEqual([id]);
	});

	it('DEL-2 an edit of who did not know does not bring it back, and is told', async () => {
		const id = await book.account({});
		answerOf(await book.commands.archiveAccounts([id]));
		answerOf(await book.commands.deleteAccounts([id]));
		expect(await book.first(book.queries.editedAfterDeletion())).toEqual([]);
		await book.elsewhere(accountDocument(id), 'name', 'Vu ailleurs', Date.now() - 60_000);
		expect(await account(id)).toMatchObject({ status: 'deleted', editedAfterDeletion: true });
		expect((await book.first(book.queries.editedAfterDeletion())).map((row) => row.id)).toEqual([id]);
		answerOf(await book.commands.undeleteAccounts([id]));
		expect(await account(id)).toMatchObject({ status: 'archived', editedAfterDeletion: false, deletedAt: null });
	});
});

/** Ranges of keys, as Dexie tells them: a tree. */
interface Told {
	l?: Told | null;
	r?: Told | null;
}

function rangesIn(told: Told | null | undefined): number {
	return told == null ? 0 : 1 + rangesIn(told.l) + rangesIn(told.r);
}

describe('many at once', () => {
	/** 330 accounts. */
	async function moreThanOneTransaction(): Promise<AccountId[]> {
		await book.commands.fillWithSamples(() => undefined);
		for (let n = 0; n < 30; n++) await book.account({ name: `Client ${n}` });
		return book.database.accounts.toCollection().primaryKeys();
	}

	it('BULK-1 goes in groups of at most 100, tells its progress, and undoes', async () => {
		const ids = await moreThanOneTransaction();
		const told: number[] = [];
		const newTags = [{ id: crypto.randomUUID().replace(/^(.{14})./, '$17') as TagId, name: 'Relance', color: 'red' as const }];
		const result = await book.commands.bulk({ kind: 'account', ids }, { newTags, archived: true }, (done) => told.push(done));
		expect(result).toMatchObject({ done: 330, refused: [] });
		expect(result.groups).toHaveLength(4);
		expect(told).toEqual([300, 330]);
		const tag = (await book.first(book.queries.vocabulary())).tags.find(({ name }) => name === 'Relance');
		expect(tag && (await book.queries.tagUses(tag.id))).toEqual({ accounts: 330, contacts: 0 });
		expect(await book.first(book.queries.counts())).toMatchObject({ accounts: 0, archived: 330 });
		const part = answerOf(await book.commands.undo(result.groups, (done) => told.push(done), () => told.length === 3));
		expect(part).toMatchObject({ kept: 0, left: result.groups.slice(0, 1) });
		expect(told.at(-1)).toBe(3);
		expect(await book.first(book.queries.counts())).toMatchObject({ accounts: 230, archived: 100 });
		expect(answerOf(await book.commands.undo(part.left))).toMatchObject({ kept: 0, left: [] });
		expect(await book.first(book.queries.counts())).toMatchObject({ accounts: 330, archived: 0 });
	}, 30_000);

	it('BULK-1 names who refuses, and skips contacts without an address', async () => {
		const reachable = await book.account({ people: [REACHABLE, { firstName: 'Luc' }] });
		const not = await book.account({ people: [{ firstName: 'Luc' }] });
		const result = await book.commands.bulk({ kind: 'account', ids: [reachable, not] }, { switches: { notify: true } });
		expect(result).toMatchObject({ done: 1, refused: [{ id: not, problem: 'email-needed' }] });
		expect((await account(reachable)).links.map(({ notify }) => notify)).toEqual([true, false]);
	});

	it('BULK-2 changes the type: a company needs its name, an individual keeps no company fields', async () => {
		const company = await book.account({ type: 'company', companyName: 'Dupré', siren: '732829320' });
		const person = await book.account({});
		expect(await book.commands.bulk({ kind: 'account', ids: [company, person] }, { type: 'individual' })).toMatchObject({ done: 2, refused: [] });
		expect(await account(company)).toMatchObject({ type: 'individual', companyName: '', siren: '' });
		expect(await book.commands.bulk({ kind: 'account', ids: [person] }, { type: 'company' })).toMatchObject({ refused: [{ id: person, problem: 'required' }] });
	});

	it('BULK-2 deletes what is archived, in any number, and brings it back into the archive', async () => {
		const ids: AccountId[] = [];
		for (let n = 0; n < 105; n++) ids.push(await book.account({ name: `Client ${n}` }));
		const kept = ids[0] as AccountId;
		await book.commands.bulk({ kind: 'account', ids: ids.slice(1) }, { archived: true });
		const gone = await book.commands.bulk({ kind: 'account', ids }, { deleted: true });
		expect(gone).toMatchObject({ done: 104, refused: [{ id: kept, problem: 'not-archived' }] });
		expect(await book.first(book.queries.counts())).toMatchObject({ accounts: 1, archived: 0 });
		expect(await book.commands.bulk({ kind: 'account', ids: ids.slice(1) }, { deleted: false })).toMatchObject({ done: 104, refused: [] });
		expect(await book.first(book.queries.counts())).toMatchObject({ archived: 104 });
	}, 30_000);

	it('FOL-3, BULK-2 a template adds what is missing to each, and nothing the second time', async () => {
		const template = answerOf(await book.commands.createTemplate({ name: 'Paie' }));
		const folder = (name: string) => ({ op: 'add' as const, id: crypto.randomUUID().replace(/^(.{14})./, '$17') as FolderId, name, parent: null });
		answerOf(await book.commands.editTemplateFolders(template, [folder('Bulletins'), folder('Contrats')]));
		const [plain, partly] = [await book.account({ name: 'A' }), await book.account({ name: 'B' })];
		answerOf(await book.commands.editFolders(partly, [folder('bulletins')]));
		const first = await book.commands.bulk({ kind: 'account', ids: [plain, partly] }, { template });
		expect(first).toMatchObject({ done: 2, refused: [] });
		const names = async (id: AccountId) => (await book.first(book.queries.folders(id)))?.tree.roots.map(({ name }) => name.toLowerCase()) ?? [];
		expect((await names(plain)).filter((name) => name === 'bulletins' || name === 'contrats')).toHaveLength(2);
		expect((await names(partly)).filter((name) => name === 'bulletins')).toHaveLength(1);
		expect(await names(partly)).toContain('contrats');
		expect((await book.commands.bulk({ kind: 'account', ids: [plain, partly] }, { template })).groups).toEqual([]);
		answerOf(await book.commands.undo(first.groups));
		expect(await names(plain)).not.toContain('bulletins');
	});

	it('BULK-1 tells who follows the book in few words, however many records it is about', async () => {
		const ids = await moreThanOneTransaction();
		const told: unknown[] = [];
		const hear = (parts: Readonly<Record<string, unknown>>) => {
			for (const [part, ranges] of Object.entries(parts)) if (rangesIn(ranges as Told) > 40) told.push(part);
		};
		Dexie.on.storagemutated.subscribe(hear);
		await book.commands.bulk({ kind: 'account', ids }, { archived: true });
		Dexie.on.storagemutated.unsubscribe(hear);
		expect(told).toEqual([]);
	}, 30_000);

	it('BULK-1 stops with whole groups written', async () => {
		const ids = await moreThanOneTransaction();
		let done = 0;
		const result = await book.commands.bulk({ kind: 'account', ids }, { archived: true }, (now) => (done = now), () => done > 0);
		expect(result).toMatchObject({ done: 300 });
		expect(await book.first(book.queries.counts())).toMatchObject({ accounts: 30, archived: 300 });
		expect(await book.commands.bulk({ kind: 'account', ids }, { archived: false }, undefined, () => true)).toEqual({ groups: [], done: 0, refused: [] });
	}, 30_000);
});

describe('undo', () => {
	it('UNDO-1 writes former values back where nobody changed them since, and counts what it kept', async () => {
		const id = await book.account({ type: 'company', companyName: 'Dupré' });
		const group = groupOf(await book.commands.editAccount(id, { companyName: 'Dupré SAS', name: 'Nommé' }));
		answerOf(await book.commands.editAccount(id, { name: 'Autrement' }));
		const undone = await book.commands.undo([group]);
		expect(undone).toMatchObject({ ok: true, value: { undone: 1, kept: 1 } });
		expect(await account(id)).toMatchObject({ companyName: 'Dupré', name: 'Autrement' });
		answerOf(await book.commands.undo([groupOf(undone)]));
		expect(await account(id)).toMatchObject({ companyName: 'Dupré SAS', name: 'Autrement' });
	});

	it('UNDO-1 keeps what a colleague wrote beside it', async () => {
		const id = await book.account({ name: 'Avant' });
		const group = groupOf(await book.commands.editAccount(id, { name: 'Après' }));
		await book.elsewhere(accountDocument(id), 'name', 'Collègue', Date.now() - 60_000);
		expect(await book.commands.undo([group])).toMatchObject({ value: { undone: 0, kept: 1 }, group: null });
		expect(await account(id)).toMatchObject({ name: 'Après' });
	});

	it('UNDO-1 never takes the last contact out, nor an address that a switch needs', async () => {
		const id = await book.account({ people: [{ firstName: 'Léa' }] });
		const [first] = (await account(id)).contactIds as [ContactId];
		const added = await book.commands.addContact(id, { firstName: 'Luc', lastName: '', email: '', phones: [] }, { login: false, notify: false, sync: false });
		answerOf(await book.commands.unlinkContact(id, first));
		answerOf(await book.commands.undo([groupOf(added)]));
		expect((await account(id)).contactIds).toHaveLength(1);
		const luc = answerOf(added);
		const mail = await book.commands.editContact(luc, { email: 'luc@martin.example' });
		answerOf(await book.commands.setSwitches(id, luc, { notify: true }));
		expect(await book.commands.undo([groupOf(mail)])).toMatchObject({ value: { undone: 0, kept: 1 } });
	});

	it('LNK-1, LNK-2 hold for a value that is restored, too', async () => {
		const id = await book.account({ people: [{ firstName: 'Léa' }] });
		const [contact] = (await account(id)).contactIds as [ContactId];
		const restore = (part: 'present' | 'login', value: boolean) => book.commands.restoreValue(accountDocument(id), linkField(contact, part), value);
		expect(await restore('present', false)).toMatchObject({ ok: false, problems: [{ problem: 'last-contact' }] });
		expect(await restore('login', true)).toMatchObject({ ok: false, problems: [{ problem: 'email-needed' }] });
		expect(await book.commands.restoreValue(accountDocument(id), 'unheard', 'x')).toMatchObject({ ok: false, problems: [{ problem: 'value-invalid' }] });
		answerOf(await book.commands.restoreValue(accountDocument(id), 'name', 'Foyer'));
		expect(await account(id)).toMatchObject({ name: 'Foyer' });
	});

	it('FOL-2 holds for a folder that is put back, and a type comes with what belongs to it', async () => {
		const id = await book.account({ type: 'company', companyName: 'Dupré' });
		const document = accountDocument(id);
		const tree = async () => (await book.first(book.queries.folders(id)))?.tree.roots ?? [];
		const [uploads, found] = await tree();
		if (uploads === undefined || found === undefined) throw new Error('no folders');
		const { id: folder, children: _, ...rest } = found;
		const was = { ...rest, removed: false };
		const put = (value: typeof was) => book.commands.restoreValue(document, folderField(folder), value);
		answerOf(await book.commands.editFolders(id, [{ op: 'rename', id: folder, name: 'Bilans' }]));
		const other = '01920000-0000-7000-8000-000000000001' as FolderId;
		answerOf(await book.commands.editFolders(id, [{ op: 'add', id: other, name: was.name, parent: null }]));
		expect(await put(was)).toMatchObject({ ok: false, problems: [{ problem: 'name-taken' }] });
		answerOf(await book.commands.editFolders(id, [{ op: 'remove', id: folder }]));
		answerOf(await put({ ...was, name: 'Actes', clientUploads: true }));
		const now = await tree();
		expect(now.find((one) => one.id === folder)).toMatchObject({ name: 'Actes', clientUploads: true });
		expect(now.find((one) => one.id === uploads.id)?.clientUploads).toBe(false);
		expect(await put({ ...was, removed: true })).toMatchObject({ ok: false, problems: [{ problem: 'folder-client-uploads' }] });
		expect(await put({ ...was, parent: '01920000-0000-7000-8000-000000000002' as FolderId })).toMatchObject({ ok: false, problems: [{ problem: 'folder-unknown' }] });
		expect(await put({ ...was, name: 'Actes', parent: folder })).toMatchObject({ ok: false, problems: [{ problem: 'folder-into-itself' }] });

		answerOf(await book.commands.restoreValue(document, 'type', 'individual'));
		expect(await account(id)).toMatchObject({ type: 'individual', companyName: '' });
		expect(await book.commands.restoreValue(document, 'type', 'company')).toMatchObject({ ok: false, problems: [{ problem: 'required' }] });
		answerOf(await book.commands.restoreValue(document, 'type', 'company', { companyName: 'Dupré SAS' }));
		expect(await account(id)).toMatchObject({ type: 'company', companyName: 'Dupré SAS' });
	});

	it('UNDO-2 deletes what was created, unless somebody works with it; and brings it back', async () => {
		const made = await book.commands.createAccount({
			type: 'individual',
			name: '',
			companyName: '',
			companyAddress: { street: '', postcode: '', city: '', country: '' },
			contacts: [1, 2].map((n) => ({
				create: { ...REACHABLE, firstName: `Léa ${n}`, phones: [] },
				switches: { login: false, notify: false, sync: false },
			})),
		});
		const { account: id, contacts } = answerOf(made);
		const [one, two] = contacts as [ContactId, ContactId];
		const other = await book.account({ people: [{ firstName: 'Luc' }] });
		answerOf(await book.commands.linkContact(other, two, { login: false, notify: false, sync: false }));
		const undone = await book.commands.undo([groupOf(made)]);
		expect(undone).toMatchObject({ value: { undone: 2, kept: 1 } });
		expect((await account(id)).status).toBe('deleted');
		expect((await book.first(book.queries.contact(one)))?.status).toBe('deleted');
		expect(await book.first(book.queries.contact(two))).toMatchObject({ status: 'active', accounts: [other] });
		answerOf(await book.commands.undo([groupOf(undone)]));
		expect((await account(id)).status).toBe('active');
		expect((await book.first(book.queries.contact(one)))?.status).toBe('active');
	});
});
