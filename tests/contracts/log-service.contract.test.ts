import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Group } from '../../src/lib/protocol/entries.ts';
import type { HeadNews } from '../../sync-server/store/log-store.ts';
import type { Database, Sql } from '../../sync-server/store/sql.ts';
import { StoreFailed } from '../../sync-server/sync/append-queue.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import {
	ANNA,
	FIRM,
	OTHER_FIRM,
	newAccount,
	openLogFixture,
	updateGroup,
	type LogFixture,
} from '../support/log-fixture.ts';
import { RecordWriter } from '../support/record-writer.ts';
import { createFixedPlatform } from '../support/relay-platform.ts';
import { storeEngines } from '../support/store-engines.ts';

const platform = createFixedPlatform('log-service');

describe.each(storeEngines())('$name', (engine) => {
	let fixture: LogFixture;
	let log: LogService;
	let database: Database;
	let anna: RecordWriter;

	beforeAll(() => engine.start());
	afterAll(() => engine.stop());
	beforeEach(async () => {
		fixture = await openLogFixture(engine, platform);
		({ log, database, anna } = fixture);
	});
	afterEach(() => database.close());

	test('LOG-1 a group is appended whole, once, however often it is pushed', async () => {
		const group = anna.group(newAccount(platform), { name: 'Dupont', type: 'company' });
		expect(await fixture.push(ANNA, [group])).toEqual([null]);
		expect(await fixture.push(ANNA, [group, group])).toEqual([null, null]);
		expect(await fixture.rows()).toEqual([
			[group.id, 'update'],
			[group.id, 'event'],
			[group.id, 'event'],
		]);
	});

	test('LOG-1 a group that is twice in one push is appended once', async () => {
		const group = anna.group(newAccount(platform), { name: 'Dupont' });
		expect(await fixture.push(ANNA, [group, group])).toEqual([null, null]);
		expect(await fixture.rows()).toHaveLength(2);
	});

	test('LOG-3 pushes of one moment share a transaction, and each is answered for itself', async () => {
		let transactions = 0;
		const counted: Database = {
			...database,
			transaction: (body) => {
				transactions += 1;
				return database.transaction(body);
			},
		};
		const counting = await LogService.open({ database: counted, platform });
		const pushes = Array.from(
			{ length: 40 },
			(_, i) => new RecordWriter(`Device${String(i).padStart(6, '0')}`, platform),
		);
		const bad = updateGroup(platform, newAccount(platform), new Uint8Array([1, 2, 3]));
		const answers = await Promise.all(
			pushes.map((writer, i) =>
				counting.append(
					fixture.by(
						writer.device,
						i === 7
							? [bad, writer.group(newAccount(platform), { name: 'x' })]
							: [writer.group(newAccount(platform), { name: 'x' })],
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

	test('LOG-3 a refused group leaves nothing and does not hold up what follows', async () => {
		const account = newAccount(platform);
		const good = anna.group(account, { name: 'Dupont' });
		const bad: Group = { ...anna.group(newAccount(platform), { name: 'Durand' }) };
		bad.entries.push({ kind: 'update', document: newAccount(platform), bytes: new Uint8Array([9, 9, 9]) });
		const later = anna.group(account, { name: 'Dubois' });
		expect(await fixture.push(ANNA, [good, bad, later])).toEqual([null, 'malformed', null]);
		expect(new Set((await fixture.rows()).map(([group]) => group))).toEqual(new Set([good.id, later.id]));
		expect(await fixture.push(ANNA, [{ ...bad, entries: bad.entries.slice(0, 2) }])).toEqual([null]);
	});

	test('LOG-14 who subscribes is told of every move, of that firm alone', async () => {
		const heard: HeadNews[] = [];
		const stop = log.subscribe(FIRM, (news) => heard.push(news));
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Dupont' })]);
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Dupont' })], { firm: OTHER_FIRM });
		await fixture.push(ANNA, [updateGroup(platform, newAccount(platform), new Uint8Array([1]))]);
		const { epoch } = await log.head(FIRM);
		await expect.poll(() => heard).toEqual([{ head: 2, epoch }]);
		stop();
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Dupont' })]);
		expect(heard).toHaveLength(1);
		expect((await log.head(OTHER_FIRM)).head).toBe(2);
	});

	test('LOG-2 a store that fails acknowledges nothing and keeps nothing', async () => {
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
		const first = anna.group(newAccount(platform), { name: 'Dupont' });
		const second = anna.group(newAccount(platform), { name: 'Durand' });
		const answers = await Promise.allSettled([
			service.append(fixture.by(ANNA, [first])),
			service.append(fixture.by(ANNA, [second])),
		]);
		expect(answers.map((answer) => answer.status === 'rejected' && answer.reason instanceof StoreFailed)).toEqual([
			true,
			true,
		]);
		expect(await fixture.rows()).toEqual([]);
		failing = false;
		expect((await service.append(fixture.by(ANNA, [first, second]))).map((result) => result.refusal)).toEqual([
			null,
			null,
		]);
	});

	test('LOG-15 readers at one place share a batch, and see the log grow', async () => {
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Dupont' })]);
		const [first, second] = await Promise.all([log.read(FIRM, 0), log.read(FIRM, 0)]);
		expect(first.frame()).toBe(second.frame());
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Durand' })]);
		expect((await log.read(FIRM, 0)).entries).toHaveLength(4);
		expect(await log.read(FIRM, 4)).toMatchObject({ entries: [], cursor: null, head: 4 });
	});

	test("LOG-20 relays on one database hear of each other's appends", async () => {
		if (database.engine !== 'postgres') return;
		const neighbour = await LogService.open({ database, platform });
		const heard: number[] = [];
		neighbour.subscribe(FIRM, (news) => heard.push(news.head));
		await fixture.push(ANNA, [anna.group(newAccount(platform), { name: 'Dupont' })]);
		await expect.poll(() => heard).toEqual([2]);
		expect((await neighbour.read(FIRM, 0)).entries).toHaveLength(2);
	});
});
