import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCommands } from '../../src/lib/commands/create-commands.ts';
import { accountDocument, contactDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId, GroupId } from '../../src/lib/domain/ids.ts';
import { SWITCHES_OFF } from '../../src/lib/domain/link.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import type { MemoryDisk } from '../../src/lib/storage/memory-store.ts';
import { createMemoryDisk } from '../../src/lib/storage/memory-store.ts';
import { answerOf, created, individual } from '../support/device.ts';
import { openPortalStage, type PortalStage } from '../support/portal-stage.ts';
import { FIRM, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';
import { startDevice, type ReplicatingDevice } from '../support/replicating-device.ts';

describe('devices', () => {
	let relay: TestRelay;
	let anne: TestBrowser;
	let owner: ReplicatingDevice;
	const devices: ReplicatingDevice[] = [];
	const disks: MemoryDisk[] = [];
	let profile: Profile;

	beforeEach(async () => {
		relay = await startRelay();
		anne = relay.browser();
		profile = (await setUpFirm(anne)) as Profile;
		owner = await device(profile, anne);
	});
	afterEach(async () => {
		for (const each of devices.splice(0)) each.stop();
		disks.splice(0);
		await relay.close();
	});

	async function device(of: Profile, browser: TestBrowser): Promise<ReplicatingDevice> {
		const disk = createMemoryDisk();
		disks.push(disk);
		const started = await startDevice(of, () => browser.socket('/sync/log'), disk);
		devices.push(started);
		return started;
	}

	async function tablet(): Promise<ReplicatingDevice> {
		const browser = relay.browser();
		const signedIn = await browser.post('/api/sign-in', { email: FIRM.email, password: FIRM.password, device: { name: 'Tablet' } });
		return device(signedIn.body as Profile, browser);
	}

	async function met(...all: ReplicatingDevice[]): Promise<void> {
		await vi.waitFor(async () => {
			const cursors = await Promise.all(all.map((one) => one.store.read((tx) => tx.meta('cursor'))));
			expect(new Set(cursors.map((cursor) => cursor?.seq)).size).toBe(1);
			for (const one of all) {
				expect(one.status().state).toBe('current');
				expect(await one.store.read(async (tx) => [...(await tx.outbox.pending(0, 1)), ...(await tx.acknowledged.page('', 1))])).toEqual([]);
			}
		}, 10_000);
	}

	const stateOf = (one: ReplicatingDevice, name: DocumentName) => one.store.read(async (tx) => (await tx.erased.get(name))?.state);
	const textOf = (disk: MemoryDisk) =>
		JSON.stringify([...disk.tables].map(([table, rows]) => [table, [...rows.values()]]), (_, part: unknown) =>
			part instanceof Uint8Array ? Buffer.from(part).toString('latin1') : part,
		);

	/** An account that is deleted, everywhere. */
	async function deleted(name: string): Promise<{ account: AccountId; contact: ContactId }> {
		const { account, contacts } = await created(owner.deps, individual('Vera', name));
		const commands = createCommands(owner.deps);
		answerOf(await commands.archiveAccounts([account]));
		answerOf(await commands.deleteAccounts([account]));
		return { account, contact: contacts[0] as ContactId };
	}

	test('ERA-4, ERA-5, ERA-6 an old device’s edits of an erased account go nowhere, the rest of its work arrives, and no byte is left', async () => {
		const old = await tablet();
		const { account, contact } = await deleted('Zerbrochen');
		const stays = await created(owner.deps, individual('Anna', 'Bleibt'));
		await met(owner, old);
		old.stop();
		const away = createCommands(old.deps);
		answerOf(await away.undeleteAccounts([account]));
		answerOf(await away.editAccount(account, { name: 'Zerbrochen neu' }));
		// One group about what goes and what stays.
		const bulk = await away.bulk({ kind: 'contact', ids: [contact, stays.contacts[0] as ContactId] }, { newTags: [{ id: old.deps.platform.uuid() as never, name: 'Unterwegs', color: 'teal' }] });
		expect(bulk.done).toBe(2);
		answerOf(await createCommands(owner.deps).eraseRecords({ accounts: [account], contacts: [contact] }));
		await met(owner);
		const again = await old.again();
		devices.push(again);
		await met(owner, again);
		const late = await tablet();
		await met(owner, again, late);
		for (const one of [owner, again, late]) {
			expect(await one.store.read((tx) => tx.accounts.get(account))).toBeUndefined();
			expect(await stateOf(one, accountDocument(account))).toBe('erased');
			expect((await one.store.read((tx) => tx.contacts.get(stays.contacts[0] as ContactId)))?.tags).toHaveLength(1);
			expect(await one.store.read(async (tx) => (await tx.events.ofNoDocument()).filter(({ event }) => event.type === 'record.erased'))).toHaveLength(1);
		}
		for (const disk of disks) expect(textOf(disk)).not.toMatch(/zerbrochen/i);
		const files = ['carnet.db', 'carnet.db-wal'].map((file) => readFileSync(join(relay.config.dataDir, file)).toString('latin1')).join();
		expect(files).toContain('Bleibt');
		expect(files).not.toMatch(/zerbrochen/i);
	}, 30_000);

	test('ERA-2 an erasure that has not left can be taken back; one that the relay refuses erases nothing', async () => {
		const { account } = await deleted('Zerbrochen');
		await met(owner);
		owner.stop();
		const commands = createCommands(owner.deps);
		answerOf(await commands.eraseRecords({ accounts: [account], contacts: [] }));
		expect(await commands.undeleteAccounts([account])).toMatchObject({ ok: false, problems: [{ problem: 'being-erased' }] });
		answerOf(await commands.keepAfterAll(accountDocument(account)));
		expect(await owner.store.read((tx) => tx.outbox.pending(0, 10))).toEqual([]);
		answerOf(await commands.eraseRecords({ accounts: [account], contacts: [] }));
		// The person is a member since.
		const { database } = relay;
		await database.run("UPDATE staff SET role = 'member'");
		const demoted = await owner.again();
		devices.push(demoted);
		const refused = () => demoted.store.read(async (tx) => (await tx.outbox.touching(accountDocument(account))).filter(({ state }) => state === 'refused'));
		await vi.waitFor(async () => expect(await refused()).toHaveLength(1), 10_000);
		expect(await stateOf(demoted, accountDocument(account))).toBeUndefined();
		expect((await demoted.store.read((tx) => tx.accounts.get(account)))?.status).toBe('deleted');
		// An owner again, they try it again.
		await database.run("UPDATE staff SET role = 'owner'");
		demoted.stop();
		const [group] = await refused();
		answerOf(await commands.retrySetAside(group?.group as GroupId));
		const restored = await demoted.again();
		devices.push(restored);
		await met(restored);
		expect(await stateOf(restored, accountDocument(account))).toBe('erased');
		expect(await commands.keepAfterAll(accountDocument(account))).toMatchObject({ ok: false, problems: [{ problem: 'erasure-left' }] });
	}, 20_000);

	test('ERA-1 what may be erased: deleted accounts, contacts whom nothing else links, by owners and admins', async () => {
		const commands = createCommands(owner.deps);
		const { account, contact } = await deleted('Zerbrochen');
		const other = await created(owner.deps, individual('Anna', 'Bleibt'));
		const member = createCommands({ ...owner.deps, profile: { ...profile, role: 'member' } });
		const problemOf = async (what: Parameters<typeof commands.eraseRecords>[0], by = commands) => {
			const result = await by.eraseRecords(what);
			return result.ok ? null : result.problems[0]?.problem;
		};
		expect(await problemOf({ accounts: [account], contacts: [] }, member)).toBe('forbidden');
		expect(await problemOf({ accounts: [other.account], contacts: [] })).toBe('not-deleted');
		expect(await problemOf({ accounts: [], contacts: [contact] })).toBe('contact-in-use');
		expect(await problemOf({ accounts: [account], contacts: other.contacts })).toBe('contact-in-use');
		const alone = answerOf(await commands.createContact({ firstName: '', lastName: 'Allein', email: '', phones: [] }));
		expect(await problemOf({ accounts: [], contacts: [alone] })).toBe('not-archived');
		answerOf(await commands.archiveContacts([alone]));
		expect(await problemOf({ accounts: [], contacts: [alone] })).toBeNull();
		expect(await problemOf({ accounts: [account], contacts: [contact] })).toBeNull();
	});

	test('ERA-8 undoing takes back what is left and counts the rest; a link to an erased contact means nobody', async () => {
		const commands = createCommands(owner.deps);
		const other = await tablet();
		const stays = await created(owner.deps, individual('Anna', 'Bleibt'));
		const alone = answerOf(await commands.createContact({ firstName: '', lastName: 'Zerbrochen', email: '', phones: [] }));
		answerOf(await commands.archiveContacts([alone]));
		const tagged = await commands.bulk({ kind: 'contact', ids: [alone, stays.contacts[0] as ContactId] }, { newTags: [{ id: owner.deps.platform.uuid() as never, name: 'VIP', color: 'red' }] });
		await met(owner, other);
		other.stop();
		answerOf(await createCommands(other.deps).linkContact(stays.account, alone, SWITCHES_OFF));
		answerOf(await commands.eraseRecords({ accounts: [], contacts: [alone] }));
		await met(owner);
		const undone = answerOf(await commands.undo(tagged.groups as GroupId[]));
		expect(undone.kept).toBeGreaterThan(0);
		expect(undone.undone).toBeGreaterThan(0);
		const again = await other.again();
		devices.push(again);
		await met(owner, again);
		for (const one of [owner, again]) {
			expect((await one.store.read((tx) => tx.accounts.get(stays.account)))?.contactIds).toEqual(stays.contacts);
			expect(await one.store.read((tx) => tx.documents.get(contactDocument(alone)))).toBeUndefined();
		}
	}, 20_000);
});

describe('the portal', () => {
	let stage: PortalStage;
	beforeEach(async () => {
		stage = await openPortalStage();
	});
	afterEach(() => stage.close());

	const erase = (documents: DocumentName[]) => stage.book.push([stage.book.says({ type: 'record.erased', documents, staff: stage.book.staff })]);

	/** Tables that still have a text. */
	async function holding(text: string): Promise<string[]> {
		const { database } = stage.relay;
		const tables = (await database.all("SELECT name FROM sqlite_master WHERE type = 'table'")).map(({ name }) => String(name));
		const found: string[] = [];
		for (const table of tables)
			for (const row of await database.all(`SELECT * FROM ${table}`))
				if (Object.values(row).some((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)).includes(text))) found.push(table);
		return [...new Set(found)];
	}

	test('ERA-7 with a contact go their log-in, sessions, invitations and mails', async () => {
		const lea = await stage.activated();
		expect((await lea.get('/portal/api/home')).status).toBe(200);
		expect(await holding('lea@exemple.fr')).toEqual(expect.arrayContaining(['log_rows', 'portal_logins', 'invitations', 'mail_outbox', 'client_contacts']));
		expect(await erase([contactDocument(stage.lea)])).toEqual([null]);
		expect((await lea.get('/portal/api/home')).status).toBe(401);
		expect(await holding('lea@exemple.fr')).toEqual([]);
	});

	test('ERA-7, ERA-9 with an account go its name and its access; a contact who sees another one stays signed in', async () => {
		const lea = await stage.activated();
		const second = await stage.book.account('SCI des Lilas', [stage.lea]);
		const { token } = await stage.invite({ accounts: [second] });
		expect((await lea.post('/portal/api/activation/add', { token })).status).toBe(200);
		expect(await erase([accountDocument(second)])).toEqual([null]);
		expect(await holding('SCI des Lilas')).toEqual([]);
		expect((await lea.get('/portal/api/home')).body.accounts).toHaveLength(1);
		expect(await erase([accountDocument(stage.account)])).toEqual([null]);
		expect((await lea.get('/portal/api/home')).status).toBe(401);
		expect((await stage.relay.database.all('SELECT contact_id FROM portal_logins'))).toEqual([]);
		expect((await stage.relay.database.all('SELECT contact_id FROM client_contacts'))).toHaveLength(1);
	});
});
