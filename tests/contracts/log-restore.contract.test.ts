import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { stampAt } from '../../src/lib/domain/clock.ts';
import type { Epoch, EventId, FirmId, GroupId, WriterId } from '../../src/lib/domain/ids.ts';
import type { Group } from '../../src/lib/protocol/entries.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import type { HeadNews } from '../../sync-server/store/log-store.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { EpochChanged } from '../../sync-server/sync/append-queue.ts';
import { LogService, RESTORE_WINDOW } from '../../sync-server/sync/log-service.ts';
import {
	ANNA,
	BASIL,
	FIRM,
	OTHER_FIRM,
	STAFF,
	newAccount,
	openLogFixture,
	updateGroup,
	type LogFixture,
} from '../support/log-fixture.ts';
import type { RecordWriter } from '../support/record-writer.ts';
import { createFixedPlatform } from '../support/relay-platform.ts';
import { storeEngines } from '../support/store-engines.ts';

const platform = createFixedPlatform('log-restore');

describe.each(storeEngines())('$name', (engine) => {
	let fixture: LogFixture;
	let log: LogService;
	let database: Database;
	let anna: RecordWriter;
	let basil: RecordWriter;

	beforeAll(() => engine.start());
	afterAll(() => engine.stop());
	beforeEach(async () => {
		fixture = await openLogFixture(engine, platform);
		({ log, database, anna, basil } = fixture);
	});
	afterEach(() => database.close());

	test('LOG-11 a device goes on from its cursor', async () => {
		expect(await log.resume(FIRM, null)).toMatchObject({ resume: 'start', after: 0, head: 0 });
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Dupont' })]);
		const { cursor } = await log.read(FIRM, 0);
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Durand' })]);
		expect(await log.resume(FIRM, cursor)).toMatchObject({ resume: 'continue', after: 2, head: 4 });
	});

	test("LOG-11 an invented cursor, another log's or an older epoch's is not followed, and changes nothing", async () => {
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Dupont' })]);
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Dupont' })], { firm: OTHER_FIRM });
		const { cursor } = await log.read(FIRM, 0);
		const others = (await log.read(OTHER_FIRM, 0)).cursor;
		const { epoch } = await log.head(FIRM);
		if (cursor === null || others === null) throw new Error('no cursor');
		for (const invented of [
			{ ...cursor, seq: 99 },
			{ ...cursor, hash: 'A'.repeat(22) },
			others,
			{ ...others, epoch },
			{ ...cursor, epoch: platform.letters(16) as Epoch },
		]) {
			expect(await log.resume(FIRM, invented)).toMatchObject({ resume: 'recover', epoch, after: 0 });
		}
		expect((await log.head(FIRM)).epoch).toBe(epoch);
		expect(await log.isRestoring(FIRM)).toBe(false);
	});

	test('LOG-12 a genuine cursor that the log does not hold starts a new epoch', async () => {
		const account = newAccount(platform);
		await fixture.push(ANNA, [anna.group(account, { name: 'Dupont' })]);
		const before = (await log.read(FIRM, 0)).cursor;
		await fixture.push(ANNA, [anna.group(account, { name: 'Durand' })]);
		const lost = (await log.read(FIRM, 0)).cursor;
		// The relay as it was before the second group, as a copied file would make it.
		await database.run('DELETE FROM log_rows WHERE firm_id = $1 AND seq > 2', FIRM);
		await database.run(
			'UPDATE log_heads SET seq = 2, hash = (SELECT hash FROM log_rows WHERE firm_id = $1 AND seq = 2) WHERE firm_id = $1',
			FIRM,
		);
		const restored: FirmId[] = [];
		const service = await LogService.open({ database, platform, onRestored: (firm) => restored.push(firm) });
		const told: HeadNews[] = [];
		service.subscribe(FIRM, (news) => told.push(news));
		const old = (await service.head(FIRM)).epoch;
		expect(await service.resume(FIRM, before)).toMatchObject({ resume: 'continue', after: 2 });
		const resumption = await service.resume(FIRM, lost);
		expect(resumption).toMatchObject({ resume: 'recover', after: 0, head: 2 });
		expect(resumption.epoch).not.toBe(old);
		expect(restored).toEqual([FIRM]);
		expect(told).toEqual([{ head: 2, epoch: resumption.epoch }]);
		expect(await service.isRestoring(FIRM)).toBe(true);
		expect(await service.isRestoring(OTHER_FIRM)).toBe(false);
		expect(await service.resume(FIRM, before)).toMatchObject({ resume: 'recover', epoch: resumption.epoch });
		expect(await service.resume(FIRM, lost)).toMatchObject({ resume: 'recover', epoch: resumption.epoch });
		await expect(
			service.append(fixture.by(ANNA, [anna.group(account, { type: 'company' })], { epoch: old })),
		).rejects.toThrow(EpochChanged);
		platform.pass(RESTORE_WINDOW + 1);
		expect(await service.isRestoring(FIRM)).toBe(false);
	});

	test('LOG-13 in a restore window any device gives back what the log lacks, and its writers go on as before', async () => {
		const account = newAccount(platform);
		const lost = [anna.group(account, { name: 'Dupont' }), anna.group(account, { name: 'Durand' })];
		for (const group of lost) for (const entry of group.entries) basil.apply(entry);
		const basils = basil.group(account, { type: 'company' });
		const events = lost.flatMap((group) => group.entries.filter((entry) => entry.kind === 'event'));
		const joined: Event = {
			id: platform.uuid() as EventId,
			at: stampAt(platform.now()),
			type: 'staff.joined',
			staff: STAFF,
			name: 'Anna',
		};
		const supply: Group = {
			id: platform.uuid() as GroupId,
			supplied: true,
			entries: [
				{ kind: 'update', document: account, bytes: Y.encodeStateAsUpdate(basil.document(account)) },
				...events,
				{ kind: 'event', event: joined },
			],
		};
		expect(await fixture.push(BASIL, [supply])).toEqual(['forbidden']);
		await log.beginRestore(FIRM);
		expect(await fixture.push(BASIL, [supply])).toEqual([null]);
		expect(await fixture.push(BASIL, [basils])).toEqual([null]);
		expect((await fixture.rows()).map(([, kind]) => kind)).toEqual(['update', 'event', 'event', 'event', 'event']);
		// Anna comes back: what she has is held, what she writes next follows on it.
		for (const group of lost) expect(await fixture.push(ANNA, [group])).toEqual([null]);
		expect(await fixture.rows()).toHaveLength(5);
		expect(await fixture.push(ANNA, [anna.group(account, { name: 'Dubois' })])).toEqual([null]);
		const doc = new Y.Doc();
		for (const bytes of await log.document(FIRM, account)) Y.applyUpdate(doc, bytes);
		expect(doc.store.pendingStructs).toBeNull();
		expect(doc.getMap('record').size).toBe(2);
		expect(await log.documents(FIRM)).toEqual([account]);
	});

	test("LOG-13 a supplied update may not give one device's client id to another", async () => {
		await log.beginRestore(FIRM);
		const account = newAccount(platform);
		await fixture.push(ANNA, [anna.group(account, { name: 'Dupont' })]);
		const forged = new Y.Doc();
		Y.applyUpdate(forged, Y.encodeStateAsUpdate(anna.document(account)));
		forged.clientID = anna.document(account).clientID;
		forged
			.getMap('record')
			.set(`name@${'Mallory00000.tab01' as WriterId}`, { value: 'x', at: stampAt(platform.now()) });
		const state = Y.encodeStateAsUpdate(
			forged,
			Y.encodeStateVectorFromUpdate(Y.encodeStateAsUpdate(anna.document(account))),
		);
		expect(await fixture.push(BASIL, [updateGroup(platform, account, state, { supplied: true })])).toEqual([
			'foreign-client',
		]);
	});
});
