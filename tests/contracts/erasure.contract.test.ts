import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Stamp } from '../../src/lib/domain/clock.ts';
import { contactDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId, EventId, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import type { Group } from '../../src/lib/protocol/entries.ts';
import { unpackEvent, type Event } from '../../src/lib/protocol/events/event.ts';
import { documentUpdates } from '../../sync-server/store/log-store.ts';
import { eventually } from '../support/eventually.ts';
import { ANNA, BASIL, eventGroup, FIRM, newAccount, openLogFixture, STAFF, type LogFixture } from '../support/log-fixture.ts';
import { createFixedPlatform } from '../support/relay-platform.ts';
import { storeEngines } from '../support/store-engines.ts';

const platform = createFixedPlatform('erasure');
const OWNER = { role: 'owner' as const };

describe.each(storeEngines())('$name', (engine) => {
	let log: LogFixture;
	let place: string;
	let gone: DocumentName;
	let kept: DocumentName;

	beforeAll(() => engine.start());
	afterAll(() => engine.stop());
	beforeEach(async () => {
		const placed = { ...engine, place: async () => (place = await engine.place()) };
		log = await openLogFixture(placed, platform);
		gone = newAccount(platform);
		kept = newAccount(platform);
	});
	afterEach(() => log.database.close());

	function erase(documents: DocumentName[] = [gone], staff: StaffId = STAFF): Group {
		const event: Event = { type: 'record.erased', id: platform.uuid() as EventId, at: 1 as Stamp, documents, staff };
		return eventGroup(platform, event);
	}

	/** One group about both accounts. */
	function both(words: string): Group {
		const [one, other] = [log.anna.group(gone, { name: words }), log.anna.group(kept, { name: `kept ${words}` })];
		return { ...one, entries: [...one.entries, ...other.entries] };
	}

	async function events(): Promise<Event[]> {
		return (await log.log.read(FIRM, 0)).entries.flatMap(({ entry }) => {
			const event = entry?.kind === 'event' ? unpackEvent(entry.bytes) : 'unknown';
			return typeof event === 'string' ? [] : [event];
		});
	}

	function chain() {
		return log.database.all('SELECT seq, group_id, hash FROM log_rows WHERE firm_id = $1 ORDER BY seq', FIRM);
	}

	test('ERA-1 only owners and admins erase, also when they give an erasure back', async () => {
		await log.push(ANNA, [both('Secret')]);
		expect(await log.push(ANNA, [erase()])).toEqual(['forbidden']);
		await log.log.beginRestore(FIRM);
		expect(await log.push(ANNA, [{ ...erase(), supplied: true }])).toEqual(['forbidden']);
		expect(await log.push(ANNA, [erase([gone], platform.uuid() as StaffId)], OWNER)).toEqual(['forbidden']);
		expect(await documentUpdates(log.database, FIRM, gone)).toHaveLength(1);
	});

	test('ERA-3 rows of the record are emptied, what belongs to others stays, and so do numbers and hashes', async () => {
		await log.push(ANNA, [both('Secret')]);
		const before = await chain();
		expect(await log.push(ANNA, [both('Secret too'), erase()], OWNER)).toEqual([null, null]);
		expect((await chain()).slice(0, before.length)).toEqual(before);
		expect(await documentUpdates(log.database, FIRM, gone)).toEqual([]);
		expect(await documentUpdates(log.database, FIRM, kept)).toHaveLength(2);
		expect(await log.log.documents(FIRM)).toEqual([kept]);
		const left = await events();
		expect(left.map((event) => ('document' in event ? event.document : event.type))).toEqual([kept, kept, 'record.erased']);
		// A reader gets to the end.
		const { head } = await log.log.head(FIRM);
		expect((await log.log.read(FIRM, 0)).end).toBe(head);
	});

	test('ERA-3 what is said of invitations goes with the contact, and with the only account', async () => {
		const [contact, other] = [platform.uuid() as ContactId, platform.uuid() as ContactId];
		const [account, second] = [gone, kept].map((name) => name.slice(8) as AccountId) as [AccountId, AccountId];
		const ask = (who: ContactId, accounts: AccountId[]) => {
			const request = platform.uuid() as InvitationId;
			const base = { id: platform.uuid() as EventId, at: 1 as Stamp, request };
			const asked: Event = { ...base, type: 'invitation.requested', contact: who, accounts, email: 'secret@exemple.fr', message: '', language: 'fr', knows: [], staff: STAFF };
			const edited: Event = { ...base, id: platform.uuid() as EventId, type: 'invitation.edited', message: 'secret', staff: STAFF };
			return { request, groups: [eventGroup(platform, asked), eventGroup(platform, edited)] };
		};
		const [byContact, byAccount, stays] = [ask(contact, [second]), ask(other, [account]), ask(other, [account, second])];
		await log.push(ANNA, [...byContact.groups, ...byAccount.groups, ...stays.groups]);
		await log.push(ANNA, [erase([gone, contactDocument(contact)])], OWNER);
		expect((await events()).map((event) => ('request' in event ? event.request : event.type))).toEqual([stays.request, stays.request, 'record.erased']);
		// Whatever comes later of a request that went is passed over, also of one that never got here.
		const late = ask(contact, [second]);
		const [, again] = byAccount.groups as [Group, Group];
		const word = { ...again.entries[0], kind: 'event' as const, event: { ...(again.entries[0] as { event: Event }).event, id: platform.uuid() as EventId } };
		expect(await log.push(BASIL, [...late.groups, { id: platform.uuid() as Group['id'], entries: [word] }])).toEqual([null, null, null]);
		expect(await events()).toHaveLength(3);
	});

	test('ERA-4 a device that does not know of it pushes nothing back, and the rest of its group arrives', async () => {
		await log.push(ANNA, [both('Secret')]);
		await log.push(ANNA, [erase()], OWNER);
		const { head } = await log.log.head(FIRM);
		expect(await log.push(ANNA, [log.anna.group(gone, { name: 'Secret again' })])).toEqual([null]);
		expect((await log.log.head(FIRM)).head).toBe(head);
		expect(await log.push(ANNA, [both('news')])).toEqual([null]);
		expect(await documentUpdates(log.database, FIRM, gone)).toEqual([]);
		expect(await documentUpdates(log.database, FIRM, kept)).toHaveLength(2);
		expect((await log.log.read(FIRM, head)).entries.map(({ entry }) => entry?.kind)).toEqual(['update', 'event']);
		await log.log.beginRestore(FIRM);
		expect(await log.push(BASIL, [{ ...log.anna.group(gone, { name: 'Secret' }), supplied: true }])).toEqual([null]);
		expect(await documentUpdates(log.database, FIRM, gone)).toEqual([]);
	});

	test('ERA-5 an erasure that is given back to a restored relay takes effect again', async () => {
		await log.push(ANNA, [both('Secret')]);
		await log.log.beginRestore(FIRM);
		expect(await log.push(BASIL, [{ ...erase(), supplied: true }], { role: 'admin' })).toEqual([null]);
		expect(await documentUpdates(log.database, FIRM, gone)).toEqual([]);
	});

	test('ERA-6 no byte of it is left in the files', async () => {
		if (!existsSync(place)) return;
		const words = Array.from({ length: 50 }, (_, i) => both(`Zerbrochen-${i}-${'x'.repeat(i * 40)}`));
		for (const group of words) await log.push(ANNA, [group]);
		const bytes = () => [place, `${place}-wal`].map((file) => (existsSync(file) ? readFileSync(file).toString('latin1') : '')).join();
		expect(bytes()).toContain('"Zerbrochen-7-');
		await log.push(ANNA, [erase()], OWNER);
		await eventually(() => expect(readFileSync(`${place}-wal`)).toHaveLength(0));
		// What belongs to the other account says 'kept' before it.
		expect(bytes()).not.toMatch(/(?<!kept )Zerbrochen/);
		expect(bytes()).toContain('kept Zerbrochen-7-');
	});
});
