import * as decoding from 'lib0/decoding';
import { MAX_CLOCK_JUMP } from '../../src/lib/protocol/limits.ts';
import { PERSONAL_ROOT } from '../../src/lib/protocol/rooms.ts';
import { MAX_STRUCTS } from './rooms-size.ts';

const DELETED = 1;
const ANY = 8;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_KEY = 0x20;
const MAX_CLIENT = 2 ** 32;
const MAX_KEY = 64;
/** Yjs client ids of an update or document: one for each tab and boot in which something was chosen. Each costs the relay far more than its bytes. */
export const MAX_PERSONAL_CLIENTS = 5_000;
const MAX_RANGES = 20_000;

/**
 * Whether an update (Yjs V1) of a personal document is nothing but values under keys of its root map. Reads it without applying it, and stops
 * at the first struct that is something else, so that nothing costs more than its bytes (`update-check.ts` says why).
 */
export function isPersonalUpdate(update: Uint8Array): boolean {
	try {
		const decoder = decoding.createDecoder(update);
		const blocks = decoding.readVarUint(decoder);
		expect(blocks <= MAX_PERSONAL_CLIENTS);
		let structs = 0;
		for (let i = 0; i < blocks; i++) {
			structs += readBlock(decoder);
			expect(structs <= MAX_STRUCTS);
		}
		readDeletes(decoder);
		return decoder.pos === update.length;
	} catch {
		return false;
	}
}

/** Returns how many structs the block has. */
function readBlock(decoder: decoding.Decoder): number {
	const structs = decoding.readVarUint(decoder);
	expect(structs <= MAX_STRUCTS);
	readId(decoder);
	let clocks = 0;
	for (let i = 0; i < structs; i++) clocks += readStruct(decoder);
	expect(clocks <= MAX_CLOCK_JUMP);
	return structs;
}

/** Returns how many clocks the struct takes. */
function readStruct(decoder: decoding.Decoder): number {
	const info = decoding.readUint8(decoder);
	const content = info & 0x1f;
	expect(content === ANY || content === DELETED);
	expect((info & HAS_RIGHT_ORIGIN) === 0);
	if ((info & HAS_ORIGIN) !== 0) readId(decoder);
	else {
		expect(decoding.readVarUint(decoder) === 1 && decoding.readVarString(decoder) === PERSONAL_ROOT);
		expect((info & HAS_KEY) !== 0 && decoding.readVarString(decoder).length <= MAX_KEY);
	}
	if (content === DELETED) return readLength(decoder);
	expect(decoding.readVarUint(decoder) === 1);
	decoding.readAny(decoder);
	return 1;
}

function readDeletes(decoder: decoding.Decoder): void {
	const clients = decoding.readVarUint(decoder);
	expect(clients <= MAX_PERSONAL_CLIENTS);
	let total = 0;
	for (let i = 0; i < clients; i++) {
		expect(decoding.readVarUint(decoder) < MAX_CLIENT);
		const ranges = decoding.readVarUint(decoder);
		total += ranges;
		expect(total <= MAX_RANGES);
		for (let j = 0; j < ranges; j++) {
			decoding.readVarUint(decoder);
			readLength(decoder);
		}
	}
}

function readId(decoder: decoding.Decoder): void {
	expect(decoding.readVarUint(decoder) < MAX_CLIENT);
	decoding.readVarUint(decoder);
}

function readLength(decoder: decoding.Decoder): number {
	const length = decoding.readVarUint(decoder);
	expect(length > 0 && length <= MAX_CLOCK_JUMP);
	return length;
}

function expect(holds: boolean): void {
	if (!holds) throw new Error('no update of a personal document');
}
