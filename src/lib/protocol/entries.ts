import * as z from 'zod/mini';
import { documentName, type DocumentName } from '../domain/document-name.ts';
import { deviceId, groupId, staffId, type DeviceId, type GroupId, type StaffId } from '../domain/ids.ts';
import { event, type Event } from './events/event.ts';
import { MAX_GROUP_ENTRIES, MAX_UPDATE } from './limits.ts';

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

/** What one command wrote: it is appended, and becomes visible elsewhere, as a whole. */
export interface Group {
	id: GroupId;
	/** Set on what a device gives back to a relay that was restored from an older copy; see PROTOCOL.md, Restore. */
	supplied?: boolean;
	entries: Entry[];
}

/** A row of the log as a device receives it. */
export interface LogEntry {
	seq: number;
	group: GroupId;
	device: DeviceId | null;
	staff: StaffId | null;
	/** When the relay committed it, ms since 1970. */
	receivedAt: number;
	/** null: this connection pushed it itself, the device has its bytes. */
	entry: Entry | null;
}

/** On the wire an update's bytes stand in the frame's tail, in the order of the header's entries; the header holds their length. */
export const wireUpdate = z.object({
	kind: z.literal('update'),
	document: documentName,
	length: z.int().check(z.positive(), z.maximum(MAX_UPDATE)),
});
export const wireEvent = z.object({ kind: z.literal('event'), event });

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
