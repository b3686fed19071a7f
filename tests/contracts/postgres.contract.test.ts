import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../sync-server/store/migrate.ts';
import { migrations } from '../../sync-server/store/migrations/index.ts';
import { openPostgres } from '../../sync-server/store/postgres.ts';
import { findPostgres, startPostgres, type PostgresCluster } from '../support/postgres.ts';

// What only an engine with a server of its own can get wrong. (Its share of the common contract is in log-store.contract.test.ts.)
describe.skipIf(findPostgres() === null)('a Postgres server', () => {
	let cluster: PostgresCluster;
	beforeAll(async () => {
		cluster = await startPostgres();
	});
	afterAll(() => cluster.stop());

	test('LOG-2 a commit is on disk before it is told', async () => {
		const database = openPostgres(await cluster.createDatabase());
		expect(await database.get('SHOW synchronous_commit')).toEqual({ synchronous_commit: 'on' });
		expect(await database.get('SHOW fsync')).toEqual({ fsync: 'on' });
		await database.close();
	});

	test('relays that start together on an empty database make its schema once', async () => {
		const url = await cluster.createDatabase();
		const relays = Array.from({ length: 4 }, () => openPostgres(url));
		await Promise.all(relays.map((database) => migrate(database)));
		const done = await relays[0]?.all('SELECT id FROM migrations ORDER BY id');
		expect(done?.map(({ id }) => id)).toEqual(migrations.map(({ id }) => id).sort());
		await Promise.all(relays.map((database) => database.close()));
	});

	test('a transaction that Postgres could not order is repeated', async () => {
		const database = openPostgres(await cluster.createDatabase());
		await database.run('CREATE TABLE counters (id INTEGER PRIMARY KEY, n BIGINT)');
		await database.run('INSERT INTO counters (id, n) VALUES (1, 0), (2, 0)');
		let tries = 0;
		let locked = 0;
		// Two transactions that lock the two rows in opposite orders: Postgres ends one of them.
		let bothHaveOne = (): void => undefined;
		const oneEach = new Promise<void>((resolve) => {
			bothHaveOne = resolve;
		});
		const add = (first: number, second: number): Promise<void> =>
			database.transaction(async (sql) => {
				tries += 1;
				await sql.run('UPDATE counters SET n = n + 1 WHERE id = $1', first);
				locked += 1;
				if (locked >= 2) bothHaveOne();
				await oneEach;
				await sql.run('UPDATE counters SET n = n + 1 WHERE id = $1', second);
			});
		await Promise.all([add(1, 2), add(2, 1)]);
		expect(tries).toBeGreaterThan(2);
		expect(await database.all('SELECT n FROM counters ORDER BY id')).toEqual([{ n: 2 }, { n: 2 }]);
		await database.close();
	});

	test('LOG-20 after the server went away and came back, queries work and whoever listens reads again', async () => {
		const database = openPostgres(await cluster.createDatabase());
		const heard: string[] = [];
		await database.listen('probe', (payload) => heard.push(payload));
		await database.notify('probe', 'before');
		await expect.poll(() => heard).toEqual(['before']);
		await cluster.restart();
		await expect.poll(() => heard, { timeout: 20_000 }).toEqual(['before', '']);
		await database.notify('probe', 'after');
		await expect.poll(() => heard).toEqual(['before', '', 'after']);
		await database.close();
	});
});
