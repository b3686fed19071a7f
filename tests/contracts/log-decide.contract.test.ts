import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import { relaySays } from '../../sync-server/invitations/relay-says.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { FIRM, OTHER_FIRM, openLogFixture, type LogFixture } from '../support/log-fixture.ts';
import { storeEngines } from '../support/store-engines.ts';

const platform = createPlatform();
const says = relaySays(platform);
const word = () => says({ type: 'staff.joined', staff: platform.uuid() as never, name: 'Anne' });

function update(): { name: DocumentName; bytes: Uint8Array } {
	const doc = new Y.Doc();
	doc.getMap('record').set('name@Relay0000000.aaaaa', { value: 'Durand', at: Date.now() * 1024 });
	return { name: `account:${platform.uuid()}` as DocumentName, bytes: Y.encodeStateAsUpdate(doc) };
}

describe.each(storeEngines())('the relay’s own words on $name', (engine) => {
	let fixture: LogFixture;
	beforeAll(() => engine.start());
	afterAll(() => engine.stop());
	beforeEach(async () => {
		fixture = await openLogFixture(engine, platform);
		return () => fixture.database.close();
	});

	test('LOG-21 what the relay decides and what the log says of it are one transaction, and readers hear of it', async () => {
		const heard: number[] = [];
		fixture.log.subscribe(FIRM, ({ head }) => heard.push(head));
		const { name, bytes } = update();
		const value = await fixture.log.decide(FIRM, async (sql, own) => {
			await sql.run("INSERT INTO staff_mails_off (firm_id, staff_id, kind) VALUES ('f', 's', 'k')");
			own.say(word());
			own.write(name, bytes);
			return 7;
		});
		expect(value).toBe(7);
		const rows = await fixture.rows();
		expect(rows.map(([, kind]) => kind)).toEqual(['event', 'update']);
		expect(new Set(rows.map(([group]) => group)).size).toBe(1);
		expect(heard).toEqual([2]);
		expect(await fixture.rows(OTHER_FIRM)).toEqual([]);
		expect(await fixture.database.all('SELECT kind FROM staff_mails_off')).toHaveLength(1);
	});

	test('LOG-21 a decision that fails, or that says what no log takes, leaves nothing', async () => {
		const fail = fixture.log.decide(FIRM, async (sql, own) => {
			await sql.run("INSERT INTO staff_mails_off (firm_id, staff_id, kind) VALUES ('f', 's', 'k')");
			own.say(word());
			throw new Error('no');
		});
		await expect(fail).rejects.toThrow('no');
		const wrong = fixture.log.decide(FIRM, async (_sql, own) => own.write(update().name, Uint8Array.of(1, 2, 3)));
		await expect(wrong).rejects.toThrow('own update refused');
		expect(await fixture.rows()).toEqual([]);
		expect(await fixture.database.all('SELECT kind FROM staff_mails_off')).toEqual([]);
	});

	test('LOG-21 decisions and pushes at the same time leave a log without a hole', async () => {
		await Promise.all(
			Array.from({ length: 20 }, (_, i) =>
				i % 2 === 0
					? fixture.log.decide(FIRM, async (_sql, own) => own.say(word()))
					: fixture.log.appendOwn(FIRM, [word()]),
			),
		);
		expect(await fixture.rows()).toHaveLength(20);
		expect((await fixture.log.head(FIRM)).head).toBe(20);
	});
});
