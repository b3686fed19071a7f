import { documentKind } from '../../src/lib/domain/document-name.ts';
import { readReactorCursor, saveReactorCursor } from '../store/log-fold.ts';
import { listDocuments, listLogs } from '../store/log-store.ts';
import type { Database } from '../store/sql.ts';
import { refreshAccounts, refreshContacts } from './client-records.ts';

const REACTOR = 'client-records';
/** Records of one transaction. */
const PAGE = 100;

/** Notes who may see what for records that were in a log before the relay kept note of it. Done once for each firm. */
export async function catchUpRecords(database: Database): Promise<void> {
	for (const firm of await listLogs(database)) {
		if ((await readReactorCursor(database, firm, REACTOR)) > 0) continue;
		const records = (await listDocuments(database, firm)).map(documentKind);
		for (let at = 0; at < records.length; at += PAGE) {
			await database.transaction(async (sql) => {
				for (const record of records.slice(at, at + PAGE)) {
					if (record.kind === 'contact') await refreshContacts(sql, firm, [record.id]);
					if (record.kind === 'account') await refreshAccounts(sql, firm, [record.id]);
				}
			});
		}
		await saveReactorCursor(database, firm, REACTOR, 1);
	}
}
