import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Epoch, FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { createLog } from '../../sync-server/observability/log.ts';
import { openReplication } from '../../sync-server/open-replication.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { createLog as createFirmLog } from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database, Sql } from '../../sync-server/store/sql.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { ClientBook } from '../support/client-book.ts';

/** Tables with a row for each record of a firm, or more. */
const LARGE = /\b(?:log_rows|log_groups|log_events|log_clients|client_contacts|client_accounts|client_links|erased_names)\b/;
/** Indexes of what is rare: all of it may be read. */
const RARE = /client_(?:contacts|accounts)_merged/;

test('LOG-17 nothing that an append looks up is looked for among all records of the firm: ten thousand new ones cost ten thousand times one', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'carnet-lookups-'));
	const file = join(folder, 'carnet.db');
	const plain = openSqlite(file);
	await migrate(plain);
	const platform = createPlatform();
	const texts = new Set<string>();
	const noted = (sql: Sql): Sql => ({
		all: (text, ...values) => sql.all(noteText(text), ...values),
		get: (text, ...values) => sql.get(noteText(text), ...values),
		run: (text, ...values) => sql.run(noteText(text), ...values),
	});
	const noteText = (text: string): string => {
		texts.add(text);
		return text;
	};
	const database: Database = { ...plain, ...noted(plain), transaction: (body) => plain.transaction((sql) => body(noted(sql))) };
	const firm = platform.uuid() as FirmId;
	await createFirmLog(plain, firm, platform.letters(16) as Epoch, platform.bytes(32));
	const { clientLog } = await openReplication({ database, platform, log: createLog(() => undefined, platform.now), secret: platform.bytes(32) });
	texts.clear();
	const book = new ClientBook(clientLog, firm, platform.uuid() as StaffId);
	const person = await book.contact('lea@exemple.fr');
	await book.push([book.writer.group(`account:${platform.uuid()}` as never, { type: 'company', companyName: 'Dupré', siren: '732829320' })]);
	await book.account('Martin', [person]);
	const plans = new DatabaseSync(file);
	const wide = [...texts].flatMap((text) => {
		const steps = plans.prepare(`EXPLAIN QUERY PLAN ${text.replace(/\$(\d+)/g, '?$1')}`).all() as { detail: string }[];
		return steps
			.filter(({ detail }) => LARGE.test(detail) && !RARE.test(detail))
			.filter(({ detail }) => detail.startsWith('SCAN') || /\(firm_id=\?\)$/.test(detail))
			.map(({ detail }) => `${detail} <- ${text}`);
	});
	expect([...texts].filter((text) => text.includes('email_key = $2') || text.includes('siren = $2'))).toHaveLength(2);
	expect(wide).toEqual([]);
	plans.close();
	await plain.close();
	rmSync(folder, { recursive: true, force: true });
});
