import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Epoch, StaffId } from '../../src/lib/domain/ids.ts';
import { createRelayKey } from '../../sync-server/identity/relay-key.ts';
import { catchUpRecords } from '../../sync-server/invitations/catch-up-records.ts';
import { createFollow } from '../../sync-server/invitations/follow-log.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { createLog } from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import { ClientBook } from '../support/client-book.ts';
import { FIRM, OTHER_FIRM } from '../support/log-fixture.ts';
import { storeEngines } from '../support/store-engines.ts';

const platform = createPlatform();
const key = createRelayKey(platform.bytes(32), platform);
const ANNE = '01900000-0000-7000-8000-0000000000a1' as StaffId;
const BASILE = '01900000-0000-7000-8000-0000000000b1' as StaffId;

describe.each(storeEngines())('deciding on requests on $name', (engine) => {
	let database: Database;
	let log: LogService;
	let anne: ClientBook;
	let basile: ClientBook;
	beforeAll(() => engine.start());
	afterAll(() => engine.stop());
	beforeEach(async () => {
		database = engine.open(await engine.place());
		await migrate(database);
		for (const firm of [FIRM, OTHER_FIRM])
			await createLog(database, firm, platform.letters(16) as Epoch, platform.bytes(32));
		const follow = createFollow({ platform, key, mailWritten: () => undefined });
		log = await LogService.open({ database, platform, follow });
		anne = new ClientBook(log, FIRM, ANNE);
		basile = new ClientBook(log, FIRM, BASILE, 'Basil0000000');
	});
	afterEach(() => database.close());

	test('INV-7 of two who ask at the same moment one is accepted, and one mail waits', async () => {
		const lea = await anne.contact('lea@exemple.fr');
		const account = await anne.account('Martin', [lea]);
		const requests = await Promise.all([anne, basile].map((book) => book.ask({ contact: lea, accounts: [account] })));
		const told = await Promise.all(requests.map((request) => anne.told(request)));
		expect(told.map(String).sort()).toEqual(['accepted', 'duplicate']);
		expect(await database.all("SELECT state FROM mail_outbox WHERE kind = 'client-invitation'")).toEqual([
			{ state: 'waiting' },
		]);
	});

	test('INV-6 many requests in one push are decided one by one, and a firm’s are its own', async () => {
		const people = [];
		for (let i = 0; i < 20; i++) people.push(await anne.contact(`client${i}@exemple.fr`));
		const account = await anne.account('Tous', people);
		const asked = people.map((contact, i) =>
			anne.asks({ contact, accounts: [account], email: `client${i}@exemple.fr` }),
		);
		expect(await anne.push(asked.map(({ group }) => group))).toEqual(asked.map(() => null));
		expect((await anne.events()).filter(({ type }) => type === 'invitation.accepted')).toHaveLength(20);
		const stranger = new ClientBook(log, OTHER_FIRM, BASILE, 'Other0000000');
		const foreign = await stranger.ask({
			contact: people[0] as never,
			accounts: [account],
			email: 'client0@exemple.fr',
		});
		expect(await stranger.told(foreign)).toEqual(['refused']);
	});

	test('INV-5 access ends where it is appended, and is there again for records from before', async () => {
		const lea = await anne.contact('lea@exemple.fr');
		const account = await anne.account('Martin', [lea]);
		const request = await anne.ask({ contact: lea, accounts: [account] });
		await anne.edit({ account }, { archived: true });
		expect(await anne.told(request)).toEqual(['accepted', 'withdrawn']);
		expect(await database.all("SELECT state FROM mail_outbox WHERE kind = 'client-invitation'")).toEqual([
			{ state: 'cancelled' },
		]);
		const tables = ['client_accounts', 'client_contacts', 'client_links'];
		// Who brought a record is noted as it comes, and told by no document.
		const read = async () =>
			(await Promise.all(tables.map((table) => database.all(`SELECT * FROM ${table}`)))).map((rows) =>
				rows.map((row) => ({ ...row, brought_by: '' })),
			);
		const before = await read();
		for (const table of tables) await database.run(`DELETE FROM ${table}`);
		await catchUpRecords(database);
		expect(await read()).toEqual(before);
	});
});
