import { stampAt } from '../../src/lib/domain/clock.ts';
import { FIRM_SETTINGS, type DocumentName } from '../../src/lib/domain/document-name.ts';
import { writerDevice, type DeviceId, type GroupId, type StaffId } from '../../src/lib/domain/ids.ts';
import { mayAdminister, type Role } from '../../src/lib/domain/staff.ts';
import type { PackedEvent, PackedGroup, UpdateEntry } from '../../src/lib/protocol/entries.ts';
import { EVENT_AUTHORS, packEvent, unpackEvent, type Event } from '../../src/lib/protocol/events/event.ts';
import { MAX_CLOCK_AHEAD, MAX_EVENT, MAX_GROUP, MAX_GROUP_ENTRIES } from '../../src/lib/protocol/limits.ts';
import type { RefusalCode } from '../../src/lib/protocol/refusals.ts';
import { checkUpdate, type UpdateFacts } from './update-check.ts';

/** Who pushes: taken from the session, never from what the peer says. */
export interface Pusher {
	device: DeviceId;
	staff: StaffId;
	role: Role;
}

/** An entry as it goes into the log, with what was found in it. */
export type CheckedEntry =
	| { kind: 'update'; document: DocumentName; body: Uint8Array; facts: UpdateFacts }
	| { kind: 'event'; event: Event; body: Uint8Array };

/** A group that passed everything that can be told without the log. */
export interface CheckedGroup {
	id: GroupId;
	supplied: boolean;
	entries: CheckedEntry[];
}

export interface Refusal {
	code: RefusalCode;
	/** For a log, not for people. */
	detail: string;
}

/**
 * Checks a group by itself: sizes, roles, authors, shape of its updates, clocks.
 * @param now the relay's time, ms since 1970
 * @param pace called with the bytes that were just looked at; may take a moment, so that others get theirs
 */
export async function checkGroup(
	group: PackedGroup,
	pusher: Pusher,
	now: number,
	pace: (bytes: number) => Promise<void> | null,
): Promise<CheckedGroup | Refusal> {
	const supplied = group.supplied === true;
	if (group.entries.length === 0 || group.entries.length > MAX_GROUP_ENTRIES)
		return { code: 'too-large', detail: `${group.entries.length} entries` };
	const entries: CheckedEntry[] = [];
	let size = 0;
	for (const entry of group.entries) {
		const checked =
			entry.kind === 'update'
				? checkUpdateEntry(entry, pusher, now, supplied)
				: checkEventEntry(entry, pusher, now, supplied);
		if ('code' in checked) return checked;
		size += checked.body.length;
		if (size > MAX_GROUP) return { code: 'too-large', detail: 'group' };
		entries.push(checked);
		const pause = pace(checked.body.length);
		if (pause !== null) await pause;
	}
	return { id: group.id, supplied, entries };
}

function checkUpdateEntry(entry: UpdateEntry, pusher: Pusher, now: number, supplied: boolean): CheckedEntry | Refusal {
	const { document, bytes } = entry;
	if (!mayWrite(pusher.role, document)) return { code: 'forbidden', detail: document };
	const verdict = checkUpdate(bytes, { device: pusher.device, now, supplied });
	return verdict.ok
		? { kind: 'update', document, body: bytes, facts: verdict.facts }
		: { code: verdict.code, detail: `${document}: ${verdict.detail}` };
}

function checkEventEntry(entry: PackedEvent, pusher: Pusher, now: number, supplied: boolean): CheckedEntry | Refusal {
	if (entry.bytes.length > MAX_EVENT) return { code: 'too-large', detail: `event of ${entry.bytes.length} bytes` };
	const event = unpackEvent(entry.bytes);
	if (event === 'unknown') return { code: 'unknown-event', detail: 'type of another version' };
	if (event === 'malformed') return { code: 'malformed', detail: 'no event' };
	if (event.at > stampAt(now + MAX_CLOCK_AHEAD)) return { code: 'clock', detail: 'event from the future' };
	if ('document' in event && !mayWrite(pusher.role, event.document))
		return { code: 'forbidden', detail: event.document };
	// Also where it is given back: nobody's device may destroy what its person may not.
	if (event.type === 'record.erased' && !mayAdminister(pusher.role)) return { code: 'forbidden', detail: event.type };
	if (!supplied) {
		if (EVENT_AUTHORS[event.type] !== 'device')
			return { code: 'forbidden', detail: `${event.type} is the relay's to say` };
		if ('writer' in event && writerDevice(event.writer) !== pusher.device)
			return { code: 'forbidden', detail: 'event of another writer' };
		if ('staff' in event && event.staff !== pusher.staff)
			return { code: 'forbidden', detail: 'event in the name of somebody else' };
	}
	// Packed anew: what the shape does not name is not kept.
	return { kind: 'event', event, body: packEvent(event) };
}

/** Whether a role may write a document: the firm's settings are for owners and admins, everything else for all staff. */
function mayWrite(role: Role, document: DocumentName): boolean {
	return document !== FIRM_SETTINGS || mayAdminister(role);
}
