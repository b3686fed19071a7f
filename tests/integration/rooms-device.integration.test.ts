import { afterEach, beforeEach, expect, test } from 'vitest';
import { addContact } from '../../src/lib/commands/edit-links.ts';
import { editAccount } from '../../src/lib/commands/edit-records.ts';
import { accountDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId, Epoch, StaffId } from '../../src/lib/domain/ids.ts';
import { SWITCHES_OFF } from '../../src/lib/domain/link.ts';
import { heardInRoom } from '../../src/lib/replication/heard-in-room.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { eventually } from '../support/eventually.ts';
import { created, individual, testProfile } from '../support/device.ts';
import { RoomDevice } from '../support/room-device.ts';
import { RoomPeer } from '../support/room-peer.ts';
import { ANNA, BASIL, startRoomRelay, type RoomRelay, type Somebody } from '../support/room-relay.ts';

const profileOf = (who: Somebody) =>
	testProfile(who.device, { firmId: who.firm, staffId: who.staff as StaffId, staffName: who.name, role: who.role });

let database: Database;
let relay: RoomRelay;
let anna: RoomDevice;
let basil: RoomDevice;
let account: AccountId;
let document: DocumentName;

beforeEach(async () => {
	database = openSqlite(':memory:');
	relay = await startRoomRelay({ database });
	anna = new RoomDevice(profileOf(ANNA));
	basil = new RoomDevice(profileOf(BASIL));
	({ account } = await created(anna.deps, individual('Léa', 'Martin')));
	document = accountDocument(account);
	await anna.exchange(relay.logUrl(ANNA));
	await basil.exchange(relay.logUrl(BASIL));
});
afterEach(async () => {
	anna.stop();
	basil.stop();
	await relay.stop();
	await database.close();
});

const open = (device: RoomDevice, who: Somebody) => device.openRoom(relay.roomsUrl(who), document);
const row = (device: RoomDevice) => device.store.read((tx) => tx.accounts.get(account));
const documentRow = (device: RoomDevice) => device.store.read((tx) => tx.documents.get(document));
const logged = async () => (await relay.log.document(ANNA.firm, document)).length;

async function bothPresent(): Promise<void> {
	const rooms = [open(anna, ANNA), open(basil, BASIL)];
	await eventually(() => {
		for (const room of rooms) {
			let others = 0;
			room.presence((present) => (others = present.length))();
			expect(others).toBe(1);
		}
	});
}

test("ROOM-20 what one commits is on the other's disk through the room alone; the log then brings it again without harm", async () => {
	await bothPresent();
	const cursor = await basil.store.read((tx) => tx.meta('cursor'));
	await editAccount(anna.deps, account, { companyName: 'Martin SARL' });
	await eventually(async () => expect((await row(basil))?.companyName).toBe('Martin SARL'));
	expect(await basil.store.read((tx) => tx.meta('cursor'))).toEqual(cursor);
	expect(await logged()).toBe(2);
	await anna.exchange(relay.logUrl(ANNA));
	await basil.exchange(relay.logUrl(BASIL));
	expect(await logged()).toBe(2);
	const events = await basil.store.read((tx) => tx.events.ofDocument(document, 10));
	expect(events.map(({ event }) => event.type)).toContain('record.changed');
	expect(await row(basil)).toEqual(await row(anna));
	expect((await documentRow(basil))?.base).toBeNull();
	expect((await documentRow(anna))?.base).toBeNull();
});

test('ROOM-20 both edit through the room, the same field and others, and end up with the same', async () => {
	await bothPresent();
	for (let i = 0; i < 5; i++) {
		await Promise.all([
			editAccount(anna.deps, account, { name: `Anna ${i}`, companyName: `Company ${i}` }),
			editAccount(basil.deps, account, { name: `Basil ${i}` }),
		]);
	}
	await eventually(async () => {
		expect(await row(anna)).toEqual(await row(basil));
		expect((await row(basil))?.companyName).toBe('Company 4');
	});
	await anna.exchange(relay.logUrl(ANNA));
	await basil.exchange(relay.logUrl(BASIL));
	await anna.exchange(relay.logUrl(ANNA));
	expect(await row(anna)).toEqual(await row(basil));
	expect((await documentRow(anna))?.base).toBeNull();
	expect(relay.failures).toEqual([]);
});

test("ROOM-21 nothing leaves through the room that is not on this device's disk", async () => {
	await bothPresent();
	anna.fault = (step) => {
		if (step === 'commit') throw new Error('quota');
	};
	await expect(editAccount(anna.deps, account, { companyName: 'Never saved' })).rejects.toThrow('quota');
	anna.fault = () => undefined;
	await editAccount(anna.deps, account, { companyName: 'Saved' });
	await eventually(async () => expect((await row(basil))?.companyName).toBe('Saved'));
	expect(await logged()).toBe(2);
});

test("ROOM-22 a change that belongs together with another document's does not go ahead of it; what follows on it waits, too", async () => {
	await bothPresent();
	const contact = { create: { firstName: 'Paul', lastName: 'Martin', email: '', phones: [] } };
	await addContact(anna.deps, account, contact.create, SWITCHES_OFF);
	await editAccount(anna.deps, account, { companyName: 'After it' });
	await editAccount(basil.deps, account, { name: 'Meanwhile' });
	await eventually(async () => expect((await row(anna))?.name).toBe('Meanwhile'));
	expect(await logged()).toBe(2);
	await anna.exchange(relay.logUrl(ANNA));
	await eventually(async () => expect((await row(basil))?.contactIds).toHaveLength(2));
	expect((await row(basil))?.companyName).toBe('After it');
});

