import { describe, expect, it } from 'vitest';
import { setSwitches, unlinkContact } from '../../src/lib/commands/edit-links.ts';
import { editAccount, editContact } from '../../src/lib/commands/edit-records.ts';
import { createTag } from '../../src/lib/commands/edit-vocabulary.ts';
import { fillWithSamples } from '../../src/lib/commands/fill-with-samples.ts';
import type { CommandDeps } from '../../src/lib/commands/commit.ts';
import { mergeContacts } from '../../src/lib/commands/merge-records.ts';
import type { NewAccount } from '../../src/lib/commands/command-input.ts';
import { stampAt, type Stamp } from '../../src/lib/domain/clock.ts';
import { accountDocument, contactDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId, EventId, GroupId } from '../../src/lib/domain/ids.ts';
import { projectBook } from '../../src/lib/projections/project-book.ts';
import { PROJECTIONS_VERSION } from '../../src/lib/projections/version.ts';
import { rebuildProjections } from '../../src/lib/projections/rebuild.ts';
import { Stopped, type BookStore } from '../../src/lib/storage/book-store.ts';
import { answerOf, created, individual, testDeps, testPlatform, testProfile } from '../support/device.ts';

/** What every engine of a book store must keep. */
export function bookStoreContract(engine: string, create: () => BookStore): void {
	describe(`a book store on ${engine}`, () => {
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
				expect(await tx.accounts.get(account)).toMatchObject({
					name: 'Zoé Écrivain',
					sortKey: 'zoe ecrivain',
					status: 'active',
					contactIds: contacts,
				});
				expect(contact && (await tx.contacts.get(contact))).toMatchObject({
					name: 'Zoé Écrivain',
					accounts: [account],
				});
				const [group, ...more] = await tx.outbox.pending(0, 10);
				expect(more).toEqual([]);
				expect(group?.documents).toHaveLength(2);
				expect(group?.entries.map((entry) => entry.kind)).toEqual(['update', 'update', 'event', 'event']);
				expect(await tx.events.ofDocument(accountDocument(account), 10)).toHaveLength(1);
				expect(await tx.counter('accounts')).toBe(1);
				expect(await tx.counter('contacts')).toBe(1);
				expect((await tx.search.get('account/0'))?.texts).toEqual([expect.stringMatching(/^zoe ecrivain\nzoe-\d{3,}$/)]);
			});
		});

		it('DEV-1 writes nothing when the body throws, and forgets what it had open', async () => {
			const { store, deps } = setUp();
			const { account } = await created(deps, individual('Léa', 'Dupré'));
			const before = await store.read((tx) => tx.documents.get(accountDocument(account)));
			const broken: CommandDeps = { ...deps, project: () => Promise.reject(new Error('disk')) };
			await expect(editAccount(broken, account, { name: 'Dupré & fille' })).rejects.toThrow('disk');
			expect(await store.read((tx) => tx.documents.get(accountDocument(account)))).toEqual(before);
			await editAccount(deps, account, { name: 'Dupré' });
			expect(await store.read((tx) => tx.accounts.get(account))).toMatchObject({ name: 'Dupré' });
		});

		it('DEV-1 reads within a transaction what it wrote, and keeps nothing of it when a last write is refused', async () => {
			const { store, deps } = setUp();
			await created(deps, individual('Léa', 'Dupré'));
			const [group] = await store.read((tx) => tx.outbox.pending(0, 1));
			if (group === undefined) throw new Error('no group');
			const { order: _, ...again } = group;
			await expect(
				store.write(async (tx) => {
					await tx.setCounter('accounts', (await tx.counter('accounts')) + 5);
					await tx.setMeta('clock', 77 as Stamp);
					expect(await tx.counter('accounts')).toBe(6);
					expect(await tx.meta('clock')).toBe(77);
					await tx.outbox.add(again);
				}),
			).rejects.toThrow();
			await store.read(async (tx) => {
				expect(await tx.counter('accounts')).toBe(1);
				expect(await tx.meta('clock')).not.toBe(77);
				expect(await tx.outbox.pending(0, 10)).toHaveLength(1);
			});
		});

		it('DEV-1 gives two commands of one moment an order of their own', async () => {
			const { store, deps } = setUp();
			const { account } = await created(deps, individual('Léa', 'Dupré'));
			await Promise.all([editAccount(deps, account, { name: 'One' }), editAccount(deps, account, { name: 'Two' })]);
			const groups = await store.read((tx) => tx.outbox.pending(0, 10));
			expect(groups.map((group) => group.writes.at(-1)?.value).slice(1)).toEqual(['One', 'Two']);
			const stamps = groups.flatMap((group) => group.writes.map((write) => write.at));
			expect([...stamps].sort((a, b) => a - b)).toEqual(stamps);
			expect(await store.read((tx) => tx.accounts.get(account))).toMatchObject({ name: 'Two', alsoWritten: [] });
		});

		it('DEV-3 notices a damaged document and merges nothing', async () => {
			const { store, deps } = setUp();
			const { account } = await created(deps, individual('Léa', 'Dupré'));
			const name = accountDocument(account);
			await store.write(async (tx) => {
				const row = await tx.documents.get(name);
				if (row === undefined) throw new Error('no row');
				const state = row.state.slice();
				state[state.length - 3] = (state[state.length - 3] ?? 0) ^ 1;
				await tx.documents.put({ ...row, state });
			});
			const reopened = testDeps(store, testPlatform(8), testProfile('laptop'));
			await expect(editAccount(reopened, account, { name: 'New' })).rejects.toMatchObject({
				name: 'StorageFailed',
				reason: 'corrupt',
			});
			expect(await store.read((tx) => tx.outbox.pending(0, 10))).toHaveLength(1);
		});

		it('DEV-1 pages rows in the order of their keys', async () => {
			const { store, deps } = setUp();
			for (const name of ['A', 'B', 'C']) await created(deps, individual(name, 'Blanc'));
			await store.read(async (tx) => {
				const all = await tx.accounts.page('', 10);
				expect(all.map((row) => row.id)).toEqual(all.map((row) => row.id).sort());
				expect(await tx.accounts.page(all[0]?.id ?? '', 1)).toEqual([all[1]]);
				expect(await tx.accounts.page(all[2]?.id ?? '', 1)).toEqual([]);
			});
		});

		it('LNK-2 refuses LOGIN and NOTIFY without an address, and an address emptied under them', async () => {
			const { store, deps } = setUp();
			const { account, contacts } = await created(deps, individual('Anna', 'Blanc'));
			const [contact] = contacts as [never];
			expect(await setSwitches(deps, account, contact, { login: true })).toEqual({
				ok: false,
				problems: [{ field: 'login', problem: 'email-needed' }],
			});
			await editContact(deps, contact, { email: 'anna@blanc.example' });
			expect(await setSwitches(deps, account, contact, { login: true, notify: true })).toMatchObject({ ok: true });
			expect(await editContact(deps, contact, { email: '' })).toEqual({
				ok: false,
				problems: [{ field: 'email', problem: 'email-needed' }],
			});
			expect((await store.read((tx) => tx.accounts.get(account)))?.links).toMatchObject([
				{ login: true, notify: true, sync: false },
			]);
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
			expect(await unlinkContact(deps, account, contact)).toEqual({
				ok: false,
				problems: [{ field: 'contact', problem: 'last-contact' }],
			});
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
			expect(rows.some((row) => row.tags.length > 0 && Object.keys(row.custom).length > 2 && row.siren !== '')).toBe(true);
			expect(new Set(rows.map(({ code }) => code)).size).toBe(300);
			const firm = await store.read((tx) => tx.firm.get('settings'));
			expect(firm).toMatchObject({ firm: { fields: { length: 5 }, templates: [{ name: 'Société' }] } });
			await fillWithSamples(deps, () => undefined);
			expect(await store.read((tx) => tx.firm.get('settings'))).toEqual(firm);
		}, 30_000);

		it('COD-1 finds accounts by the IDs that they claim', async () => {
			const { store, deps } = setUp();
			const { account } = await created(deps, individual('Zoé', 'Écrivain'));
			await created(deps, individual('Léa', 'Dupré'));
			await store.read(async (tx) => {
				const claim = (await tx.accounts.get(account))?.codeClaim ?? '';
				expect((await tx.accounts.claiming([claim, 'AAA-000'])).map(({ id }) => id)).toEqual([account]);
				expect(await tx.accounts.claiming([])).toEqual([]);
				expect(await tx.accounts.claimed([claim, 'AAA-000'])).toEqual(new Set([claim]));
			});
		});

		it('IMP-16 writes nothing of a transaction that somebody stops', async () => {
			const { store } = setUp();
			let stop = false;
			const write = (value: number) =>
				store.write(
					async (tx) => {
						await tx.setMeta('clock', value as Stamp);
						await tx.setCounter('accounts', value);
						stop = value > 5;
					},
					() => stop,
				);
			await write(5);
			await expect(write(6)).rejects.toBeInstanceOf(Stopped);
			expect(await store.read(async (tx) => [await tx.meta('clock'), await tx.counter('accounts')])).toEqual([5, 5]);
			stop = false;
			await write(4);
			expect(await store.read((tx) => tx.counter('accounts'))).toBe(4);
		});

		it('DEV-1 finds accounts by whom they link, each once', async () => {
			const { store, deps } = setUp();
			const { account, contacts } = await created(deps, individual('Zoé', 'Écrivain', { contacts: [...individual('Zoé', 'Écrivain').contacts, ...individual('Noé', 'Écrivain').contacts] }));
			await created(deps, individual('Léa', 'Dupré'));
			await store.read(async (tx) => {
				expect(contacts).toHaveLength(2);
				expect((await tx.accounts.linking(contacts)).map(({ id }) => id)).toEqual([account]);
				expect(await tx.accounts.linking([])).toEqual([]);
				const strangers = Array.from({ length: 20 }, (_, i) => `ffffffff-0000-7000-8000-0000000000${i + 10}` as ContactId);
				expect(await tx.accounts.linking(strangers)).toEqual([]);
				expect((await tx.accounts.linking([...strangers, ...contacts])).map(({ id }) => id)).toEqual([account]);
			});
		});

		it('DEV-1 finds many rows in the order in which they are asked for, however many of them there are', async () => {
			const { store, deps } = setUp();
			const made: AccountId[] = [];
			for (let i = 0; i < 40; i++) made.push((await created(deps, individual('Zoé', `Écrivain ${i}`))).account);
			const strangers = made.map((id) => id.replace(/^./, 'f') as AccountId);
			await store.read(async (tx) => {
				const names = async (ids: readonly AccountId[]) => (await tx.accounts.getMany(ids)).map((row) => row?.name ?? null);
				const expected = made.map((_, i) => `Zoé Écrivain ${i}`);
				expect(await names(made)).toEqual(expected);
				expect(await names([...made].reverse())).toEqual([...expected].reverse());
				expect(await names(strangers)).toEqual(strangers.map(() => null));
				const documents = await tx.documents.getMany([...strangers, ...made].map(accountDocument));
				expect(documents.map((row) => row?.name ?? null)).toEqual([...strangers.map(() => null), ...made.map(accountDocument)]);
				expect(await names(made.flatMap((id, i) => [strangers[i] ?? id, id]))).toEqual(expected.flatMap((name) => [null, name]));
				expect(await names([...made, ...made])).toEqual([...expected, ...expected]);
				expect(await names(made.filter((_, i) => i % 2 === 0))).toEqual(expected.filter((_, i) => i % 2 === 0));
			});
		});

		it('DEV-1 reads what the transaction wrote, and rows that it knows as often as one likes', async () => {
			const { store, deps } = setUp();
			const { account } = await created(deps, individual('Léa', 'Dupré'));
			const { account: other } = await created(deps, individual('Luc', 'Dupré'));
			await store.write(async (tx) => {
				const row = await tx.accounts.get(account);
				for (let i = 0; i < 300; i++) expect(await tx.accounts.get(account)).toEqual(row);
				for (let i = 0; i < 300; i++) expect(await tx.accounts.getMany([other, account])).toHaveLength(2);
				await tx.accounts.put({ ...row, name: 'Nouveau' } as never);
				await tx.accounts.delete(other);
				expect(await tx.accounts.getMany([account, other])).toMatchObject([{ name: 'Nouveau' }, undefined]);
				await tx.setMeta('clock', 7 as Stamp);
				expect(await tx.meta('clock')).toBe(7);
				await tx.contacts.clear();
				expect(await tx.contacts.getMany((row?.contactIds ?? []) as never)).toEqual([undefined]);
			});
			await store.read(async (tx) => {
				expect(await tx.accounts.getMany([account, other])).toMatchObject([{ name: 'Nouveau' }, undefined]);
				expect(await tx.meta('clock')).toBe(7);
			});
		});

		it('DEV-1 tells what waits of documents, without those of groups that were refused', async () => {
			const { store, deps } = setUp();
			const made = [];
			for (const name of ['A', 'B', 'C']) made.push(await created(deps, individual(name, 'Blanc')));
			const [one, two, three] = made.map(({ account }) => accountDocument(account)) as [DocumentName, DocumentName, DocumentName];
			await editAccount(deps, made[0]?.account as AccountId, { name: 'Blanc & fils' });
			const [first, second, third, fourth] = await store.read((tx) => tx.outbox.pending(0, 10));
			if (second === undefined || third === undefined) throw new Error('no groups');
			await store.write(async (tx) => {
				await tx.outbox.put({ ...second, state: 'refused' });
				await tx.outbox.deleteMany([third.order, 999]);
				expect(await tx.outbox.waitingAmong([one, two, three])).toEqual(new Set([one]));
			});
			await store.read(async (tx) => {
				expect(await tx.outbox.waitingAmong([])).toEqual(new Set());
				expect((await tx.outbox.ofDocuments([one, two, three])).map(({ group }) => group)).toEqual([first?.group, fourth?.group]);
				expect((await tx.outbox.pending(first?.order ?? 0, 1)).map(({ group }) => group)).toEqual([fourth?.group]);
				const found = await tx.outbox.findMany([second.group, third.group, 'nobody' as GroupId]);
				expect(found.map(({ group }) => group)).toEqual([second.group]);
			});
		});

		it('DEV-1 gives the keys of rows alone, and deletes many at once', async () => {
			const { store, deps } = setUp();
			for (const name of ['A', 'B', 'C']) await created(deps, individual(name, 'Blanc'));
			const all = await store.read((tx) => tx.accounts.keys('', 10));
			expect(all).toEqual((await store.read((tx) => tx.accounts.page('', 10))).map(({ id }) => id));
			await store.write(async (tx) => {
				await tx.accounts.deleteMany([all[0] as AccountId, all[2] as AccountId]);
				expect(await tx.accounts.keys('', 10)).toEqual([all[1]]);
				expect(await tx.accounts.keys(all[1] ?? '', 10)).toEqual([]);
			});
		});

		it('DEV-1 keeps what each command wrote, for undo, and the rows of the firm', async () => {
			const { store, deps } = setUp();
			await createTag(deps, { name: 'VIP', color: 'red', kind: 'account' });
			const [group] = await store.read((tx) => tx.outbox.pending(0, 1));
			await store.read(async (tx) => {
				expect((await tx.commands.get(group?.group as never))?.events).toHaveLength(3);
				expect(await tx.firm.get('vocabulary')).toMatchObject({ tags: [{ name: 'VIP', kind: 'account' }] });
			});
			await store.write((tx) => tx.firm.clear());
			expect(await store.read((tx) => tx.firm.get('vocabulary'))).toBeUndefined();
		});

		it('DEV-4 makes rows anew that another version made, the same', async () => {
			const { store, deps } = setUp();
			for (const name of ['A', 'B', 'C']) await created(deps, individual(name, 'Blanc'));
			await createTag(deps, { name: 'VIP', color: 'red', kind: 'account' });
			const rows = () =>
				store.read(async (tx) => ({
					accounts: await tx.accounts.page('', 10),
					contacts: await tx.contacts.page('', 10),
					firm: await tx.firm.page('', 10),
					counters: [await tx.counter('accounts'), await tx.counter('contacts'), await tx.counter('packedAccounts')],
				}));
			const before = await rows();
			await store.write(async (tx) => {
				await tx.setMeta('projections', 1);
				await tx.accounts.put({ ...before.accounts[0], name: 'Stale' } as never);
			});
			await rebuildProjections(store, deps.documents);
			expect(await rows()).toEqual(before);
			expect(await store.read((tx) => tx.meta('projections'))).toBe(PROJECTIONS_VERSION);
		});

		it('POR-16 keeps when a client was last let in, in whatever order it is told, as long as an account lets them', async () => {
			const { store, deps } = setUp();
			const { account, contacts } = await created(deps, withLogin('Léa', 'lea@exemple.fr'));
			const contact = contacts[0] as ContactId;
			const twin = await created(deps, withLogin('Lea', 'lea.martin@exemple.fr'));
			const shown = () =>
				store.read(async (tx) => [
					(await tx.accounts.get(account))?.lastSignIn,
					(await tx.contacts.get(contact))?.lastSignIn,
					(await tx.access.get(`${account}/${contact}`))?.lastSignIn,
					(await tx.search.get('contact/0'))?.facets[0]?.lastSignIn,
				]);
			const signIn = (id: number, who: ContactId, at: number) =>
				store.write(async (tx) => {
					const event = { id: `01920000-0000-7000-8000-00000000000${id}` as EventId, at: stampAt(at), type: 'client.signedIn', contact: who } as const;
					const row = { document: contactDocument(who), at: event.at, group: '' as GroupId, staff: null, device: null, epoch: null };
					await tx.events.put({ ...row, id: event.id, event });
					await projectBook(tx, [], [event]);
				});
			expect(await shown()).toEqual([undefined, undefined, undefined, undefined]);
			await signIn(1, contact, 5_000);
			await signIn(2, contact, 3_000);
			expect(await shown()).toEqual([5_000, 5_000, 5_000, 5_000]);
			await signIn(3, twin.contacts[0] as ContactId, 9_000);
			expect(await shown()).toEqual([5_000, 5_000, 5_000, 5_000]);
			const standing = answerOf(await mergeContacts(deps, contact, twin.contacts[0] as ContactId));
			expect(await store.read(async (tx) => (await tx.contacts.get(standing))?.lastSignIn)).toBe(9_000);
			await store.write((tx) => tx.setMeta('projections', 1));
			await rebuildProjections(store, deps.documents);
			expect(await store.read(async (tx) => (await tx.accounts.get(account))?.lastSignIn)).toBe(9_000);
			await setSwitches(deps, account, standing, { login: false });
			expect(await store.read(async (tx) => (await tx.accounts.get(account))?.lastSignIn)).toBeUndefined();
		});
	});
}

function withLogin(firstName: string, email: string): NewAccount {
	const switches = { login: true, notify: false, sync: false };
	return individual(firstName, 'Martin', { contacts: [{ create: { firstName, lastName: 'Martin', email, phones: [] }, switches }] });
}
