import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { stampAt } from '../../src/lib/domain/clock.ts';
import { FIRM_SETTINGS } from '../../src/lib/domain/document-name.ts';
import type { EventId, GroupId } from '../../src/lib/domain/ids.ts';
import type { Group, PackedGroup } from '../../src/lib/protocol/entries.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import { MAX_CLOCK_AHEAD, MAX_DOCUMENT_LOG, MAX_EVENT } from '../../src/lib/protocol/limits.ts';
import { compact } from '../../sync-server/reactors/compaction.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import type { LogService } from '../../sync-server/sync/log-service.ts';
import {
	ANNA,
	BASIL,
	FIRM,
	STAFF,
	eventGroup,
	newAccount,
	openLogFixture,
	updateGroup,
	type LogFixture,
} from '../support/log-fixture.ts';
import type { RecordWriter } from '../support/record-writer.ts';
import { createFixedPlatform } from '../support/relay-platform.ts';
import { storeEngines } from '../support/store-engines.ts';

const platform = createFixedPlatform('log-checks');

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

	test('LOG-7 a missing earlier update is a gap, in structs, in what they follow and in what they delete', async () => {
		const account = newAccount(platform);
		const first = anna.write(account, { name: 'Dupont' });
		const second = anna.write(account, { name: 'Durand' });
		expect(await fixture.push(ANNA, [updateGroup(platform, account, second)])).toEqual(['gap']);
		expect(await fixture.push(ANNA, [updateGroup(platform, account, first)])).toEqual([null]);
		basil.apply({ kind: 'update', document: account, bytes: first });
		basil.apply({ kind: 'update', document: account, bytes: second });
		// Basil deletes Anna's second value, which the log does not hold.
		const basils = updateGroup(platform, account, basil.write(account, { name: 'Dubois' }));
		expect(await fixture.push(BASIL, [basils])).toEqual(['gap']);
		expect(await fixture.push(ANNA, [updateGroup(platform, account, second)])).toEqual([null]);
		expect(await fixture.push(BASIL, [basils])).toEqual([null]);
	});

	test('LOG-6 a client id belongs to the device that first used it, and its values can be followed by no other', async () => {
		const account = newAccount(platform);
		await fixture.push(ANNA, [updateGroup(platform, account, anna.write(account, { name: 'Dupont' }))]);
		const stolen = new Y.Doc();
		Y.applyUpdate(stolen, Y.encodeStateAsUpdate(anna.document(account)));
		stolen.clientID = anna.document(account).clientID;
		const before = Y.encodeStateVector(stolen);
		stolen.getMap('record').set(`type@${basil.writer}`, { value: 'company', at: stampAt(platform.now()) });
		expect(await fixture.push(BASIL, [updateGroup(platform, account, Y.encodeStateAsUpdate(stolen, before))])).toEqual([
			'foreign-client',
		]);
		// A value under Basil's own client id that follows Anna's would go under Anna's key.
		const forged = new Y.Doc();
		Y.applyUpdate(forged, Y.encodeStateAsUpdate(anna.document(account)));
		const state = Y.encodeStateVector(forged);
		forged.getMap('record').set(`name@${anna.writer}`, { value: 'forged', at: stampAt(platform.now()) });
		expect(await fixture.push(BASIL, [updateGroup(platform, account, Y.encodeStateAsUpdate(forged, state))])).toEqual([
			'foreign-client',
		]);
		const name = new Y.Doc();
		name.getMap('record').set(`name@${anna.writer}`, { value: 'forged', at: stampAt(platform.now()) });
		expect(
			await fixture.push(BASIL, [updateGroup(platform, newAccount(platform), Y.encodeStateAsUpdate(name))]),
		).toEqual(['forbidden']);
	});

	test('LOG-17 a document grows in the log to what may wait to be folded, and no further; compaction makes room', async () => {
		const account = newAccount(platform);
		const fill = (i: number): Group => {
			const values = Array.from({ length: 10 }, (_, f) => [`f${f}`, `${i}`.padEnd(20_000, 'x')]);
			return updateGroup(platform, account, anna.write(account, Object.fromEntries(values)));
		};
		let accepted = 0;
		let last = fill(0);
		while (accepted < 100 && (await fixture.push(ANNA, [last]))[0] === null) last = fill(++accepted);
		expect(accepted).toBe(Math.floor(MAX_DOCUMENT_LOG / 200_700));
		expect(await fixture.push(ANNA, [last])).toEqual(['too-large']);
		platform.pass(2 * 60 * 60_000);
		expect(await compact({ database, platform, pause: async () => undefined })).toBe(1);
		expect(await fixture.push(ANNA, [last])).toEqual([null]);
	});

	test('LOG-8 what came through a room is not appended again, and the events that explain it are', async () => {
		const account = newAccount(platform);
		const group = anna.group(account, { name: 'Dupont' });
		const [update, event] = group.entries;
		expect(await fixture.push(ANNA, [updateGroup(platform, account, (update as { bytes: Uint8Array }).bytes)])).toEqual(
			[null],
		);
		expect(await fixture.push(ANNA, [group])).toEqual([null]);
		expect((await fixture.rows()).map(([, kind]) => kind)).toEqual(['update', 'event']);
		expect(await fixture.push(ANNA, [{ id: platform.uuid() as GroupId, entries: [event as never] }])).toEqual([null]);
		expect(await fixture.rows()).toHaveLength(2);
		// In part known: appended as it is.
		const second = anna.write(account, { type: 'company' });
		expect(second.length).toBeGreaterThan(0);
		expect(
			await fixture.push(ANNA, [updateGroup(platform, account, Y.encodeStateAsUpdate(anna.document(account)))]),
		).toEqual([null]);
		expect(await fixture.rows()).toHaveLength(3);
	});

	test('LOG-8 a group with nothing new is acknowledged, and known afterwards', async () => {
		const account = newAccount(platform);
		const bytes = anna.write(account, { name: 'Dupont' });
		await fixture.push(ANNA, [updateGroup(platform, account, bytes)]);
		const again = updateGroup(platform, account, bytes);
		expect(await fixture.push(ANNA, [again])).toEqual([null]);
		expect(await fixture.rows()).toHaveLength(1);
		expect(await database.all('SELECT group_id FROM log_groups')).toEqual([{ group_id: again.id }]);
	});

	test('LOG-7 deletions alone are appended', async () => {
		const account = newAccount(platform);
		await fixture.push(ANNA, [updateGroup(platform, account, anna.write(account, { name: 'Dupont' }))]);
		const doc = anna.document(account);
		const before = Y.encodeStateVector(doc);
		doc.getMap('record').clear();
		expect(await fixture.push(BASIL, [updateGroup(platform, account, Y.encodeStateAsUpdate(doc, before))])).toEqual([
			null,
		]);
		expect(await fixture.rows()).toHaveLength(2);
	});

	test("LOG-9 the firm's settings are for owners and admins, in updates and in events", async () => {
		const settings = (): Group => anna.group(FIRM_SETTINGS, { name: 'Cabinet' });
		const first = settings();
		expect(await fixture.push(ANNA, [first])).toEqual(['forbidden']);
		expect(await fixture.push(ANNA, [first], { role: 'admin' })).toEqual([null]);
		expect(await fixture.push(ANNA, [settings()], { role: 'owner' })).toEqual([null]);
		const told: Group = { ...settings(), id: platform.uuid() as GroupId };
		told.entries.shift();
		expect(await fixture.push(ANNA, [told])).toEqual(['forbidden']);
	});

	test("LOG-9, LOG-10 an event is a device's to say, its own writer's, of now, of bounded size, of a known type", async () => {
		const base = { id: platform.uuid() as EventId, at: stampAt(platform.now()) };
		const joined: Event = { ...base, type: 'staff.joined', staff: STAFF, name: 'Anna' };
		expect(await fixture.push(ANNA, [eventGroup(platform, joined)])).toEqual(['forbidden']);
		const changed: Event = {
			...base,
			type: 'record.changed',
			document: newAccount(platform),
			field: 'name',
			to: 'x',
			writer: basil.writer,
			why: 'edited',
		};
		expect(await fixture.push(ANNA, [eventGroup(platform, changed)])).toEqual(['forbidden']);
		const own: Event = { ...changed, writer: anna.writer };
		expect(
			await fixture.push(ANNA, [eventGroup(platform, { ...own, at: stampAt(platform.now() + MAX_CLOCK_AHEAD + 1) })]),
		).toEqual(['clock']);
		expect(await fixture.push(ANNA, [eventGroup(platform, { ...own, to: ['x'.repeat(MAX_EVENT), 'x'] })])).toEqual([
			'too-large',
		]);
		const raw = (json: unknown): PackedGroup => ({
			id: platform.uuid() as GroupId,
			entries: [{ kind: 'event', bytes: new TextEncoder().encode(JSON.stringify(json)) }],
		});
		const odd = await log.append({
			...fixture.by(ANNA, []),
			groups: [raw({ ...own, type: 'no.such' }), raw({ ...own, writer: 7 }), raw('text')],
		});
		expect(odd.map((result) => result.refusal?.code)).toEqual(['unknown-event', 'malformed', 'malformed']);
		expect(await fixture.push(ANNA, [eventGroup(platform, own)])).toEqual([null]);
	});

	test("LOG-9 the relay's own events are appended once", async () => {
		const event: Event = {
			id: platform.uuid() as EventId,
			at: stampAt(platform.now()),
			type: 'staff.joined',
			staff: STAFF,
			name: 'Anna',
		};
		await log.appendOwn(FIRM, [event]);
		await log.appendOwn(FIRM, [event]);
		const { entries } = await log.read(FIRM, 0);
		expect(entries.map((row) => [row.device, row.staff, row.entry?.kind])).toEqual([[null, null, 'event']]);
	});
});
