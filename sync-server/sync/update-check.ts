import * as decoding from 'lib0/decoding';
import { stampAt } from '../../src/lib/domain/clock.ts';
import { fieldName, isFieldValue, MAX_PARTS } from '../../src/lib/domain/field-value.ts';
import { writerDevice, writerId, type DeviceId } from '../../src/lib/domain/ids.ts';
import { MAX_CLOCK_AHEAD, MAX_CLOCK_JUMP, MAX_UPDATE } from '../../src/lib/protocol/limits.ts';
import type { RefusalCode } from '../../src/lib/protocol/refusals.ts';
import { isOrdered, type Link } from './update-order.ts';

/** What one Yjs client id adds in an update: clocks from `from` up to, not with, `to`. */
export interface ClientRange {
	from: number;
	to: number;
	/** The device in the keys that this client wrote; null where the update shows none (later values name no key, only what they follow). */
	writer: DeviceId | null;
	/** Clients whose values this one's follow. A key has one writer, so they belong to the same device. */
	follows: Set<number>;
}

/** What is known of an update that passed. */
export interface UpdateFacts {
	clients: Map<number, ClientRange>;
	/** Clocks that must be known, this update included, for all of it to apply: of what its values follow and of what it deletes. */
	needs: Map<number, number>;
	/** The latest stamp of its values; 0 when it has none. */
	maxStamp: number;
	hasStructs: boolean;
	deletes: boolean;
}

export type UpdateVerdict = { ok: true; facts: UpdateFacts } | { ok: false; code: RefusalCode; detail: string };

export interface UpdateCheckContext {
	/** Who pushes. */
	device: DeviceId;
	/** The relay's time, ms since 1970. */
	now: number;
	/** Given back to a restored relay: values of other devices' writers and collected structs are allowed. */
	supplied: boolean;
}

/** Refuses the update that is being read. */
class UpdateRefused extends Error {
	override name = 'UpdateRefused';
	readonly code: RefusalCode;

	constructor(code: RefusalCode, detail: string) {
		super(detail);
		this.code = code;
	}
}

const GC = 0;
const DELETED = 1;
const ANY = 8;
const OBJECT = 118;
const ARRAY = 117;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_KEY = 0x20;
const MAX_CLIENT = 2 ** 32;
/** Clients in one update of a device: it has one for each record and boot. */
const MAX_CLIENTS = 64;
/** Values that follow another client's, in one update: a device's own earlier boots, so hardly any. */
const MAX_LINKS = 1_000;

/**
 * Reads one Yjs update without applying it, and refuses whatever is not registers under the root map `record`.
 *
 * It reads format V1 with the decoder that Yjs itself reads it with (`lib0/decoding`), but stops at the first struct that has no place here:
 * `Y.decodeUpdate` would first build it (a nested document per 8 bytes, say). V1 has no run lengths, so work is bounded by the update's size;
 * format V2 is never tried: 20 bytes of it can block for seconds (yjs#687).
 * Synchronous; whether clocks follow on what the log holds is the caller's to judge (`judge.ts`).
 */
export function checkUpdate(bytes: Uint8Array, context: UpdateCheckContext): UpdateVerdict {
	if (bytes.length > MAX_UPDATE) return { ok: false, code: 'too-large', detail: `update of ${bytes.length} bytes` };
	try {
		return { ok: true, facts: read(bytes, context) };
	} catch (error) {
		if (error instanceof UpdateRefused) return { ok: false, code: error.code, detail: error.message };
		return { ok: false, code: 'malformed', detail: 'not a Yjs update in format V1' };
	}
}

function read(bytes: Uint8Array, context: UpdateCheckContext): UpdateFacts {
	const decoder = decoding.createDecoder(bytes);
	const facts: UpdateFacts = { clients: new Map(), needs: new Map(), maxStamp: 0, hasStructs: false, deletes: false };
	const links: Link[] = [];
	const blocks = decoding.readVarUint(decoder);
	if (blocks > MAX_CLIENTS && !context.supplied) throw new UpdateRefused('too-large', `${blocks} clients`);
	for (let i = 0; i < blocks; i++) readBlock(decoder, facts, links, context);
	readDeletes(decoder, facts);
	// A string's length may point past the update (into the frame that holds it): the decoder checks its buffer's end, not the update's.
	if (decoder.pos !== bytes.length) throw new UpdateRefused('malformed', 'length differs from content');
	if (!isOrdered(facts.clients, links)) throw new UpdateRefused('malformed', 'values that follow each other');
	if (facts.maxStamp > stampAt(context.now + MAX_CLOCK_AHEAD))
		throw new UpdateRefused('clock', 'stamp from the future');
	return facts;
}

/** All structs of one client. */
function readBlock(decoder: decoding.Decoder, facts: UpdateFacts, links: Link[], context: UpdateCheckContext): void {
	const count = decoding.readVarUint(decoder);
	const client = decoding.readVarUint(decoder);
	const from = decoding.readVarUint(decoder);
	if (client >= MAX_CLIENT) throw new UpdateRefused('malformed', 'client id over 32 bits');
	if (count === 0 || facts.clients.has(client))
		throw new UpdateRefused('malformed', 'client without structs, or named twice');
	const range: ClientRange = { from, to: from, writer: null, follows: new Set() };
	facts.clients.set(client, range);
	facts.hasStructs = true;
	for (let i = 0; i < count; i++) {
		range.to += readStruct(decoder, client, range, facts, links, context);
		if (range.to - from > MAX_CLOCK_JUMP) throw new UpdateRefused('too-large', 'clock jump');
	}
}

