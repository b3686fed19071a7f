import type { Entry, Group, LogEntry, PackedEntry, PackedGroup, WireEntry } from '../entries.ts';
import { packEvent, unpackEvent } from '../events/event.ts';
import { MAX_HEADER } from '../limits.ts';
import { downFrame, type DownHeader } from './down.ts';
import { upFrame, type UpHeader } from './up.ts';

type Entries = Extract<DownHeader, { type: 'entries' }>;

/** A frame with its entries' bytes in place. */
export type UpFrame = Exclude<UpHeader, { type: 'push' }> | { type: 'push'; groups: Group[] };
export type DownFrame = Exclude<DownHeader, Entries> | (Omit<Entries, 'entries'> & { entries: LogEntry[] });

/** What the relay reads: events are still packed, to be checked one group at a time. */
export type PackedUpFrame = Exclude<UpHeader, { type: 'push' }> | { type: 'push'; groups: PackedGroup[] };
/** What the relay sends: events as its log keeps them. */
export type PackedDownFrame =
	Exclude<DownHeader, Entries> | (Omit<Entries, 'entries'> & { entries: readonly LogEntry<PackedEntry>[] });

// One for all: making one takes longer than reading a small header with it.
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A frame that can't be read: garbage, truncation, a shape that no version knows. */
export class MalformedFrame extends Error {
	override name = 'MalformedFrame';
}

/**
 * A frame's layout: 4 bytes of header length (big endian), the header as JSON in UTF-8, then the bytes of its entries one after another.
 */
export function encodeUp(frame: UpFrame): Uint8Array {
	if (frame.type !== 'push') return pack(frame, []);
	const tail: Uint8Array[] = [];
	const groups = frame.groups.map((group) => ({
		...group,
		entries: group.entries.map((entry) => toWire(packEntry(entry), tail)),
	}));
	return pack({ type: 'push', groups }, tail);
}

export function encodeDown(frame: PackedDownFrame): Uint8Array {
	if (frame.type !== 'entries') return pack(frame, []);
	const tail: Uint8Array[] = [];
	const entries = frame.entries.map((row) => ({ ...row, entry: row.entry === null ? null : toWire(row.entry, tail) }));
	return pack({ ...frame, entries }, tail);
}

/**
 * Reads a device's frame; the events in it are not read yet.
 * @throws MalformedFrame when it is not one
 */
export function decodeUp(bytes: Uint8Array): PackedUpFrame {
	const { header, tail } = unpack(bytes);
	const parsed = upFrame.safeParse(header);
	if (!parsed.success) throw new MalformedFrame(`no such frame: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
	const frame = parsed.data;
	if (frame.type !== 'push') {
		tail.end();
		return frame;
	}
	const groups = frame.groups.map((group) => ({
		...group,
		entries: group.entries.map((entry) => fromWire(entry, tail)),
	}));
	tail.end();
	return { type: 'push', groups };
}

/**
 * Reads the relay's frame.
 * @throws MalformedFrame when it is not one
 */
export function decodeDown(bytes: Uint8Array): DownFrame {
	const { header, tail } = unpack(bytes);
	const parsed = downFrame.safeParse(header);
	if (!parsed.success) throw new MalformedFrame(`no such frame: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
	const frame = parsed.data;
	if (frame.type !== 'entries') {
		tail.end();
		return frame;
	}
	const entries = frame.entries.map((row) => ({
		...row,
		entry: row.entry === null ? null : unpackEntry(fromWire(row.entry, tail)),
	}));
	tail.end();
	return { ...frame, entries };
}

function packEntry(entry: Entry): PackedEntry {
	return entry.kind === 'event' ? { kind: 'event', bytes: packEvent(entry.event) } : entry;
}

function unpackEntry(entry: PackedEntry): Entry {
	if (entry.kind === 'update') return entry;
	const event = unpackEvent(entry.bytes);
	if (typeof event === 'string') throw new MalformedFrame(`${event} event`);
	return { kind: 'event', event };
}

function toWire(entry: PackedEntry, tail: Uint8Array[]): WireEntry {
	tail.push(entry.bytes);
	const { length } = entry.bytes;
	return entry.kind === 'event' ? { kind: 'event', length } : { kind: 'update', document: entry.document, length };
}

function fromWire(entry: WireEntry, tail: Tail): PackedEntry {
	const bytes = tail.take(entry.length);
	return entry.kind === 'event' ? { kind: 'event', bytes } : { kind: 'update', document: entry.document, bytes };
}

function pack(header: unknown, tail: readonly Uint8Array[]): Uint8Array {
	const json = new TextEncoder().encode(JSON.stringify(header));
	const size = tail.reduce((sum, part) => sum + part.length, 4 + json.length);
	const bytes = new Uint8Array(size);
	new DataView(bytes.buffer).setUint32(0, json.length);
	bytes.set(json, 4);
	let at = 4 + json.length;
	for (const part of tail) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

function unpack(bytes: Uint8Array): { header: unknown; tail: Tail } {
	if (bytes.length < 6) throw new MalformedFrame('too short');
	const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
	if (length > bytes.length - 4) throw new MalformedFrame('header is cut');
	if (length > MAX_HEADER) throw new MalformedFrame('header is too long');
	let header: unknown;
	try {
		header = JSON.parse(utf8.decode(bytes.subarray(4, 4 + length)));
	} catch {
		throw new MalformedFrame('header is not JSON');
	}
	return { header, tail: new Tail(bytes.subarray(4 + length)) };
}

class Tail {
	#bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	take(length: number): Uint8Array {
		if (this.#at + length > this.#bytes.length) throw new MalformedFrame('tail is cut');
		const part = this.#bytes.slice(this.#at, this.#at + length);
		this.#at += length;
		return part;
	}

	end(): void {
		if (this.#at !== this.#bytes.length) throw new MalformedFrame('tail is too long');
	}
}
