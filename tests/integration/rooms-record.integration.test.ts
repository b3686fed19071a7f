import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { accountDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { eventually } from '../support/eventually.ts';
import { LogClient } from '../support/log-client.ts';
import { RecordWriter } from '../support/record-writer.ts';
import { RoomPeer } from '../support/room-peer.ts';
import { ANNA, BASIL, startRoomRelay, type RoomRelay, type Somebody } from '../support/room-relay.ts';

const platform = createPlatform();

let relay: RoomRelay;
let account: DocumentName;
let anna: RecordWriter;
let basil: RecordWriter;

beforeEach(async () => {
	relay = await startRoomRelay();
	account = accountDocument(platform.uuid() as AccountId);
	anna = new RecordWriter(ANNA.device, platform);
	basil = new RecordWriter(BASIL.device, platform);
	await push(ANNA, anna.group(account, { type: 'company', name: 'Dupont' }));
	Y.applyUpdate(basil.document(account), Y.encodeStateAsUpdate(anna.document(account)));
});
afterEach(() => relay.stop());

async function push(who: Somebody, ...groups: ReturnType<RecordWriter['group']>[]): Promise<void> {
	const client = await LogClient.greet(relay.logUrl(who));
	expect(await client.push(...groups)).toEqual(groups.map(() => null));
	client.close();
}

const join = (who: Somebody, name: string = account) => RoomPeer.join(relay.roomsUrl(who), name);

/** What the log has of the account: one entry for each update. */
const logged = () => relay.log.document(ANNA.firm, account);

/** The document as the log has it. */
async function inLog(): Promise<Record<string, unknown>> {
	const doc = new Y.Doc();
	for (const update of await logged()) Y.applyUpdate(doc, update);
	expect(doc.store.pendingStructs).toBeNull();
	return doc.getMap('record').toJSON();
}

test("ROOM-1 whoever joins is given the document as the log has it, and the log's history", async () => {
	const peer = await join(BASIL);
	expect(peer.doc.getMap('record').toJSON()).toEqual(anna.read(account));
	expect(peer.epoch).toBe((await relay.log.head(ANNA.firm)).epoch);
});

test('ROOM-2 an update is in the log before anybody else in the room has it', async () => {
	const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
	a.update(anna.write(account, { name: 'Dupont & Fils' }));
	await b.until(() => b.updates.length > 1);
	expect(await logged()).toHaveLength(2);
	expect(await inLog()).toEqual(anna.read(account));
	expect(b.doc.getMap('record').toJSON()).toEqual(anna.read(account));
});

test('ROOM-3 an update that comes by room and by push is appended once, whichever comes first', async () => {
	const a = await join(ANNA);
	const first = anna.group(account, { name: 'First' });
	const second = anna.group(account, { name: 'Second' });
	const update = (group: typeof first) =>
		group.entries[0]?.kind === 'update' ? group.entries[0].bytes : new Uint8Array();
	a.update(update(first));
	await a.settled();
	await push(ANNA, first);
	expect(await logged()).toHaveLength(2);
	await push(ANNA, second);
	a.update(update(second));
	a.answer(Y.encodeStateAsUpdate(anna.document(account)));
	await a.settled();
	expect(await logged()).toHaveLength(3);
	expect(await inLog()).toEqual(anna.read(account));
});

test('ROOM-4 what a push brings is in the room at once', async () => {
	const b = await join(BASIL);
	await push(ANNA, anna.group(account, { name: 'Pushed' }));
	await b.until(() => b.updates.length > 1);
	expect(b.doc.getMap('record').toJSON()).toEqual(anna.read(account));
});

test('ROOM-5 an update with a gap closes with 4501; the answer to the next question heals it', async () => {
	const first = await join(ANNA);
	const lost = anna.write(account, { name: 'Lost on the way' });
	expect(lost.length).toBeGreaterThan(0);
	first.update(anna.write(account, { companyName: 'Behind a gap' }));
	expect(await first.closed).toMatchObject({ code: 4501 });
	expect(await logged()).toHaveLength(1);
	const [again, b] = await Promise.all([join(ANNA), join(BASIL)]);
	again.answer(Y.encodeStateAsUpdate(anna.document(account), again.stateVectors[0]));
	await b.until(() => b.updates.length > 1);
	expect(await inLog()).toEqual(anna.read(account));
	expect(b.doc.getMap('record').toJSON()).toEqual(anna.read(account));
});

test('ROOM-6 two people edit at once and end up with the same', async () => {
	const [a, b] = await Promise.all([join(ANNA), join(BASIL)]);
	for (let i = 0; i < 20; i++) {
		a.update(anna.write(account, { name: `Anna ${i}` }));
		b.update(basil.write(account, { companyName: `Basil ${i}` }));
	}
	await eventually(async () => {
		expect(await logged()).toHaveLength(41);
		expect(a.doc.getMap('record').toJSON()).toEqual(await inLog());
		expect(b.doc.getMap('record').toJSON()).toEqual(await inLog());
	});
	expect(Object.values(await inLog()).map((register) => (register as { value: unknown }).value)).toEqual(
		expect.arrayContaining(['company', 'Anna 19', 'Basil 19']),
	);
});

test("ROOM-7 a peer that answers with others' words from the log is understood, and only its own are appended", async () => {
	const a = await join(ANNA);
	await push(BASIL, basil.group(account, { companyName: 'By push' }));
	for (const update of await logged()) Y.applyUpdate(anna.document(account), update);
	anna.write(account, { name: 'On top of it' });
	a.answer(Y.encodeStateAsUpdate(anna.document(account)));
	await a.settled();
	expect(await logged()).toHaveLength(3);
	expect(await inLog()).toEqual(anna.read(account));
});

test("ROOM-6 y-websocket's own provider works with it: together, parted, and together again", async () => {
	const join = (who: Somebody, doc: Y.Doc) =>
		new WebsocketProvider(relay.roomsUrl(who), account, doc, { disableBc: true });
	const providers = [join(ANNA, anna.document(account)), join(BASIL, basil.document(account))];
	const equal = () =>
		eventually(async () => {
			const inTheLog = await inLog();
			expect(anna.read(account)).toEqual(inTheLog);
			expect(basil.read(account)).toEqual(inTheLog);
		});
	await eventually(() => expect(providers.map((provider) => provider.synced)).toEqual([true, true]));
	anna.write(account, { name: 'Anna' });
	basil.write(account, { companyName: 'Basil' });
	await equal();
	for (const provider of providers) provider.disconnect();
	anna.write(account, { name: 'Anna alone' });
	anna.write(account, { companyName: 'Anna alone' });
	basil.write(account, { name: 'Basil alone' });
	for (const provider of providers) provider.connect();
	await eventually(() => expect(providers.map((provider) => provider.synced)).toEqual([true, true]));
	await equal();
	// Coming back with nothing new writes nothing.
	const before = (await logged()).length;
	for (const provider of providers) provider.disconnect();
	for (const provider of providers) provider.connect();
	await eventually(() => expect(providers.map((provider) => provider.synced)).toEqual([true, true]));
	const late = await RoomPeer.join(relay.roomsUrl(ANNA), account);
	await late.settled();
	expect((await logged()).length).toBe(before);
	expect(relay.failures).toEqual([]);
	for (const provider of providers) provider.destroy();
});
