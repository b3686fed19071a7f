import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId, DeviceId, Epoch, FirmId, GroupId, StaffId } from '../../src/lib/domain/ids.ts';
import { readRows } from '../../sync-server/store/log-reader.ts';
import {
	appendRows,
	chainHash,
	clientBindings,
	createLog,
	documentUpdates,
	GENESIS,
	hashAt,
	knownEvents,
	knownGroups,
	listDocuments,
	listLogs,
	lockHead,
	readHead,
	rememberGroup,
	saveBindings,
	startEpoch,
	type LogHead,
	type NewRow,
} from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database, Sql } from '../../sync-server/store/sql.ts';
import { createFixedPlatform } from '../support/relay-platform.ts';
import { storeEngines } from '../support/store-engines.ts';

const platform = createFixedPlatform('log-store');
const FIRM = platform.uuid() as FirmId;
const OTHER_FIRM = platform.uuid() as FirmId;
const DEVICE = 'Anna00000000' as DeviceId;
const STAFF = platform.uuid() as StaffId;
const NOW = platform.now();

function row(
	group: string,
	name: string,
	body: Uint8Array = new Uint8Array([1, 2, 3]),
	kind: NewRow['kind'] = 'update',
): NewRow {
	return { group: group as GroupId, device: DEVICE, staff: STAFF, kind, name, body };
}

