import { Dexie } from 'dexie';
import { afterEach, describe, expect, it } from 'vitest';
import { editAccount } from '../../src/lib/commands/edit-records.ts';
import { StorageFailed } from '../../src/lib/storage/book-store.ts';
import { BookDatabase, createDexieStore } from '../../src/lib/storage/dexie-store.ts';
import { bookStoreContract } from '../contracts/book-store-suite.ts';
import { created, individual, testDeps, testPlatform, testProfile } from '../support/device.ts';

const opened: BookDatabase[] = [];

function open(): BookDatabase {
	const database = new BookDatabase(`book-${crypto.randomUUID()}`);
	opened.push(database);
	return database;
}

afterEach(async () => {
	for (const database of opened.splice(0)) await database.delete();
});

bookStoreContract('the browser’s IndexedDB', () => createDexieStore(open()));

describe('a disk that fails at the commit', () => {
	it('DEV-1 says so, at whichever statement the transaction is aborted, and keeps nothing of it', async () => {
		const database = open();
		const store = createDexieStore(database);
		const deps = testDeps(store, testPlatform(3), testProfile('laptop'));
		const { account } = await created(deps, individual('Léa', 'Dupré'));
		for (let nth = 1; nth <= 6; nth++) {
			let puts = 0;
			const spoil = () => {
				if (++puts === nth) Dexie.currentTransaction?.abort();
			};
			database.documents.hook('updating').subscribe(spoil);
			database.outbox.hook('creating').subscribe(spoil);
			database.events.hook('creating').subscribe(spoil);
			database.meta.hook('updating').subscribe(spoil);
			database.accounts.hook('updating').subscribe(spoil);
			const outcome = editAccount(deps, account, { name: `Try ${nth}` });
			if (nth <= 5) await expect(outcome).rejects.toBeInstanceOf(StorageFailed);
			else await outcome;
			database.documents.hook('updating').unsubscribe(spoil);
			database.outbox.hook('creating').unsubscribe(spoil);
			database.events.hook('creating').unsubscribe(spoil);
			database.meta.hook('updating').unsubscribe(spoil);
			database.accounts.hook('updating').unsubscribe(spoil);
		}
		expect(await database.outbox.count()).toBe(2);
		expect((await database.accounts.get(account))?.name).toBe('Try 6');
	});

	it('DEV-1 goes on when the connection to the database was lost and is back', async () => {
		const database = open();
		const store = createDexieStore(database);
		const deps = testDeps(store, testPlatform(4), testProfile('laptop'));
		await created(deps, individual('Léa', 'Dupré'));
		database.close({ disableAutoOpen: false });
		await created(deps, individual('Zoé', 'Dupré'));
		expect(await database.accounts.count()).toBe(2);
	});
});
