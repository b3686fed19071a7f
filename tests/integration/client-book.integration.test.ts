import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commit, type CommandDeps } from '../../src/lib/commands/commit.ts';
import { createCommands } from '../../src/lib/commands/create-commands.ts';
import { FIRM_SETTINGS, FIRM_VOCABULARY } from '../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId, GroupId } from '../../src/lib/domain/ids.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { Vocabulary } from '../../src/lib/domain/vocabulary.ts';
import type { AccountRow, FirmRow } from '../../src/lib/storage/rows.ts';
import { created, individual, answerOf } from '../support/device.ts';
import { eventually } from '../support/eventually.ts';
import { startMailServer, tokenOf, type MailServer } from '../support/mail-server.ts';
import { FIRM, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';
import { startDevice, type ReplicatingDevice } from '../support/replicating-device.ts';

let mail: MailServer;
let relay: TestRelay;
let owner: ReplicatingDevice;
let anne: TestBrowser;
const devices: ReplicatingDevice[] = [];

beforeEach(async () => {
	mail = await startMailServer();
	relay = await startRelay({ environment: { SMTP_URL: mail.url } });
	anne = relay.browser();
	owner = await device((await setUpFirm(anne)) as Profile, anne);
});
afterEach(async () => {
	for (const each of devices.splice(0)) each.stop();
	await relay.close();
	await mail.close();
});

async function device(profile: Profile, browser: TestBrowser): Promise<ReplicatingDevice> {
	const started = await startDevice(profile, () => browser.socket('/sync/log'));
	devices.push(started);
	return started;
}

async function tablet(): Promise<ReplicatingDevice> {
	const browser = relay.browser();
	const signedIn = await browser.post('/api/sign-in', { email: FIRM.email, password: FIRM.password, device: { name: 'Tablet' } });
	return device(signedIn.body as Profile, browser);
}

async function member(): Promise<ReplicatingDevice> {
	expect((await anne.post('/api/staff/invitations', { email: 'paul@durand.example', role: 'member' })).status).toBe(200);
	await eventually(async () => {
		await relay.server.deliverMail();
		expect(mail.received.length).toBeGreaterThan(0);
	});
	const browser = relay.browser();
	const token = tokenOf(mail.linkTo('paul@durand.example'));
	const joined = await browser.post('/api/staff/join', { token, name: 'Paul Petit', password: 'trois-girafes-en-velours', locale: 'fr', deviceName: 'Firefox' });
	return device(joined.body as Profile, browser);
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

function firm(one: ReplicatingDevice, key: FirmRow['key']): Promise<FirmRow | undefined> {
	return one.store.read((tx) => tx.firm.get(key));
}

function account(one: ReplicatingDevice, id: AccountId): Promise<AccountRow | undefined> {
	return one.store.read((tx) => tx.accounts.get(id));
}

describe('the firm’s settings and vocabulary', () => {
	it('FIRM-1 what a member writes past the command is refused by the relay; their tag, and the owner’s field, are everywhere', async () => {
		const colleague = await member();
		const size = answerOf(await createCommands(owner.deps).createField({ kind: 'account', label: 'Effectif', type: 'number' }));
		const tag = answerOf(await createCommands(colleague.deps).createTag({ name: 'VIP', color: 'red', kind: 'account' }));
		await met(owner, colleague);
		expect(await firm(colleague, 'settings')).toMatchObject({ firm: { fields: [{ id: size, label: 'Effectif' }] } });
		expect(await firm(owner, 'vocabulary')).toMatchObject({ tags: [{ id: tag, name: 'VIP' }] });
		await commit(colleague.deps, 'edited', async (draft) => {
			draft.change(FIRM_SETTINGS, { name: 'À moi' });
			draft.change(FIRM_VOCABULARY, { [`tag/${tag}/name`]: 'À moi' });
			return { ok: true, value: undefined };
		});
		await met(owner, colleague);
		const groups = await colleague.store.read((tx) => tx.outbox.ofDocument(FIRM_SETTINGS));
		expect(groups).toEqual([]);
		for (const one of [owner, colleague]) {
			expect(await firm(one, 'settings')).toMatchObject({ firm: { name: null } });
			expect(await firm(one, 'vocabulary')).toMatchObject({ tags: [{ name: 'VIP' }] });
		}
	});

	it('TAG-1 one tag made on two devices apart is one', async () => {
		const other = await tablet();
		await met(owner, other);
		const make = (one: ReplicatingDevice, name: string) => createCommands(one.deps).createTag({ name, color: 'red', kind: 'account' });
		const [left, right] = (await Promise.all([make(owner, 'Été'), make(other, 'ete')])).map(answerOf);
		await met(owner, other);
		for (const one of [owner, other]) {
			const row = await firm(one, 'vocabulary');
			const vocabulary = row?.key === 'vocabulary' ? new Vocabulary(row.tags, row.filters) : null;
			expect(vocabulary?.tags).toHaveLength(1);
			expect(vocabulary?.resolve(left as never)).toEqual(vocabulary?.resolve(right as never));
		}
	});
});

describe('devices that were parted', () => {
	it('COD-2 show an account ID that both handed out for one account each, and the same on both', async () => {
		const other = await tablet();
		await met(owner, other);
		const unlucky = (deps: CommandDeps): CommandDeps => ({ ...deps, platform: { ...deps.platform, random: () => 0.5 } });
		const [one, two] = await Promise.all([
			created(unlucky(owner.deps), individual('Zoé', 'Martin')),
			created(unlucky(other.deps), individual('Zoé', 'Garnier')),
		]);
		await met(owner, other);
		const codes = async (device: ReplicatingDevice) => Promise.all([one, two].map(async (made) => (await account(device, made.account))?.code));
		const [here, there] = [await codes(owner), await codes(other)];
		expect(here).toEqual(there);
		expect(new Set(here).size).toBe(2);
		expect(here.every((code) => code?.startsWith('ZOE-550'))).toBe(true);
	});

	it('LNK-3 that each unlinked one of two contacts show the last one still linked', async () => {
		const other = await tablet();
		const input = individual('Zoé', 'Écrivain');
		const { account: id, contacts } = await created(owner.deps, { ...input, contacts: [...input.contacts, ...input.contacts] });
		await met(owner, other);
		const [first, second] = contacts as [ContactId, ContactId];
		await Promise.all([createCommands(owner.deps).unlinkContact(id, first), createCommands(other.deps).unlinkContact(id, second)]);
		await met(owner, other);
		const [here, there] = [await account(owner, id), await account(other, id)];
		expect(here?.contactIds).toHaveLength(1);
		expect(here?.repairs).toEqual([{ kind: 'contact-kept', contact: here?.contactIds[0], at: expect.any(Number) }]);
		expect({ ...there, chunk: 0 }).toEqual({ ...here, chunk: 0 });
	});

	it('DEL-2 of which one deletes what the other edits: it stays deleted on both, and is told', async () => {
		const other = await tablet();
		const { account: id } = await created(owner.deps, individual('Zoé', 'Écrivain'));
		answerOf(await createCommands(owner.deps).archiveAccounts([id]));
		await met(owner, other);
		await Promise.all([createCommands(owner.deps).deleteAccounts([id]), createCommands(other.deps).editAccount(id, { name: 'Vue ailleurs' })]);
		await met(owner, other);
		for (const one of [owner, other]) expect(await account(one, id)).toMatchObject({ status: 'deleted', editedAfterDeletion: true });
	});

	it('UNDO-3 undo what the relay has, and the colleague’s device follows', async () => {
		const other = await tablet();
		const { account: id } = await created(owner.deps, individual('Zoé', 'Écrivain'));
		const edited = await createCommands(owner.deps).editAccount(id, { name: 'Foyer' });
		await met(owner, other);
		expect(await account(other, id)).toMatchObject({ name: 'Foyer' });
		answerOf(await createCommands(owner.deps).undo([edited.ok ? (edited.group as GroupId) : ('' as GroupId)]));
		await met(owner, other);
		expect(await account(other, id)).toMatchObject({ name: 'Zoé Écrivain' });
	});
});
