import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { eraseBook } from '../../src/lib/app/create-carnet.ts';
import type { StaffId } from '../../src/lib/domain/ids.ts';
import { personalDatabaseName } from '../../src/lib/rooms/personal-database.ts';
import { PersonalDocument } from '../../src/lib/rooms/personal-document.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { testProfile } from '../support/device.ts';
import { eventually } from '../support/eventually.ts';
import { ANNA, BASIL, startRoomRelay, type RoomRelay, type Somebody } from '../support/room-relay.ts';

let database: Database;
let relay: RoomRelay;
let open: PersonalDocument[];
beforeEach(async () => {
	database = openSqlite(':memory:');
	relay = await startRoomRelay({ database });
	open = [];
});
afterEach(async () => {
	for (const document of open) await document.close();
	await relay.stop();
	await database.close();
	for (const { name } of await indexedDB.databases()) if (name !== undefined) indexedDB.deleteDatabase(name);
});

/** Opens somebody's document as one of their devices does. */
async function openOn(device: string, who: Somebody = ANNA): Promise<PersonalDocument> {
	const name = personalDatabaseName(who.firm, `${who.staff}-${device}`);
	const document = await PersonalDocument.open(name, {
		url: relay.roomsUrl(who),
		random: () => 0,
		now: () => Date.now(),
	});
	document.attend(true);
	open.push(document);
	return document;
}

const NOTHING = {
	theme: null,
	language: null,
	accountColumns: null,
	contactColumns: null,
	privateFilters: [],
	inboxRead: { until: 0, ids: new Map() },
};

test('PERS-5 what is chosen on one device is heard on the others, and read whole', async () => {
	const [laptop, tablet] = await Promise.all([openOn('laptop'), openOn('tablet')]);
	expect(laptop.values).toEqual(NOTHING);
	const heard: unknown[] = [];
	tablet.live((values) => heard.push(values));
	const filter = { id: 'f1', list: 'accounts' as const, name: 'Mine', terms: { status: 'active' } };
	laptop.choose({
		theme: 'dark',
		language: 'fr',
		accountColumns: [
			{ column: 'name', width: 240 },
			{ column: 'contact', width: null },
		],
	});
	laptop.saveFilter(filter);
	const expected = {
		...NOTHING,
		theme: 'dark',
		language: 'fr',
		accountColumns: [
			{ column: 'name', width: 240 },
			{ column: 'contact', width: null },
		],
		privateFilters: [filter],
	};
	await eventually(() => expect(heard.at(-1)).toEqual(expected));
	tablet.removeFilter('f1');
	await eventually(() => expect(laptop.values).toEqual({ ...expected, privateFilters: [] }));
});

test('PERS-5 two devices that save a filter each while parted keep both', async () => {
	const [laptop, tablet] = await Promise.all([openOn('laptop'), openOn('tablet')]);
	const filter = (id: string) => ({ id, list: 'contacts' as const, name: id, terms: null });
	laptop.saveFilter(filter('a'));
	tablet.saveFilter(filter('b'));
	await eventually(() => {
		expect(laptop.values.privateFilters.map(({ id }) => id)).toEqual(['a', 'b']);
		expect(tablet.values).toEqual(laptop.values);
	});
});

test("PERS-6 it opens from the device's own disk with no relay, and catches up when there is one", async () => {
	const { port } = relay;
	const before = await openOn('laptop');
	before.choose({ theme: 'dark' });
	await before.close();
	await relay.stop();
	const [laptop, tablet] = [await openOn('laptop'), await openOn('tablet')];
	expect(laptop.values.theme).toBe('dark');
	laptop.choose({ language: 'fr' });
	relay = await startRoomRelay({ database, port });
	laptop.attend(true);
	tablet.attend(true);
	await eventually(() => expect(tablet.values).toMatchObject({ theme: 'dark', language: 'fr' }));
});

test('PERS-6 opening it over and over does not make it grow on the disk', async () => {
	const name = personalDatabaseName(ANNA.firm, `${ANNA.staff}-laptop`);
	const rows = () =>
		new Promise<number>((resolve, reject) => {
			const opening = indexedDB.open(name);
			opening.onerror = () => reject(opening.error);
			opening.onsuccess = () => {
				const counting = opening.result.transaction('updates').objectStore('updates').count();
				counting.onsuccess = () => {
					opening.result.close();
					resolve(counting.result);
				};
			};
		});
	for (let i = 0; i < 10; i++) {
		const document = await openOn('laptop');
		document.choose({ theme: i % 2 === 0 ? 'dark' : 'light' });
		await document.close();
	}
	expect(await rows()).toBeLessThan(6);
});

test("PERS-6 it goes with the person's data when that is erased", async () => {
	const profile = testProfile(ANNA.device, { firmId: ANNA.firm, staffId: ANNA.staff as StaffId });
	const name = personalDatabaseName(profile.firmId, profile.staffId);
	const document = await PersonalDocument.open(name, {
		url: relay.roomsUrl(ANNA),
		random: () => 0,
		now: () => Date.now(),
	});
	document.choose({ theme: 'dark' });
	await document.close();
	const names = async () => (await indexedDB.databases()).map((database) => database.name);
	expect(await names()).toContain(name);
	await eraseBook(profile);
	expect(await names()).not.toContain(name);
});

test('PERS-2 a colleague on the same relay has a document of their own', async () => {
	const [anna, basil] = await Promise.all([openOn('laptop'), openOn('laptop', BASIL)]);
	anna.choose({ theme: 'dark' });
	basil.choose({ language: 'fr' });
	const [annaToo, basilToo] = await Promise.all([openOn('tablet'), openOn('tablet', BASIL)]);
	await eventually(() => {
		expect(annaToo.values).toEqual({ ...NOTHING, theme: 'dark' });
		expect(basilToo.values).toEqual({ ...NOTHING, language: 'fr' });
	});
});

test('PERS-7 what is not what it should be counts as never chosen', async () => {
	const doc = new Y.Doc();
	const map = doc.getMap('personal');
	map.set('theme', 'pink');
	map.set('language', ['fr']);
	map.set('accountColumns', [{ column: 'name', width: -5 }]);
	map.set('filter/a', { id: 'b', list: 'accounts', name: 'under another key', terms: null });
	map.set('filter/c', { id: 'c', list: 'accounts', name: 'too deep', terms: [[[[1]]]] });
	map.set('later', { of: 'a newer app' });
	await database.run(
		'INSERT INTO personal_documents (firm_id, staff_id, state) VALUES ($1, $2, $3)',
		ANNA.firm,
		ANNA.staff,
		Y.encodeStateAsUpdate(doc),
	);
	const laptop = await openOn('laptop');
	await laptop.met;
	expect(laptop.values).toEqual(NOTHING);
});
