import * as z from 'zod/mini';
import { CHANGE_REASONS } from '../../domain/change-reason.ts';
import { stamp } from '../../domain/clock.ts';
import { documentName } from '../../domain/document-name.ts';
import { fieldName, fieldValue } from '../../domain/field-value.ts';
import { eventId, importId, staffId, writerId } from '../../domain/ids.ts';
import { recordErased } from './erasure-event.ts';
import { INVITATION_AUTHORS, invitationEvents } from './invitation-events.ts';

const base = { id: eventId, at: stamp };

/** Why a value changed. */
export const changeReason = z.enum(CHANGE_REASONS);
export type { ChangeReason } from '../../domain/change-reason.ts';

/**
 * `record.changed`: one field of one record went from one value to another. Written by every command, in the transaction of the change.
 * The history of a record: documents forget, events do not.
 */
export const recordChanged = z.object({
	...base,
	type: z.literal('record.changed'),
	document: documentName,
	field: fieldName,
	from: z.optional(fieldValue),
	to: z.optional(fieldValue),
	writer: writerId,
	why: changeReason,
});

/** `record.created`: an account or contact came to be; `values` are its first ones, so that a new record is one event and not a dozen. */
export const recordCreated = z.object({
	...base,
	type: z.literal('record.created'),
	document: documentName,
	values: z.record(fieldName, fieldValue),
	writer: writerId,
	why: changeReason,
});

/** `staff.joined`: the relay's own word that a person joined the firm. */
export const staffJoined = z.object({
	...base,
	type: z.literal('staff.joined'),
	staff: staffId,
	name: z.string().check(z.maxLength(200)),
});

/** `import.finished`: a person brought records in from a file; how many it made, how many it changed, and how many could not be written. */
const importFinished = z.object({
	...base,
	type: z.literal('import.finished'),
	import: importId,
	staff: staffId,
	/** The file's name. */
	file: z.string().check(z.maxLength(200)),
	accounts: z.int().check(z.nonnegative()),
	contacts: z.int().check(z.nonnegative()),
	changed: z.int().check(z.nonnegative()),
	refused: z.int().check(z.nonnegative()),
});

/** `import.wrote`: the group that this is in belongs to an import, so that any device can find what it wrote. */
const importWrote = z.object({
	...base,
	type: z.literal('import.wrote'),
	import: importId,
	staff: staffId,
	/** The file's name. */
	file: z.string().check(z.maxLength(200)),
});

/** `import.undone`: somebody took an import back, on any device; what it left since it was edited. */
const importUndone = z.object({
	...base,
	type: z.literal('import.undone'),
	import: importId,
	staff: staffId,
	/** Records. */
	kept: z.int().check(z.nonnegative()),
});

/** `PastLine` as it travels. */
const broughtLine = z.object({
	/** ms since 1970 */
	at: z.int().check(z.nonnegative()),
	by: z.string().check(z.maxLength(200)),
	why: changeReason,
	changes: z.array(z.object({ field: fieldName, from: z.optional(fieldValue), to: z.optional(fieldValue) })),
});

/** `history.brought`: some of what was done to a record in the book that an archive brought it from. Taken back with the import. */
const historyBrought = z.object({
	...base,
	type: z.literal('history.brought'),
	import: importId,
	document: documentName,
	lines: z.array(broughtLine),
});

/** Every event there is. Who may author which is in `EVENT_AUTHORS`. */
export const event = z.discriminatedUnion('type', [recordChanged, recordCreated, staffJoined, importFinished, importWrote, importUndone, historyBrought, recordErased, ...invitationEvents]);
export type Event = z.infer<typeof event>;
export type EventType = Event['type'];

/** An event as it travels: JSON in UTF-8. */
export function packEvent(said: Event): Uint8Array {
	return new TextEncoder().encode(JSON.stringify(said));
}

/**
 * Reads an event as it travels.
 * @returns 'unknown' for a type that this version does not know, 'malformed' for anything else that is no event
 */
export function unpackEvent(bytes: Uint8Array): Event | 'unknown' | 'malformed' {
	let json: unknown;
	try {
		json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return 'malformed';
	}
	const parsed = event.safeParse(json);
	if (parsed.success) return parsed.data;
	const typed = z.object({ type: z.string() }).safeParse(json);
	return typed.success && !Object.hasOwn(EVENT_AUTHORS, typed.data.type) ? 'unknown' : 'malformed';
}

/** Which side may author an event: a device says what its person did, only the relay says what the relay did. */
export const EVENT_AUTHORS: Readonly<Record<EventType, 'device' | 'relay'>> = {
	'record.changed': 'device',
	'record.created': 'device',
	'staff.joined': 'relay',
	'import.finished': 'device',
	'import.wrote': 'device',
	'import.undone': 'device',
	'history.brought': 'device',
	'record.erased': 'device',
	...INVITATION_AUTHORS,
};
