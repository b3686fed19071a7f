import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId, DeviceId, GroupId } from '../../src/lib/domain/ids.ts';
import { DEFLATE } from '../../src/lib/protocol/frames/envelope.ts';
import { PROTOCOL_VERSION } from '../../src/lib/protocol/version.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { compact } from '../../sync-server/reactors/compaction.ts';
import { LogClient } from '../support/log-client.ts';
import { FIRM, startLogRelay, type LogRelay } from '../support/log-relay.ts';
import { RecordWriter } from '../support/record-writer.ts';

const ANNA = 'Anna00000000';
const BASIL = 'Basil0000000';
const platform = createPlatform();

let relay: LogRelay;
let anna: RecordWriter;
beforeEach(async () => {
	relay = await startLogRelay();
	anna = new RecordWriter(ANNA, platform);
});
afterEach(() => relay.stop());

function newAccount() {
	return accountDocument(platform.uuid() as AccountId);
}

test('LOG-1 a pushed group is acknowledged and reaches another device as a whole', async () => {
	const basil = new RecordWriter(BASIL, platform);
	const [sender, reader] = await Promise.all([LogClient.greet(relay.url(ANNA)), LogClient.greet(relay.url(BASIL))]);
	const account = newAccount();
	const group = anna.group(account, { type: 'company', name: 'Dupont & Fils' });
	expect(await sender.push(group)).toEqual([null]);
	await reader.reach(3);
	expect(reader.rows.map((row) => [row.seq, row.group, row.device])).toEqual(
		[1, 2, 3].map((seq) => [seq, group.id, ANNA]),
	);
	for (const row of reader.rows) if (row.entry !== null) basil.apply(row.entry);
	expect(basil.read(account)).toEqual(anna.read(account));
	await sender.reach(3);
	expect(sender.rows.map((row) => row.entry)).toEqual([null, null, null]);
});

test('LOG-2 an acknowledgement that was lost: the group is pushed again, acknowledged again, and there once', async () => {
	const group = anna.group(newAccount(), { name: 'Dupont' });
	const first = await LogClient.greet(relay.url(ANNA));
	first.send({ type: 'push', groups: [group] });
	await expect.poll(async () => (await relay.log.head(FIRM)).head).toBe(2);
	first.close();
	const second = await LogClient.greet(relay.url(ANNA));
	expect(await second.push(group)).toEqual([null]);
	await second.reach(2);
	expect(second.rows.map((row) => row.seq)).toEqual([1, 2]);
});

test('LOG-11 a device goes on where it was, and gets nothing twice', async () => {
	const sender = await LogClient.greet(relay.url(ANNA));
	await sender.push(anna.group(newAccount(), { name: 'Dupont' }));
	const first = await LogClient.greet(relay.url(BASIL));
	await first.reach(2);
	first.close();
	await sender.push(anna.group(newAccount(), { name: 'Durand' }));
	const second = await LogClient.greet(relay.url(BASIL), first.cursor);
	expect(await second.expect('welcome')).toMatchObject({ resume: 'continue', head: 4 });
	await second.reach(4);
	expect(second.rows.map((row) => row.seq)).toEqual([3, 4]);
});

test('LOG-15 a large log arrives in compressed batches, no more of them ahead than agreed', async () => {
	const sender = await LogClient.greet(relay.url(ANNA));
	const groups = Array.from({ length: 1_500 }, (_, i) =>
		anna.group(newAccount(), { name: `Company ${i} ${'x'.repeat(2_000)}` }),
	);
	for (let i = 0; i < groups.length; i += 50) {
		sender.send({ type: 'push', groups: groups.slice(i, i + 50) }, DEFLATE);
		await sender.answer((groups[i] as { id: GroupId }).id);
	}
	const reader = await LogClient.open(relay.url(BASIL));
	reader.confirms = false;
	reader.send({ type: 'hello', protocol: PROTOCOL_VERSION, cursor: null, time: 0 });
	await expect.poll(() => reader.frames.length).toBe(1 + 4);
	reader.send({ type: 'ping', id: 1 });
	await reader.expect('pong');
	expect(reader.frames.filter((frame) => frame.type === 'entries')).toHaveLength(4);
	reader.confirms = true;
	reader.send({ type: 'received', seq: reader.cursor?.seq ?? 0 });
	await reader.reach(3_000);
	expect(reader.rows.map((row) => row.seq)).toEqual(Array.from({ length: 3_000 }, (_, i) => i + 1));
});

