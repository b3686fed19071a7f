import type { OpenRoom, Rooms } from '$lib/app/carnet.ts';
import type { DocumentName } from '$lib/domain/document-name.ts';
import type { Presence } from '$lib/features/presence-slot/presence-context.ts';

/** Presence by the relay's rooms. A room is joined for as long as somebody follows who is in it. */
export function createRoomPresence(rooms: Rooms): Presence {
	const followed = new Map<DocumentName, OpenRoom[]>();
	/** The field that the signed-in person is in, by record. */
	const fields = new Map<DocumentName, string>();

	function say(document: DocumentName, typing?: string): void {
		followed.get(document)?.[0]?.announce(fields.get(document) ?? null, typing);
	}

	return {
		others: (document) => (heard) => {
			const room = rooms.open(document);
			followed.set(document, [...(followed.get(document) ?? []), room]);
			const stop = room.presence(heard);
			return () => {
				stop();
				room.close();
				const left = (followed.get(document) ?? []).filter((other) => other !== room);
				if (left.length > 0) followed.set(document, left);
				else {
					followed.delete(document);
					fields.delete(document);
				}
			};
		},
		enter: (document, field, typing) => {
			fields.set(document, field);
			say(document, typing);
		},
		leave: (document, field) => {
			if (fields.get(document) !== field) return;
			fields.delete(document);
			say(document);
		},
	};
}
