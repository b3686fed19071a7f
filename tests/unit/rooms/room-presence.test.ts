import { expect, test } from 'vitest';
import type { OpenRoom, PresentColleague, Rooms } from '../../../src/lib/app/carnet.ts';
import { accountDocument, contactDocument } from '../../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId } from '../../../src/lib/domain/ids.ts';
import { createRoomPresence } from '../../../src/lib/features/presence/room-presence.ts';

const account = accountDocument('01900000-0000-7000-8000-000000000001' as AccountId);
const contact = contactDocument('01900000-0000-7000-8000-000000000002' as ContactId);

/** Rooms that note who is in them and what was said. */
function notedRooms() {
	const open: string[] = [];
	const said: unknown[] = [];
	const rooms: Rooms = {
		open: (document): OpenRoom => {
			open.push(document);
			return {
				presence: (heard) => {
					heard([{ name: 'Paul' } as PresentColleague]);
					return () => undefined;
				},
				announce: (field, typing) => said.push(typing === undefined ? [document, field] : [document, field, typing]),
				close: () => open.splice(open.indexOf(document), 1),
			};
		},
	};
	return { rooms, open, said };
}

test('ROOM-24 a room is joined as long as somebody follows who is in it', () => {
	const { rooms, open } = notedRooms();
	const presence = createRoomPresence(rooms);
	const heard: unknown[] = [];
	const stops = [presence.others(account)((people) => heard.push(people)), presence.others(account)(() => undefined)];
	expect(heard).toEqual([[{ name: 'Paul' }]]);
	expect(open).toEqual([account, account]);
	for (const stop of stops) stop();
	expect(open).toEqual([]);
});

test('ROOM-24 going from one field to the next, in whichever order that is told, ends in the next one', () => {
	const { rooms, said } = notedRooms();
	const presence = createRoomPresence(rooms);
	presence.enter(account, 'name', 'nobody listens yet');
	presence.others(account)(() => undefined);
	presence.others(contact)(() => undefined);
	presence.enter(account, 'name', 'Dup');
	presence.enter(account, 'companyName');
	presence.leave(account, 'name');
	presence.enter(contact, 'email', 'a@');
	presence.leave(account, 'companyName');
	presence.leave(account, 'companyName');
	expect(said).toEqual([
		[account, 'name', 'Dup'],
		[account, 'companyName'],
		[contact, 'email', 'a@'],
		[account, null],
	]);
});