test('LOG-16 a compacted row comes back with its bytes, also to the device whose group it was', async () => {
	const [first, second] = await Promise.all([LogClient.greet(relay.url(ANNA)), LogClient.greet(relay.url(BASIL))]);
	const basil = new RecordWriter(BASIL, platform);
	const account = newAccount();
	const last = { bytes: anna.group(account, { name: 'Anna' }) };
	expect(await first.push(last.bytes)).toEqual([null]);
	for (let i = 0; i < 40; i++) expect(await second.push(basil.group(account, { type: `type ${i}` }))).toEqual([null]);
	last.bytes = anna.group(account, { name: 'Anna again' });
	first.close();
	// Her last group is on the disk, its acknowledgement is lost, and she has not seen Basil's edits.
	const lost = await LogClient.greet(relay.url(ANNA));
	expect(await lost.push(last.bytes)).toEqual([null]);
	lost.close();
	expect(
		await compact({
			database: relay.database,
			platform: { now: () => Date.now() + 2 * 60 * 60_000 },
			pause: async () => undefined,
		}),
	).toBe(1);
	const back = await LogClient.open(relay.url(ANNA));
	back.send({ type: 'hello', protocol: PROTOCOL_VERSION, cursor: first.cursor, time: 0 });
	back.send({ type: 'push', groups: [last.bytes] });
	await back.reach(84);
	for (const row of back.rows) if (row.entry !== null) anna.apply(row.entry);
	expect(anna.read(account)).toMatchObject({ [`type@${basil.writer}`]: { value: 'type 39' } });
});

test('LOG-12 a relay that turns out to be restored sends everybody to recover', async () => {
	const sender = await LogClient.greet(relay.url(ANNA));
	await sender.push(anna.group(newAccount(), { name: 'kept' }));
	await sender.push(anna.group(newAccount(), { name: 'lost' }));
	const ahead = await LogClient.greet(relay.url(BASIL));
	await ahead.reach(4);
	ahead.close();
	await relay.database.run('DELETE FROM log_rows WHERE seq > 2');
	await relay.database.run('UPDATE log_heads SET seq = 2, hash = (SELECT hash FROM log_rows WHERE seq = 2)');
	const back = await LogClient.greet(relay.url(BASIL), ahead.cursor);
	const welcome = await back.expect('welcome');
	expect(welcome).toMatchObject({ resume: 'recover', head: 2 });
	expect((await sender.closed).code).toBe(1001);
	await back.reach(2);
	const lost = anna.group(newAccount(), { name: 'given back' });
	expect(await back.push({ ...lost, supplied: true })).toEqual([null]);
	expect(await relay.log.isRestoring(FIRM)).toBe(true);
	const again = await LogClient.greet(relay.url(ANNA), sender.cursor);
	expect(await again.expect('welcome')).toMatchObject({ resume: 'recover', epoch: welcome.epoch });
});

test('LOG-2 a store that fails closes with 4500 and acknowledges nothing', async () => {
	const sender = await LogClient.greet(relay.url(ANNA));
	await relay.database.run('ALTER TABLE log_rows RENAME TO hidden_rows');
	const group = anna.group(newAccount(), { name: 'Dupont' });
	sender.send({ type: 'push', groups: [group] });
	expect((await sender.closed).code).toBe(4500);
	expect(sender.frames.map((frame) => frame.type)).toEqual(['welcome']);
	await relay.database.run('ALTER TABLE hidden_rows RENAME TO log_rows');
	const again = await LogClient.greet(relay.url(ANNA));
	expect(await again.push(group)).toEqual([null]);
	expect(relay.failures).toHaveLength(1);
});

test('LOG-14 firms do not hear of each other', async () => {
	await relay.stop();
	const other = platform.uuid();
	relay = await startLogRelay({ firms: [FIRM, other as never] });
	const [ours, theirs] = await Promise.all([
		LogClient.greet(relay.url(ANNA)),
		LogClient.greet(relay.url(BASIL, { firm: other })),
	]);
	expect(await ours.push(anna.group(newAccount(), { name: 'ours' }))).toEqual([null]);
	await ours.reach(2);
	theirs.send({ type: 'ping', id: 1 });
	await theirs.expect('pong');
	expect(theirs.frames.map((frame) => frame.type)).toEqual(['welcome', 'pong']);
	const foreign = await LogClient.greet(relay.url('Mallory00000' as DeviceId, { firm: other }), ours.cursor);
	expect(await foreign.expect('welcome')).toMatchObject({ resume: 'recover', head: 0 });
	ours.socket.close();
	await once(ours.socket, 'close');
});
