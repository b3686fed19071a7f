import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { stampAt } from '../../src/lib/domain/clock.ts';
import { accountDocument, FIRM_SETTINGS, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type {
	AccountId,
	DeviceId,
	Epoch,
	EventId,
	FirmId,
	GroupId,
	StaffId,
	WriterId,
} from '../../src/lib/domain/ids.ts';
import type { Role } from '../../src/lib/domain/staff.ts';
import type { Group, PackedGroup } from '../../src/lib/protocol/entries.ts';
import { packEvent, type Event } from '../../src/lib/protocol/events/event.ts';
import { MAX_CLOCK_AHEAD, MAX_EVENT } from '../../src/lib/protocol/limits.ts';
import { createLog, type HeadNews } from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database, Sql } from '../../sync-server/store/sql.ts';
import { EpochChanged, StoreFailed } from '../../sync-server/sync/append-queue.ts';
import { LogService, RESTORE_WINDOW, type Push } from '../../sync-server/sync/log-service.ts';
import { RecordWriter } from '../support/record-writer.ts';
import { createFixedPlatform } from '../support/relay-platform.ts';
import { storeEngines } from '../support/store-engines.ts';

const platform = createFixedPlatform('log-service');
const FIRM = platform.uuid() as FirmId;
const OTHER_FIRM = platform.uuid() as FirmId;
const STAFF = platform.uuid() as StaffId;
const ANNA = 'Anna00000000';
const BASIL = 'Basil0000000';

function packed(group: Group): PackedGroup {
	return {
		...group,
		entries: group.entries.map((entry) =>
			entry.kind === 'update' ? entry : { kind: 'event', bytes: packEvent(entry.event) },
		),
	};
}

function newAccount(): DocumentName {
	return accountDocument(platform.uuid() as AccountId);
}

function updateGroup(document: DocumentName, bytes: Uint8Array, more: Partial<Group> = {}): Group {
	return { id: platform.uuid() as GroupId, entries: [{ kind: 'update', document, bytes }], ...more };
}

function eventGroup(event: Event, more: Partial<Group> = {}): Group {
	return { id: platform.uuid() as GroupId, entries: [{ kind: 'event', event }], ...more };
}