test('ROOM-23 a record that the relay does not have yet has no room; it has one as soon as it is there', async () => {
	const { account: fresh } = await created(anna.deps, individual('Neu', 'Kunde'));
	const room = anna.openRoom(relay.roomsUrl(ANNA), accountDocument(fresh));
	room.announce('name');
	await basil.exchange(relay.logUrl(BASIL));
	expect(relay.rooms.size).toBe(0);
	await anna.exchange(relay.logUrl(ANNA));
	await eventually(() => expect(relay.rooms.size).toBe(1));
});

test('ROOM-24 colleagues see each other, their field and what they type; oneself, on other devices too, is not shown', async () => {
	const room = open(anna, ANNA);
	const seen: unknown[] = [];
	const stop = room.presence((present) => seen.push(present));
	const tablet = new RoomDevice(profileOf({ ...ANNA, device: 'AnnaTablet00' }));
	await tablet.exchange(relay.logUrl({ ...ANNA, device: 'AnnaTablet00' }));
	tablet.openRoom(relay.roomsUrl({ ...ANNA, device: 'AnnaTablet00' }), document).announce('name');
	const other = open(basil, BASIL);
	other.announce('companyName', 'Mart');
	const who = { staff: BASIL.staff, initials: 'BC', name: 'Basil Carré' };
	await eventually(() => expect(seen.at(-1)).toEqual([{ ...who, field: 'companyName', typing: 'Mart' }]));
	other.announce('companyName', 'Martin');
	await eventually(() => expect(seen.at(-1)).toEqual([{ ...who, field: 'companyName', typing: 'Martin' }]));
	other.announce(null);
	await eventually(() => expect(seen.at(-1)).toEqual([who]));
	other.attend(false);
	await eventually(() => expect(seen.at(-1)).toEqual([]));
	other.attend(true);
	await eventually(() => expect(seen.at(-1)).toEqual([who]));
	stop();
	tablet.stop();
});

test('ROOM-25 with the relay away nothing fails, and nobody is shown; when it is back, so is the room', async () => {
	const room = open(anna, ANNA);
	open(basil, BASIL);
	let present: readonly unknown[] = [];
	room.presence((now) => (present = now));
	await eventually(() => expect(present).toHaveLength(1));
	const port = relay.port;
	await relay.stop();
	await eventually(() => expect(present).toHaveLength(0));
	await editAccount(anna.deps, account, { companyName: 'Saved while away' });
	relay = await startRoomRelay({ database, port });
	await eventually(() => expect(present).toHaveLength(1));
	await eventually(async () => expect((await row(basil))?.companyName).toBe('Saved while away'));
});

test("ROOM-26 a device that does not follow the relay's history takes nothing in through the room", async () => {
	open(basil, BASIL);
	await relay.log.beginRestore(ANNA.firm);
	const peer = await RoomPeer.join(relay.roomsUrl(ANNA), document);
	open(anna, ANNA);
	await editAccount(anna.deps, account, { companyName: 'Of another history' });
	await peer.settled();
	await eventually(() => expect(relay.sockets.size).toBe(1));
	expect(basil.ingested).toBe(0);
	await anna.exchange(relay.logUrl(ANNA));
	await basil.exchange(relay.logUrl(BASIL));
	await eventually(async () => expect((await row(basil))?.companyName).toBe('Of another history'));
	await eventually(() => expect(relay.sockets.size).toBe(3));
});

test('ROOM-26 what is heard is written only where it is known to be true', async () => {
	const epoch = (await relay.log.head(ANNA.firm)).epoch;
	const before = await documentRow(basil);
	await editAccount(anna.deps, account, { companyName: 'One' });
	await editAccount(anna.deps, account, { companyName: 'Two' });
	const groups = await anna.store.read((tx) => tx.outbox.pending(0, 10));
	const [one = new Uint8Array(), two = new Uint8Array()] = groups.flatMap(({ entries }) =>
		entries.flatMap((entry) => (entry.kind === 'update' ? [entry.bytes] : [])),
	);
	const hear = (bytes: Uint8Array, of: Epoch = epoch, name: DocumentName = document) =>
		heardInRoom(basil.deps, name, bytes, of);
	expect(await hear(two)).toBe(false);
	expect(await hear(one, 'AnotherHistory00' as Epoch)).toBe(false);
	expect(await hear(one, epoch, accountDocument('01900000-0000-7000-8000-000000000abc' as AccountId))).toBe(false);
	expect(await documentRow(basil)).toEqual(before);
	await basil.store.write((tx) => tx.setMeta('recovering', true));
	expect(await hear(one)).toBe(false);
	await basil.store.write((tx) => tx.setMeta('recovering', false));
	basil.fault = (step) => {
		if (step === 'commit') throw new Error('quota');
	};
	await expect(hear(one)).rejects.toThrow('quota');
	basil.fault = () => undefined;
	expect(await hear(one)).toBe(true);
	expect(await hear(two)).toBe(true);
	expect((await row(basil))?.companyName).toBe('Two');
	const after = await documentRow(basil);
	expect(await hear(two)).toBe(true);
	expect(await documentRow(basil)).toEqual(after);
});
