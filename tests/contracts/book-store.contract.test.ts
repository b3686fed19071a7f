import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { editAccount, editContact, unlinkContact } from '../../src/lib/commands/edit-records.ts';
import { fillWithSamples } from '../../src/lib/commands/fill-with-samples.ts';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { BookStore } from '../../src/lib/storage/book-store.ts';
import { BookDatabase, createDexieStore } from '../../src/lib/storage/dexie-store.ts';
import { createMemoryDisk, createMemoryStore } from '../../src/lib/storage/memory-store.ts';
import { created, individual, testDeps, testPlatform, testProfile } from '../support/device.ts';

let opened = 0;
const engines: Record<string, () => BookStore> = {
	memory: () => createMemoryStore(createMemoryDisk()),
	dexie: () => createDexieStore(new BookDatabase(`contract-${opened++}`)),
};

describe.each(Object.entries(engines))('a book store on %s', (_, create) => {
	function setUp() {
		const store = create();
		const platform = testPlatform(7);
		return { store, platform, deps: testDeps(store, platform, testProfile('laptop')) };
	}

	it('DEV-1 writes documents, outbox, events and rows of a command in one transaction', async () => {
		const { store, deps } = setUp();
		const { account, contacts } = await created(deps, individual('Zoé', 'Écrivain'));
		await store.read(async (tx) => {
			const [contact] = contacts;
			expect(await tx.accounts.get(account)).toMatchObject({ name: 'Zoé Écrivain', sortKey: 'zoe ecrivain', status: 'active', contactIds: contacts });
			expect(contact && (await tx.contacts.get(contact))).toMatchObject({ name: 'Zoé Écrivain', accounts: [account] });
			const [group, ...more] = await tx.outbox.pending(0, 10);
			expect(more).toEqual([]);
			expect(group?.documents).toHaveLength(2);
			expect(group?.entries.map((entry) => entry.kind)).toEqual(['update', 'update', 'event', 'event']);
			expect(await tx.events.ofDocument(accountDocument(account), 10)).toHaveLength(1);
			expect(await tx.counter('accounts')).toBe(1);
			expect(await tx.counter('contacts')).toBe(1);
			expect((await tx.search.get('account/0'))?.texts).toEqual(['zoe ecrivain']);
		});
	});

	it('DEV-1 writes nothing when the body throws, and forgets what it had open', async () => {
		const { store, deps } = setUp();
		const { account } = await created(deps, individual('Léa', 'Dupré'));
		const before = await store.read((tx) => tx.documents.get(accountDocument(account)));
		const broken = { ...deps, project: () => Promise.reject(new Error('disk')) };
		await expect(editAccount(broken, account, { name: 'Dupré & fille' })).rejects.toThrow('disk');
		expect(await store.read((tx) => tx.documents.get(accountDocument(account)))).toEqual(before);
		await editAccount(deps, account, { name: 'Dupré' });
		expect(await store.read((tx) => tx.accounts.get(account))).toMatchObject({ name: 'Dupré' });
	});

	it('DEV-2 makes one account of the same id given twice', async () => {
		const { store, deps, platform } = setUp();
		const id = platform.uuid() as never;
		const first = await created(deps, individual('Yann', 'Kervella', { id }));
		const second = await created(deps, individual('Yann', 'Kervella', { id }));
		expect(second).toEqual(first);
		expect(await store.read((tx) => tx.counter('accounts'))).toBe(1);
	});

	it('NAM-4 an automatic name follows its first contact, a typed one does not', async () => {
		const { store, deps } = setUp();
		const { account, contacts } = await created(deps, individual('Anna', 'Blanc'));
		const [contact] = contacts as [never];
		await editContact(deps, contact, { lastName: 'Noir' });
		expect(await store.read((tx) => tx.accounts.get(account))).toMatchObject({ name: 'Anna Noir' });
		await editAccount(deps, account, { name: 'Foyer Blanc' });
		await editContact(deps, contact, { lastName: 'Vert' });
		expect(await store.read((tx) => tx.accounts.get(account))).toMatchObject({ name: 'Foyer Blanc' });
		await editAccount(deps, account, { name: '' });
		expect(await store.read((tx) => tx.accounts.get(account))).toMatchObject({ name: 'Anna Vert' });
	});

	it('LNK-1 refuses to take the last contact out of an account', async () => {
		const { deps } = setUp();
		const { account, contacts } = await created(deps, individual('Anna', 'Blanc'));
		const [contact] = contacts as [never];
		expect(await unlinkContact(deps, account, contact)).toEqual({ ok: false, problems: [{ field: 'contact', problem: 'last-contact' }] });
	});

	it('fills with 300 sample accounts, each usable', async () => {
		const { store, deps } = setUp();
		const told: number[] = [];
		await fillWithSamples(deps, (done) => told.push(done));
		expect(told.at(-1)).toBe(300);
		const rows = await store.read((tx) => tx.accounts.page('', 1000));
		expect(rows).toHaveLength(300);
		expect(rows.every((row) => row.name !== '' && row.contactIds.length > 0)).toBe(true);
		expect(await store.read((tx) => tx.counter('accounts'))).toBe(300);
	});
});
