import * as z from 'zod/mini';
import { documentName, type DocumentName } from '../domain/document-name.ts';
import { deviceId, groupId, staffId, type DeviceId, type GroupId, type StaffId } from '../domain/ids.ts';
import type { Event } from './events/event.ts';
import { MAX_GROUP_ENTRIES, MAX_UNPACKED } from './limits.ts';

/** A Yjs update (format V1) of one document. */
export interface UpdateEntry {
	kind: 'update';
	document: DocumentName;
	bytes: Uint8Array;
}

/** An immutable fact. */
export interface EventEntry {
	kind: 'event';
	event: Event;
}

export type Entry = UpdateEntry | EventEntry;

/** An event as it travels and as the log keeps it: its JSON in UTF-8, not read yet (`unpackEvent`). */
export interface PackedEvent {
	kind: 'event';
	bytes: Uint8Array;
}

export type PackedEntry = UpdateEntry | PackedEvent;

/** A group whose events were not read yet. */
export interface PackedGroup {
	id: GroupId;
	supplied?: boolean;
	entries: PackedEntry[];
}

/** What one command wrote: it is appended, and becomes visible elsewhere, as a whole. */
export interface Group {
	id: GroupId;
	/** Set on what a device gives back to a relay that was restored from an older copy; see PROTOCOL.md, Restore. */
	supplied?: boolean;
	entries: Entry[];
}

/** A row of the log as a device receives it. `E`: whether its event was read yet. */
export interface LogEntry<E = Entry> {
	seq: number;
	group: GroupId;
	device: DeviceId | null;
	staff: StaffId | null;
	/** When the relay committed it, ms since 1970. */
	receivedAt: number;
	/** null: this connection pushed it itself, the device has its bytes. */
	entry: E | null;
}

/** What an entry's bytes may be to make a frame at all. A group with an update or event over its own limit is refused, and nothing else is. */
const length = z.int().check(z.positive(), z.maximum(MAX_UNPACKED));

/**
 * On the wire the bytes of an update, and the JSON of an event, stand in the frame's tail, in the order of the header's entries; the header
 * holds their lengths. So a reader can look at them one by one, with others getting their turn in between.
 */
export const wireUpdate = z.object({ kind: z.literal('update'), document: documentName, length });
export const wireEvent = z.object({ kind: z.literal('event'), length });

export const wireEntry = z.discriminatedUnion('kind', [wireUpdate, wireEvent]);
export type WireEntry = z.infer<typeof wireEntry>;

export const wireGroup = z.object({
	id: groupId,
	supplied: z.optional(z.boolean()),
	entries: z.array(wireEntry).check(z.minLength(1), z.maxLength(MAX_GROUP_ENTRIES)),
});

export const wireLogEntry = z.object({
	seq: z.int().check(z.positive()),
	group: groupId,
	device: z.nullable(deviceId),
	staff: z.nullable(staffId),
	receivedAt: z.number(),
	entry: z.nullable(wireEntry),
});