describe.each(storeEngines())('$name', (engine) => {
	let database: Database;
	let place: string;

	beforeAll(() => engine.start());
	afterAll(() => engine.stop());
	beforeEach(async () => {
		place = await engine.place();
		database = engine.open(place);
		await migrate(database);
		await createLog(database, FIRM, 'AAAAAAAAAAAAAAAA' as Epoch, new Uint8Array(32).fill(7));
		await createLog(database, OTHER_FIRM, 'BBBBBBBBBBBBBBBB' as Epoch, new Uint8Array(32).fill(8));
	});
	afterEach(() => database.close());

	async function append(rows: NewRow[], firm: FirmId = FIRM): Promise<LogHead> {
		return database.transaction(async (sql) => {
			const head = (await lockHead(sql, database.engine, firm)) as LogHead;
			return appendRows(sql, firm, head, rows, NOW);
		});
	}

	test('values come back as they were given', async () => {
		const bytes = database.engine === 'sqlite' ? 'BLOB' : 'BYTEA';
		await database.run(`CREATE TABLE probe (id TEXT PRIMARY KEY, n BIGINT, b ${bytes})`);
		const text = 'O\'Neill "é" — 会社 \n\t';
		await database.run(
			'INSERT INTO probe (id, n, b) VALUES ($1, $2, $3)',
			text,
			Number.MAX_SAFE_INTEGER,
			new Uint8Array([0, 255, 0]),
		);
		await database.run('INSERT INTO probe (id, n, b) VALUES ($3, $1, $2)', null, null, 'empty');
		expect(
			await database.get(
				'SELECT id, n, b FROM probe WHERE n = $1 AND id = $2 AND n = $1',
				Number.MAX_SAFE_INTEGER,
				text,
			),
		).toEqual({
			id: text,
			n: Number.MAX_SAFE_INTEGER,
			b: new Uint8Array([0, 255, 0]),
		});
		expect(await database.get('SELECT id, n, b FROM probe WHERE id = $1', 'empty')).toEqual({
			id: 'empty',
			n: null,
			b: null,
		});
		expect(await database.get('SELECT COUNT(*) AS count, SUM(n) AS sum FROM probe')).toEqual({
			count: 2,
			sum: Number.MAX_SAFE_INTEGER,
		});
		expect(await database.run('UPDATE probe SET n = 1')).toBe(2);
		expect(await database.get('SELECT id FROM probe WHERE n = 9')).toBeNull();
	});

	test('a transaction that throws leaves nothing, and the next one works', async () => {
		const failing = database.transaction(async (sql) => {
			await rememberGroup(sql, FIRM, platform.uuid() as GroupId);
			throw new Error('stop');
		});
		await expect(failing).rejects.toThrow('stop');
		expect(await database.all('SELECT * FROM log_groups')).toEqual([]);
		await append([row('g1', 'd1')]);
		expect(await readRows(database, FIRM, 0, 1_000)).toHaveLength(1);
	});

	test('a statement that fails undoes the whole transaction', async () => {
		const failing = database.transaction(async (sql) => {
			await rememberGroup(sql, FIRM, 'g1' as GroupId);
			await sql.run('INSERT INTO no_such_table (id) VALUES (1)');
		});
		await expect(failing).rejects.toThrow();
		expect(await database.all('SELECT * FROM log_groups')).toEqual([]);
	});

	test('nothing runs in a transaction that has ended', async () => {
		if (database.engine !== 'sqlite') return;
		let kept: Sql | null = null;
		await database.transaction(async (sql) => {
			kept = sql;
		});
		await expect(rememberGroup(kept as unknown as Sql, FIRM, 'g1' as GroupId)).rejects.toThrow('ended');
		// SQLite ends a transaction by itself when the disk is full; what the body runs then must not be committed by itself.
		const failing = database.transaction(async (sql) => {
			await sql.run('ROLLBACK');
			await rememberGroup(sql, FIRM, 'g1' as GroupId);
		});
		await expect(failing).rejects.toThrow('ended');
		expect(await database.all('SELECT * FROM log_groups')).toEqual([]);
	});

	test('LOG-4 sequence numbers have no holes and no doubles, however many append at once', async () => {
		// A SQLite database has one relay, and that has one writing connection.
		const second = database.engine === 'sqlite' ? database : engine.open(place);
		const appendOn = (on: Database, i: number): Promise<LogHead> =>
			on.transaction(async (sql) => {
				const head = (await lockHead(sql, on.engine, FIRM)) as LogHead;
				return appendRows(sql, FIRM, head, [row(`g${i}`, `d${i}`), row(`g${i}`, `e${i}`)], NOW);
			});
		const heads = await Promise.all(Array.from({ length: 20 }, (_, i) => appendOn(i % 2 === 0 ? database : second, i)));
		expect(heads.map((head) => head.seq).sort((a, b) => a - b)).toEqual(
			Array.from({ length: 20 }, (_, i) => 2 * i + 2),
		);
		const rows = await readRows(database, FIRM, 0, 1_000_000);
		expect(rows.map((r) => r.seq)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
		for (let i = 0; i < 40; i += 2) expect(rows[i]?.group).toBe(rows[i + 1]?.group);
		if (second !== database) await second.close();
	});

	test('LOG-4 each row is chained to the one before it', async () => {
		await append([row('g1', 'd1', new Uint8Array([1])), row('g1', 'e1', new Uint8Array([2]), 'event')]);
		const head = await append([row('g2', 'd1', new Uint8Array([3]))]);
		let hash = GENESIS;
		for (const stored of await readRows(database, FIRM, 0, 1_000)) {
			hash = chainHash(hash, stored.seq, stored);
			expect(stored.hash).toEqual(new Uint8Array(hash));
			expect(await hashAt(database, FIRM, stored.seq)).toEqual(stored.hash);
		}
		expect(new Uint8Array(head.hash)).toEqual(new Uint8Array(hash));
		expect((await readHead(database, FIRM))?.hash).toEqual(new Uint8Array(hash));
		expect(await hashAt(database, FIRM, 0)).toEqual(GENESIS);
		expect(await hashAt(database, FIRM, 4)).toBeNull();
	});

	test('LOG-14 firms do not see each other', async () => {
		await append([row('g1', 'd1'), row('g1', 'e1', new Uint8Array([1]), 'event')]);
		await saveBindings(database, FIRM, [{ document: 'd1', client: 1, device: DEVICE, clock: 1 }]);
		expect(await readRows(database, OTHER_FIRM, 0, 1_000)).toEqual([]);
		expect(await knownGroups(database, OTHER_FIRM, ['g1' as GroupId])).toEqual(new Set());
		expect(await knownEvents(database, OTHER_FIRM, ['e1'])).toEqual(new Set());
		expect(await clientBindings(database, OTHER_FIRM, [{ document: 'd1', client: 1 }])).toEqual([]);
		expect(await listDocuments(database, OTHER_FIRM)).toEqual([]);
		expect(await listLogs(database)).toEqual([FIRM, OTHER_FIRM].sort());
	});

	test('LOG-15 a batch is whole groups, about as many bytes as asked for, at least one group', async () => {
		for (const [group, sizes] of Object.entries({ g1: [10, 10], g2: [100], g3: [10, 10, 10], g4: [10] })) {
			await append(sizes.map((size, i) => row(group, `d${i}`, new Uint8Array(size))));
		}
		const seqs = async (after: number, target: number): Promise<number[]> =>
			(await readRows(database, FIRM, after, target)).map((r) => r.seq);
		expect(await seqs(0, 1)).toEqual([1, 2]);
		expect(await seqs(0, 20)).toEqual([1, 2]);
		expect(await seqs(0, 119)).toEqual([1, 2]);
		expect(await seqs(0, 120)).toEqual([1, 2, 3]);
		expect(await seqs(0, 149)).toEqual([1, 2, 3]);
		expect(await seqs(3, 1)).toEqual([4, 5, 6]);
		expect(await seqs(0, 10_000)).toEqual([1, 2, 3, 4, 5, 6, 7]);
		expect(await seqs(7, 10_000)).toEqual([]);
	});

	test('LOG-15 a group as large as groups get is read as one, and so is what follows it', async () => {
		await append(Array.from({ length: 512 }, (_, i) => row('g1', `d${i}`)));
		await append(Array.from({ length: 512 }, (_, i) => row('g2', `d${i}`)));
		await append(Array.from({ length: 512 }, (_, i) => row('g3', `d${i}`)));
		expect(await readRows(database, FIRM, 0, 1)).toHaveLength(512);
		expect((await readRows(database, FIRM, 0, 1_000_000)).at(-1)?.seq).toBe(512);
		expect((await readRows(database, FIRM, 512, 1_000_000)).at(-1)?.seq).toBe(1_024);
		expect((await readRows(database, FIRM, 1_024, 1_000_000)).at(-1)?.seq).toBe(1_536);
	});

	test('emptied rows are left out of batches and of documents', async () => {
		const account = accountDocument(platform.uuid() as AccountId);
		await append([row('g1', account, new Uint8Array([1])), row('g1', 'e1', new Uint8Array([9]), 'event')]);
		await append([row('g2', account, new Uint8Array([2]))]);
		await database.run('UPDATE log_rows SET body = NULL WHERE firm_id = $1 AND seq = 1', FIRM);
		expect((await readRows(database, FIRM, 0, 1_000)).map((r) => r.seq)).toEqual([2, 3]);
		expect(await documentUpdates(database, FIRM, account)).toEqual([new Uint8Array([2])]);
		expect(await listDocuments(database, FIRM)).toEqual([account]);
		expect(await hashAt(database, FIRM, 1)).not.toBeNull();
	});

	test('groups, events and client bindings are known once written', async () => {
		await append([row('g1', 'd1'), row('g1', 'e1', new Uint8Array([1]), 'event')]);
		await rememberGroup(database, FIRM, 'g2' as GroupId);
		await rememberGroup(database, FIRM, 'g2' as GroupId);
		expect(await knownGroups(database, FIRM, ['g1', 'g2', 'g3'] as GroupId[])).toEqual(new Set(['g1', 'g2']));
		expect(await knownEvents(database, FIRM, ['e1', 'e2'])).toEqual(new Set(['e1']));
		const binding = { document: 'd1', client: 2 ** 32 - 1, device: DEVICE, clock: 5 };
		await saveBindings(database, FIRM, [binding]);
		await saveBindings(database, FIRM, [{ ...binding, clock: 9 }]);
		expect(await clientBindings(database, FIRM, [binding, { document: 'd1', client: 2 }])).toEqual([
			{ ...binding, clock: 9 },
		]);
	});

	test('a new epoch keeps the rows and the key', async () => {
		await append([row('g1', 'd1')]);
		await startEpoch(database, FIRM, 'CCCCCCCCCCCCCCCC' as Epoch, NOW + 1_000);
		expect(await readHead(database, FIRM)).toMatchObject({
			epoch: 'CCCCCCCCCCCCCCCC',
			seq: 1,
			restoreUntil: NOW + 1_000,
			cursorKey: new Uint8Array(32).fill(7),
		});
		expect((await readHead(database, OTHER_FIRM))?.epoch).toBe('BBBBBBBBBBBBBBBB');
		expect(await readHead(database, platform.uuid() as FirmId)).toBeNull();
	});

	test('what was committed is there after closing and opening again', async () => {
		if (place === ':memory:') return;
		await append([row('g1', 'd1')]);
		await database.close();
		database = engine.open(place);
		await migrate(database);
		expect((await readHead(database, FIRM))?.seq).toBe(1);
	});

	test('LOG-20 who listens hears what is said, by every relay on the database', async () => {
		const second = database.engine === 'postgres' ? engine.open(place) : database;
		const heard: string[] = [];
		await database.listen('probe', (payload) => heard.push(payload));
		await second.notify('probe', 'one');
		await second.notify('other', 'two');
		await second.notify('probe', 'three');
		await expect.poll(() => heard).toEqual(['one', 'three']);
		if (second !== database) await second.close();
	});
});