/** One struct; returns how many clocks it takes. */
function readStruct(
	decoder: decoding.Decoder,
	client: number,
	range: ClientRange,
	facts: UpdateFacts,
	links: Link[],
	context: UpdateCheckContext,
): number {
	const info = decoding.readUint8(decoder);
	if (info === GC && context.supplied) return readLength(decoder);
	const content = info & 0x1f;
	if (content !== ANY && content !== DELETED)
		throw new UpdateRefused('malformed', `struct of type ${info} is no register`);
	if ((info & HAS_RIGHT_ORIGIN) !== 0) throw new UpdateRefused('malformed', 'a register has no right neighbour');
	if ((info & HAS_ORIGIN) !== 0) {
		const followed = decoding.readVarUint(decoder);
		const needs = decoding.readVarUint(decoder) + 1;
		need(facts, followed, needs);
		range.follows.add(followed);
		// Yjs takes it for granted that a client's own value comes first, and fails where it does not: on every device that got it.
		if (followed === client && needs > range.to)
			throw new UpdateRefused('malformed', 'a value that follows a later one');
		if (followed !== client) links.push({ client, clock: range.to, followed, needs });
		if (links.length > MAX_LINKS) throw new UpdateRefused('too-large', 'values that follow other clients');
	} else {
		const isRoot = decoding.readVarUint(decoder) === 1 && decoding.readVarString(decoder) === 'record';
		if (!isRoot || (info & HAS_KEY) === 0) throw new UpdateRefused('malformed', 'outside of the root map');
		const device = readKey(decoding.readVarString(decoder));
		if (device !== context.device && !context.supplied)
			throw new UpdateRefused('forbidden', 'register of another writer');
		if (range.writer !== null && range.writer !== device)
			throw new UpdateRefused('foreign-client', 'client id of two devices');
		range.writer = device;
	}
	if (content === DELETED) return readLength(decoder);
	if (decoding.readVarUint(decoder) !== 1) throw new UpdateRefused('malformed', 'a register holds one value');
	facts.maxStamp = Math.max(facts.maxStamp, readRegister(readValue(decoder, 3)));
	return 1;
}

function readLength(decoder: decoding.Decoder): number {
	const length = decoding.readVarUint(decoder);
	if (length === 0 || length > MAX_CLOCK_JUMP) throw new UpdateRefused('malformed', 'length of a deleted struct');
	return length;
}

/** Checks what a register holds, `{ value, at }`, and returns its stamp. */
function readRegister(content: unknown): number {
	if (typeof content !== 'object' || content === null || Object.keys(content).length !== 2)
		throw new UpdateRefused('malformed', 'a register holds { value, at }');
	const { value, at } = content as { value?: unknown; at?: unknown };
	if (!isFieldValue(value)) throw new UpdateRefused('malformed', 'no value of a field');
	if (typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) throw new UpdateRefused('malformed', 'no stamp');
	return at;
}

/** `decoding.readAny`, stopping at what is too long or too deep for a register: 256 KiB of keys would take it 60 ms. */
function readValue(decoder: decoding.Decoder, levels: number): unknown {
	const type = decoder.arr[decoder.pos];
	if (type !== OBJECT && type !== ARRAY) return decoding.readAny(decoder);
	decoder.pos += 1;
	const count = decoding.readVarUint(decoder);
	if (levels === 0 || count > MAX_PARTS) throw new UpdateRefused('malformed', 'value too long or too deep');
	if (type === ARRAY) {
		const items: unknown[] = [];
		for (let i = 0; i < count; i++) items.push(readValue(decoder, levels - 1));
		return items;
	}
	const value: Record<string, unknown> = {};
	for (let i = 0; i < count; i++) {
		const key = decoding.readVarString(decoder);
		if (key === '__proto__') throw new UpdateRefused('malformed', 'a prototype in a value');
		value[key] = readValue(decoder, levels - 1);
	}
	return value;
}

/** The device that a register's key belongs to. */
function readKey(key: string): DeviceId {
	const at = key.indexOf('@');
	const writer = writerId.safeParse(key.slice(at + 1));
	if (at < 1 || !writer.success || !fieldName.safeParse(key.slice(0, at)).success)
		throw new UpdateRefused('malformed', 'key is not field@writer');
	return writerDevice(writer.data);
}

function readDeletes(decoder: decoding.Decoder, facts: UpdateFacts): void {
	const clients = decoding.readVarUint(decoder);
	for (let i = 0; i < clients; i++) {
		const client = decoding.readVarUint(decoder);
		const ranges = decoding.readVarUint(decoder);
		for (let j = 0; j < ranges; j++) {
			const clock = decoding.readVarUint(decoder);
			const length = decoding.readVarUint(decoder);
			if (length === 0) throw new UpdateRefused('malformed', 'empty deletion');
			need(facts, client, clock + length);
			facts.deletes = true;
		}
	}
}

function need(facts: UpdateFacts, client: number, clock: number): void {
	if (client >= MAX_CLIENT || !Number.isSafeInteger(clock)) throw new UpdateRefused('malformed', 'no such clock');
	if ((facts.needs.get(client) ?? 0) < clock) facts.needs.set(client, clock);
}
