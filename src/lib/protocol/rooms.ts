import * as z from 'zod/mini';
import { fieldName } from '../domain/field-value.ts';
import { staffId } from '../domain/ids.ts';

/**
 * What a message of a room begins with: the y-websocket protocol (https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md), and one of
 * our own. `EPOCH`: the relay's first word in a record's room, a string: the history that everything in it belongs to.
 */
export const ROOM_MESSAGE = { SYNC: 0, AWARENESS: 1, QUERY_AWARENESS: 3, EPOCH: 4 } as const;

/** The name of the room of one's own personal document: the relay knows whose it is by the session. */
export const PERSONAL_ROOM = 'personal';

/** The root map of a personal document. */
export const PERSONAL_ROOT = 'personal';

/** What a peer may say of itself in a record's room: the field that it is in, and what is half-typed there. */
export const announcedState = z.object({
	field: z.optional(fieldName),
	typing: z.optional(z.string().check(z.maxLength(500))),
});
export type AnnouncedState = z.infer<typeof announcedState>;

/** Who somebody is: the relay's word, from its staff record. */
export const presentPerson = z.object({ staff: staffId, initials: z.string(), name: z.string() });
export type PresentPerson = z.infer<typeof presentPerson>;

/** What the relay passes on of a peer. */
export const presenceState = z.extend(announcedState, { user: presentPerson });
export type PresenceState = z.infer<typeof presenceState>;