describe.each(storeEngines())('$name', (engine) => {
	let database: Database;
	let log: LogService;
	let anna: RecordWriter;
	let basil: RecordWriter;

	beforeAll(() => engine.start());
	afterAll(() => engine.stop());
	beforeEach(async () => {
		database = engine.open(await engine.place());
		await migrate(database);
		for (const firm of [FIRM, OTHER_FIRM])
			await createLog(database, firm, platform.letters(16) as Epoch, platform.bytes(32));
		log = await LogService.open({ database, platform });
		anna = new RecordWriter(ANNA, platform);
		basil = new RecordWriter(BASIL, platform);
	});
	afterEach(() => database.close());

	function by(device: string, groups: Group[], more: Partial<Push> = {}): Push {
		return {
			firm: FIRM,
			device: device as DeviceId,
			staff: STAFF,
			role: 'member' as Role,
			groups: groups.map(packed),
			...more,
		};
	}

	/** Pushes groups one by one; returns the codes they were refused with, null for those on disk. */
	async function push(device: string, groups: Group[], more: Partial<Push> = {}): Promise<(string | null)[]> {
		return (await log.append(by(device, groups, more))).map((result) => result.refusal?.code ?? null);
	}

	async function rows(firm: FirmId = FIRM): Promise<[string, string][]> {
		return (await log.read(firm, 0)).entries.map((row) => [row.group, row.entry?.kind ?? '']);
	}

	test('a group is appended whole, once, however often it is pushed', async () => {
		const group = anna.group(newAccount(), { name: 'Dupont', type: 'company' });
		expect(await push(ANNA, [group])).toEqual([null]);
		expect(await push(ANNA, [group, group])).toEqual([null, null]);
		expect(await rows()).toEqual([
			[group.id, 'update'],
			[group.id, 'event'],
			[group.id, 'event'],
		]);
	});

	test('a group that is twice in one push is appended once', async () => {
		const group = anna.group(newAccount(), { name: 'Dupont' });
		expect(await push(ANNA, [group, group])).toEqual([null, null]);
		expect(await rows()).toHaveLength(2);
	});

	test('pushes of one moment share a transaction, and each is answered for itself', async () => {
		let transactions = 0;
		const counted: Database = { ...database, transaction: (body) => ((transactions += 1), database.transaction(body)) };
		const counting = await LogService.open({ database: counted, platform });
		const pushes = Array.from(
			{ length: 40 },
			(_, i) => new RecordWriter(`Device${String(i).padStart(6, '0')}`, platform),
		);
		const bad = updateGroup(newAccount(), new Uint8Array([1, 2, 3]));
		const answers = await Promise.all(
			pushes.map((writer, i) =>
				counting.append(
					by(
						writer.device,
						i === 7 ? [bad, writer.group(newAccount(), { name: 'x' })] : [writer.group(newAccount(), { name: 'x' })],
					),
				),
			),
		);
		expect(transactions).toBeLessThan(4);
		expect(answers.flat().map((answer) => answer.refusal?.code ?? null)).toEqual([
			...Array<null>(7).fill(null),
			'malformed',
			...Array<null>(33).fill(null),
		]);
		expect((await log.head(FIRM)).head).toBe(80);
	});

	test('a refused group leaves nothing and does not hold up what follows', async () => {
		const account = newAccount();
		const good = anna.group(account, { name: 'Dupont' });
		const bad: Group = { ...anna.group(newAccount(), { name: 'Durand' }) };
		bad.entries.push({ kind: 'update', document: newAccount(), bytes: new Uint8Array([9, 9, 9]) });
		const later = anna.group(account, { name: 'Dubois' });
		expect(await push(ANNA, [good, bad, later])).toEqual([null, 'malformed', null]);
		expect(new Set((await rows()).map(([group]) => group))).toEqual(new Set([good.id, later.id]));
		expect(await push(ANNA, [{ ...bad, entries: bad.entries.slice(0, 2) }])).toEqual([null]);
	});

	test('a missing earlier update is a gap, in structs, in what they follow and in what they delete', async () => {
		const account = newAccount();
		const first = anna.write(account, { name: 'Dupont' });
		const second = anna.write(account, { name: 'Durand' });
		expect(await push(ANNA, [updateGroup(account, second)])).toEqual(['gap']);
		expect(await push(ANNA, [updateGroup(account, first)])).toEqual([null]);
		basil.apply({ kind: 'update', document: account, bytes: first });
		basil.apply({ kind: 'update', document: account, bytes: second });
		// Basil deletes Anna's second value, which the log does not hold.
		const basils = updateGroup(account, basil.write(account, { name: 'Dubois' }));
		expect(await push(BASIL, [basils])).toEqual(['gap']);
		expect(await push(ANNA, [updateGroup(account, second)])).toEqual([null]);
		expect(await push(BASIL, [basils])).toEqual([null]);
	});

	test('a client id belongs to the device that first used it, and its values can be followed by no other', async () => {
		const account = newAccount();
		await push(ANNA, [updateGroup(account, anna.write(account, { name: 'Dupont' }))]);
		const stolen = new Y.Doc();
		Y.applyUpdate(stolen, Y.encodeStateAsUpdate(anna.document(account)));
		stolen.clientID = anna.document(account).clientID;
		const before = Y.encodeStateVector(stolen);
		stolen.getMap('record').set(`type@${basil.writer}`, { value: 'company', at: stampAt(platform.now()) });
		expect(await push(BASIL, [updateGroup(account, Y.encodeStateAsUpdate(stolen, before))])).toEqual([
			'foreign-client',
		]);
		// A value under Basil's own client id that follows Anna's would go under Anna's key.
		const forged = new Y.Doc();
		Y.applyUpdate(forged, Y.encodeStateAsUpdate(anna.document(account)));
		const state = Y.encodeStateVector(forged);
		forged.getMap('record').set(`name@${anna.writer}`, { value: 'forged', at: stampAt(platform.now()) });
		expect(await push(BASIL, [updateGroup(account, Y.encodeStateAsUpdate(forged, state))])).toEqual(['foreign-client']);
		const name = new Y.Doc();
		name.getMap('record').set(`name@${anna.writer}`, { value: 'forged', at: stampAt(platform.now()) });
		expect(await push(BASIL, [updateGroup(newAccount(), Y.encodeStateAsUpdate(name))])).toEqual(['forbidden']);
	});

	test('what came through a room is not appended again, and the events that explain it are', async () => {
		const account = newAccount();
		const group = anna.group(account, { name: 'Dupont' });
		const [update, event] = group.entries;
		expect(await push(ANNA, [updateGroup(account, (update as { bytes: Uint8Array }).bytes)])).toEqual([null]);
		expect(await push(ANNA, [group])).toEqual([null]);
		expect((await rows()).map(([, kind]) => kind)).toEqual(['update', 'event']);
		expect(await push(ANNA, [{ id: platform.uuid() as GroupId, entries: [event as never] }])).toEqual([null]);
		expect(await rows()).toHaveLength(2);
		// In part known: appended as it is.
		const second = anna.write(account, { type: 'company' });
		expect(second.length).toBeGreaterThan(0);
		expect(await push(ANNA, [updateGroup(account, Y.encodeStateAsUpdate(anna.document(account)))])).toEqual([null]);
		expect(await rows()).toHaveLength(3);
	});

	test('a group with nothing new is acknowledged, and known afterwards', async () => {
		const account = newAccount();
		const bytes = anna.write(account, { name: 'Dupont' });
		await push(ANNA, [updateGroup(account, bytes)]);
		const again = updateGroup(account, bytes);
		expect(await push(ANNA, [again])).toEqual([null]);
		expect(await rows()).toHaveLength(1);
		expect(await database.all('SELECT group_id FROM log_groups')).toEqual([{ group_id: again.id }]);
	});

	test('deletions alone are appended', async () => {
		const account = newAccount();
		await push(ANNA, [updateGroup(account, anna.write(account, { name: 'Dupont' }))]);
		const doc = anna.document(account);
		const before = Y.encodeStateVector(doc);
		doc.getMap('record').clear();
		expect(await push(BASIL, [updateGroup(account, Y.encodeStateAsUpdate(doc, before))])).toEqual([null]);
		expect(await rows()).toHaveLength(2);
	});

	test("the firm's settings are for owners and admins, in updates and in events", async () => {
		const settings = (): Group => anna.group(FIRM_SETTINGS, { name: 'Cabinet' });
		const first = settings();
		expect(await push(ANNA, [first])).toEqual(['forbidden']);
		expect(await push(ANNA, [first], { role: 'admin' })).toEqual([null]);
		expect(await push(ANNA, [settings()], { role: 'owner' })).toEqual([null]);
		const told: Group = { ...settings(), id: platform.uuid() as GroupId };
		told.entries.shift();
		expect(await push(ANNA, [told])).toEqual(['forbidden']);
	});

	test("an event is a device's to say, its own writer's, of now, of bounded size, of a known type", async () => {
		const base = { id: platform.uuid() as EventId, at: stampAt(platform.now()) };
		const joined: Event = { ...base, type: 'staff.joined', staff: STAFF, name: 'Anna' };
		expect(await push(ANNA, [eventGroup(joined)])).toEqual(['forbidden']);
		const changed: Event = {
			...base,
			type: 'record.changed',
			document: newAccount(),
			field: 'name',
			to: 'x',
			writer: basil.writer,
			why: 'edited',
		};
		expect(await push(ANNA, [eventGroup(changed)])).toEqual(['forbidden']);
		const own: Event = { ...changed, writer: anna.writer };
		expect(await push(ANNA, [eventGroup({ ...own, at: stampAt(platform.now() + MAX_CLOCK_AHEAD + 1) })])).toEqual([
			'clock',
		]);
		expect(await push(ANNA, [eventGroup({ ...own, to: ['x'.repeat(MAX_EVENT), 'x'] })])).toEqual(['too-large']);
		const raw = (json: unknown): PackedGroup => ({
			id: platform.uuid() as GroupId,
			entries: [{ kind: 'event', bytes: new TextEncoder().encode(JSON.stringify(json)) }],
		});
		const odd = await log.append({
			...by(ANNA, []),
			groups: [raw({ ...own, type: 'no.such' }), raw({ ...own, writer: 7 }), raw('text')],
		});
		expect(odd.map((result) => result.refusal?.code)).toEqual(['unknown-event', 'malformed', 'malformed']);
		expect(await push(ANNA, [eventGroup(own)])).toEqual([null]);
	});

	test("the relay's own events are appended once", async () => {
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

	test('who subscribes is told of every move, of that firm alone', async () => {
		const heard: HeadNews[] = [];
		const stop = log.subscribe(FIRM, (news) => heard.push(news));
		await push(ANNA, [anna.group(newAccount(), { name: 'Dupont' })]);
		await push(ANNA, [anna.group(newAccount(), { name: 'Dupont' })], { firm: OTHER_FIRM });
		await push(ANNA, [updateGroup(newAccount(), new Uint8Array([1]))]);
		const { epoch } = await log.head(FIRM);
		await expect.poll(() => heard).toEqual([{ head: 2, epoch }]);
		stop();
		await push(ANNA, [anna.group(newAccount(), { name: 'Dupont' })]);
		expect(heard).toHaveLength(1);
		expect((await log.head(OTHER_FIRM)).head).toBe(2);
	});

	test('a store that fails acknowledges nothing and keeps nothing', async () => {
		let failing = true;
		const fragile = (sql: Sql): Sql => ({
			...sql,
			run: (text, ...values) =>
				failing && text.includes('UPDATE log_heads')
					? Promise.reject(new Error('disk full'))
					: sql.run(text, ...values),
		});
		const full: Database = { ...database, transaction: (body) => database.transaction((sql) => body(fragile(sql))) };
		const service = await LogService.open({ database: full, platform });
		const first = anna.group(newAccount(), { name: 'Dupont' });
		const second = anna.group(newAccount(), { name: 'Durand' });
		const answers = await Promise.allSettled([service.append(by(ANNA, [first])), service.append(by(ANNA, [second]))]);
		expect(answers.map((answer) => answer.status === 'rejected' && answer.reason instanceof StoreFailed)).toEqual([
			true,
			true,
		]);
		expect(await rows()).toEqual([]);
		failing = false;
		expect((await service.append(by(ANNA, [first, second]))).map((result) => result.refusal)).toEqual([null, null]);
	});

	test('a device goes on from its cursor', async () => {
		expect(await log.resume(FIRM, null)).toMatchObject({ resume: 'start', after: 0, head: 0 });
		await push(ANNA, [anna.group(newAccount(), { name: 'Dupont' })]);
		const { cursor } = await log.read(FIRM, 0);
		await push(ANNA, [anna.group(newAccount(), { name: 'Durand' })]);
		expect(await log.resume(FIRM, cursor)).toMatchObject({ resume: 'continue', after: 2, head: 4 });
	});

	test("an invented cursor, another log's or an older epoch's is not followed, and changes nothing", async () => {
		await push(ANNA, [anna.group(newAccount(), { name: 'Dupont' })]);
		await push(ANNA, [anna.group(newAccount(), { name: 'Dupont' })], { firm: OTHER_FIRM });
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

	test('a genuine cursor that the log does not hold starts a new epoch', async () => {
		const account = newAccount();
		await push(ANNA, [anna.group(account, { name: 'Dupont' })]);
		const before = (await log.read(FIRM, 0)).cursor;
		await push(ANNA, [anna.group(account, { name: 'Durand' })]);
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
		await expect(service.append(by(ANNA, [anna.group(account, { type: 'company' })], { epoch: old }))).rejects.toThrow(
			EpochChanged,
		);
		platform.pass(RESTORE_WINDOW + 1);
		expect(await service.isRestoring(FIRM)).toBe(false);
	});

	test('in a restore window any device gives back what the log lacks, and its writers go on as before', async () => {
		const account = newAccount();
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
		expect(await push(BASIL, [supply])).toEqual(['forbidden']);
		await log.beginRestore(FIRM);
		expect(await push(BASIL, [supply])).toEqual([null]);
		expect(await push(BASIL, [basils])).toEqual([null]);
		expect((await rows()).map(([, kind]) => kind)).toEqual(['update', 'event', 'event', 'event', 'event']);
		// Anna comes back: what she has is held, what she writes next follows on it.
		for (const group of lost) expect(await push(ANNA, [group])).toEqual([null]);
		expect(await rows()).toHaveLength(5);
		expect(await push(ANNA, [anna.group(account, { name: 'Dubois' })])).toEqual([null]);
		const doc = new Y.Doc();
		for (const bytes of await log.document(FIRM, account)) Y.applyUpdate(doc, bytes);
		expect(doc.store.pendingStructs).toBeNull();
		expect(doc.getMap('record').size).toBe(2);
		expect(await log.documents(FIRM)).toEqual([account]);
	});

	test("a supplied update may not give one device's client id to another", async () => {
		await log.beginRestore(FIRM);
		const account = newAccount();
		await push(ANNA, [anna.group(account, { name: 'Dupont' })]);
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
		expect(await push(BASIL, [updateGroup(account, state, { supplied: true })])).toEqual(['foreign-client']);
	});

	test('readers at one place share a batch, and see the log grow', async () => {
		await push(ANNA, [anna.group(newAccount(), { name: 'Dupont' })]);
		const [first, second] = await Promise.all([log.read(FIRM, 0), log.read(FIRM, 0)]);
		expect(first.frame()).toBe(second.frame());
		await push(ANNA, [anna.group(newAccount(), { name: 'Durand' })]);
		expect((await log.read(FIRM, 0)).entries).toHaveLength(4);
		expect(await log.read(FIRM, 4)).toMatchObject({ entries: [], cursor: null, head: 4 });
	});

	test("relays on one database hear of each other's appends", async () => {
		if (database.engine !== 'postgres') return;
		const neighbour = await LogService.open({ database, platform });
		const heard: number[] = [];
		neighbour.subscribe(FIRM, (news) => heard.push(news.head));
		await push(ANNA, [anna.group(newAccount(), { name: 'Dupont' })]);
		await expect.poll(() => heard).toEqual([2]);
		expect((await neighbour.read(FIRM, 0)).entries).toHaveLength(2);
	});
});
