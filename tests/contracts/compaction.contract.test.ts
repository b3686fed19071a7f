import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { accountDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId, DeviceId, Epoch, FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import type { Group } from '../../src/lib/protocol/entries.ts';
import { packEvent } from '../../src/lib/protocol/events/event.ts';
import { compact } from '../../sync-server/reactors/compaction.ts';
import { createLog, documentUpdates } from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database, Sql, SqlRow } from '../../sync-server/store/sql.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import { RecordWriter } from '../support/record-writer.ts';
import { createFixedPlatform } from '../support/relay-platform.ts';
import { storeEngines } from '../support/store-engines.ts';

const platform = createFixedPlatform('compaction');
const FIRM = platform.uuid() as FirmId;
const STAFF = platform.uuid() as StaffId;
const HOUR = 60 * 60_000;
const pause = async (): Promise<void> => undefined;

describe.each(storeEngines())('$name', (engine) => {
	let database: Database;
	let log: LogService;
	let account: DocumentName;
	let anna: RecordWriter;
	let basil: RecordWriter;

	beforeAll(() => engine.start());
	afterAll(() => engine.stop());
	beforeEach(async () => {
		database = engine.open(await engine.place());
		await migrate(database);
		await createLog(database, FIRM, platform.letters(16) as Epoch, platform.bytes(32));
		log = await LogService.open({ database, platform });
		account = accountDocument(platform.uuid() as AccountId);
		anna = new RecordWriter('Anna00000000', platform);
		basil = new RecordWriter('Basil0000000', platform);
	});
	afterEach(() => database.close());

	async function push(device: string, group: Group): Promise<void> {
		const entries = group.entries.map((entry) =>
			entry.kind === 'update' ? entry : { kind: 'event' as const, bytes: packEvent(entry.event) },
		);
		const [result] = await log.append({
			firm: FIRM,
			device: device as DeviceId,
			staff: STAFF,
			role: 'member',
			groups: [{ ...group, entries }],
		});
		expect(result?.refusal).toBeNull();
	}

	/** Anna and Basil edit one account in turns, each seeing the other's. */
	async function edit(times: number): Promise<void> {
		for (let i = 0; i < times; i++) {
			const [writer, other] = i % 2 === 0 ? [anna, basil] : [basil, anna];
			const group = writer.group(account, { name: `secret ${i}`, type: 'company' });
			for (const entry of group.entries) other.apply(entry);
			await push(writer.device, group);
		}
	}

	async function state(): Promise<Y.Doc> {
		const doc = new Y.Doc();
		for (const bytes of await documentUpdates(database, FIRM, account)) Y.applyUpdate(doc, bytes);
		return doc;
	}

	function dump(): Promise<SqlRow[]> {
		return database.all('SELECT seq, body, hash, folded FROM log_rows WHERE firm_id = $1 ORDER BY seq', FIRM);
	}

	test('LOG-18 many old updates become one that says the same, without what was overwritten', async () => {
		await edit(40);
		const before = await dump();
		platform.pass(2 * HOUR);
		expect(await compact({ database, platform, pause })).toBe(1);
		const updates = await documentUpdates(database, FIRM, account);
		expect(updates).toHaveLength(1);
		expect((await state()).getMap('record').toJSON()).toEqual(anna.read(account));
		expect(Buffer.from(updates[0] as Uint8Array).includes('secret 3')).toBe(true);
		expect(Buffer.from(updates[0] as Uint8Array).includes('secret 20')).toBe(false);
		const after = await dump();
		expect(after.map((row) => row.hash)).toEqual(before.map((row) => row.hash));
		expect(after.filter((row) => row.folded === 1).map((row) => row.seq)).toEqual([118]);
		// The events stay as they were.
		expect(after.filter((row) => Number(row.seq) % 3 !== 1)).toEqual(before.filter((row) => Number(row.seq) % 3 !== 1));
	});

	test('LOG-18 young updates and few of them stay, and what was looked at is not looked at again', async () => {
		await edit(40);
		expect(await compact({ database, platform, pause })).toBe(0);
		platform.pass(2 * HOUR);
		expect(await compact({ database, platform, pause })).toBe(1);
		expect(await compact({ database, platform, pause })).toBe(0);
		await edit(10);
		platform.pass(2 * HOUR);
		expect(await compact({ database, platform, pause })).toBe(0);
		await edit(30);
		platform.pass(2 * HOUR);
		expect(await compact({ database, platform, pause })).toBe(1);
		expect(await documentUpdates(database, FIRM, account)).toHaveLength(1);
		expect((await state()).getMap('record').toJSON()).toEqual(anna.read(account));
	});

	test('LOG-18 more updates than are folded at once end as one, too', async () => {
		await edit(300);
		platform.pass(2 * HOUR);
		expect(await compact({ database, platform, pause })).toBe(2);
		expect((await state()).getMap('record').toJSON()).toEqual(anna.read(account));
	});

	test('LOG-18 a reader whose cursor is anywhere in between converges', async () => {
		await edit(40);
		const rows = (await log.read(FIRM, 0)).entries;
		platform.pass(2 * HOUR);
		await compact({ database, platform, pause });
		await edit(3);
		for (const at of [0, 1, 50, 117, 118, 119, 120]) {
			const doc = new Y.Doc();
			for (const row of rows.slice(0, at)) if (row.entry?.kind === 'update') Y.applyUpdate(doc, row.entry.bytes);
			const rest = await log.read(FIRM, at);
			for (const row of rest.entries) if (row.entry?.kind === 'update') Y.applyUpdate(doc, row.entry.bytes);
			expect(doc.getMap('record').toJSON()).toEqual(anna.read(account));
			expect(rest.end).toBe(129);
		}
	});

	test('LOG-18 devices go on as before: clocks and owners are still known', async () => {
		await edit(40);
		platform.pass(2 * HOUR);
		await compact({ database, platform, pause });
		await edit(4);
		expect((await state()).getMap('record').toJSON()).toEqual(basil.read(account));
	});

	test('LOG-18 a document with a missing update is left alone', async () => {
		await edit(40);
		await database.run('UPDATE log_rows SET body = NULL WHERE firm_id = $1 AND seq = 4', FIRM);
		const before = await dump();
		platform.pass(2 * HOUR);
		expect(await compact({ database, platform, pause })).toBe(0);
		expect(await dump()).toEqual(before);
	});

	test('LOG-18 a crash at any step leaves the old state or the new one', async () => {
		await edit(40);
		platform.pass(2 * HOUR);
		const before = await dump();
		for (let step = 0; ; step++) {
			let left = step;
			const count = (): void => {
				if (left-- === 0) throw new Error('crash');
			};
			const counted = <T>(work: () => Promise<T>): Promise<T> => {
				count();
				return work();
			};
			const crashing = (sql: Sql): Sql => ({
				all: async (...query) => counted(() => sql.all(...query)),
				get: async (...query) => counted(() => sql.get(...query)),
				run: async (...query) => counted(() => sql.run(...query)),
			});
			const fragile: Database = {
				...database,
				...crashing(database),
				transaction: (body) =>
					database.transaction(async (sql) => {
						const result = await body(crashing(sql));
						count();
						return result;
					}),
			};
			const crashed = await compact({ database: fragile, platform, pause }).then(
				() => false,
				() => true,
			);
			expect((await state()).getMap('record').toJSON()).toEqual(anna.read(account));
			if (!crashed) break;
			const after = await dump();
			if (after.some((row) => row.folded === 1)) expect(after.filter((row) => row.body === null)).toHaveLength(39);
			else expect(after).toEqual(before);
		}
		expect(await documentUpdates(database, FIRM, account)).toHaveLength(1);
	});

	test('LOG-18 what another relay folded meanwhile is not folded over', async () => {
		await edit(40);
		platform.pass(2 * HOUR);
		let raced = false;
		const race: Database = {
			...database,
			transaction: async (body) => {
				if (!raced) {
					raced = true;
					expect(await compact({ database, platform, pause })).toBe(1);
				}
				return database.transaction(body);
			},
		};
		expect(await compact({ database: race, platform, pause })).toBe(0);
		expect((await state()).getMap('record').toJSON()).toEqual(anna.read(account));
	});
});
