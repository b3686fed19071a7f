import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { openPostgres } from '../../sync-server/store/postgres.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { LogClient } from '../support/log-client.ts';
import { findPostgres, startPostgres, type PostgresCluster } from '../support/postgres.ts';
import { RecordWriter } from '../support/record-writer.ts';
import { RoomPeer } from '../support/room-peer.ts';
import { ANNA, BASIL, startRoomRelay, type RoomRelay } from '../support/room-relay.ts';

const platform = createPlatform();
const hasPostgres = findPostgres() !== null;

let cluster: PostgresCluster;
let databases: Database[];
let relays: RoomRelay[];

beforeAll(async () => {
	if (!hasPostgres) return;
	cluster = await startPostgres();
	const place = await cluster.createDatabase();
	databases = [openPostgres(place), openPostgres(place)];
	relays = [];
	for (const database of databases) relays.push(await startRoomRelay({ database }));
});
afterAll(async () => {
	if (!hasPostgres) return;
	for (const relay of relays) await relay.stop();
	for (const database of databases) await database.close();
	await cluster.stop();
});

const at = (i: number) => relays[i] as RoomRelay;

test.skipIf(!hasPostgres)(
	'ROOM-19 people at two relays that share a database are together in a record, but for their presence',
	async () => {
		const account = accountDocument(platform.uuid() as AccountId);
		const anna = new RecordWriter(ANNA.device, platform);
		const client = await LogClient.greet(at(0).logUrl(ANNA));
		expect(await client.push(anna.group(account, { type: 'company', name: 'Dupont' }))).toEqual([null]);
		client.close();
		const [a, b] = await Promise.all([
			RoomPeer.join(at(0).roomsUrl(ANNA), account),
			RoomPeer.join(at(1).roomsUrl(BASIL), account),
		]);
		a.update(anna.write(account, { name: 'Durand' }));
		await b.until(() => b.updates.length > 1);
		expect(b.doc.getMap('record').toJSON()).toEqual(anna.read(account));
		expect(await at(0).log.document(ANNA.firm, account)).toHaveLength(2);
		a.close();
		b.close();
	},
);

test.skipIf(!hasPostgres)('PERS-3 devices at two relays that share a database have one personal document', async () => {
	const [laptop, tablet] = await Promise.all([
		RoomPeer.join(at(0).roomsUrl(ANNA), 'personal'),
		RoomPeer.join(at(1).roomsUrl({ ...ANNA, device: 'AnnaTablet00' }), 'personal'),
	]);
	laptop.updateWith((doc) => doc.getMap('personal').set('theme', 'dark'));
	tablet.updateWith((doc) => doc.getMap('personal').set('language', 'fr'));
	await laptop.until(() => laptop.doc.getMap('personal').size === 2);
	await tablet.until(() => tablet.doc.getMap('personal').size === 2);
	laptop.close();
	tablet.close();
});
