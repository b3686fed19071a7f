import * as Y from 'yjs';
import { stamp, type Stamp } from '../domain/clock.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { writerId, type WriterId } from '../domain/ids.ts';
import { offWins } from '../domain/link.ts';

/** The one root type of a record's document: a flat Y.Map. Its keys are `field@writer`, its values `{ value, at }`. */
export const ROOT = 'record';

/** One writer's latest word on a field. */
export interface Register {
	value: FieldValue;
	at: Stamp;
	writer: WriterId;
}

/** What a field says: the register that wins, and those of writers who did not know of it, latest first. */
export interface FieldState {
	winner: Register;
	also: Register[];
}

/**
 * Reads every field of a record. The highest stamp wins, a writer's id breaks a tie; where writes of portal access (`login`) disagree, off wins.
 * The answer depends on the document's content alone, so it is the same on every device. Whatever is not a register is passed over.
 */
export function readRegisters(doc: Y.Doc): Map<string, FieldState> {
	const found = new Map<string, Register[]>();
	for (const [key, raw] of doc.getMap(ROOT)) {
		const register = parseRegister(key, raw);
		if (register === null) continue;
		const field = key.slice(0, key.lastIndexOf('@'));
		const others = found.get(field);
		if (others === undefined) found.set(field, [register]);
		else others.push(register);
	}
	const states = new Map<string, FieldState>();
	for (const [field, registers] of found) states.set(field, settleField(field, registers));
	return states;
}

/** What a field says of registers that did not know of each other. @param registers at least one, in any order */
export function settleField(field: string, registers: readonly Register[]): FieldState {
	const also = [...registers].sort(laterFirst);
	const off = offWins(field) ? also.findIndex((register) => register.value === false) : -1;
	const [winner] = also.splice(Math.max(off, 0), 1);
	if (winner === undefined) throw new Error(`${field} has no register`);
	return { winner, also };
}

/** Reads every field of a record's state (Yjs V1) as the disk has it. */
export function readStoredRegisters(state: Uint8Array): Map<string, FieldState> {
	const doc = new Y.Doc({ guid: '' });
	Y.applyUpdate(doc, state);
	const fields = readRegisters(doc);
	doc.destroy();
	return fields;
}

/**
 * Writes one field: sets the writer's own key, and deletes the keys of that field that it has seen, in the caller's Yjs transaction.
 * @param at must be later than every stamp that the writer has seen
 * @param seen the registers that it has seen; left out: all that the document holds
 */
export function writeRegister(
	doc: Y.Doc,
	writer: WriterId,
	field: string,
	value: FieldValue,
	at: Stamp,
	seen?: readonly Pick<Register, 'writer' | 'at'>[],
): void {
	const map = doc.getMap(ROOT);
	const own = `${field}@${writer}`;
	const prefix = `${field}@`;
	const isSeen = (key: string): boolean => {
		if (seen === undefined) return true;
		const register = parseRegister(key, map.get(key));
		return register !== null && seen.some((one) => one.writer === register.writer && one.at === register.at);
	};
	for (const key of [...map.keys()]) if (key !== own && key.startsWith(prefix) && isSeen(key)) map.delete(key);
	map.set(own, { value, at });
}

/** Whether a document holds this very word of a writer on a field. */
export function holdsRegister(doc: Y.Doc, field: string, { writer, at }: Pick<Register, 'writer' | 'at'>): boolean {
	const key = `${field}@${writer}`;
	return parseRegister(key, doc.getMap(ROOT).get(key))?.at === at;
}

/** The latest stamp in a document; 0 for an empty one. */
export function latestStamp(doc: Y.Doc): Stamp {
	let latest = 0 as Stamp;
	for (const [key, raw] of doc.getMap(ROOT)) {
		const register = parseRegister(key, raw);
		if (register !== null && register.at > latest) latest = register.at;
	}
	return latest;
}

/** The latest stamp of what a record says; 0 for an empty one. */
export function latestOf(fields: ReadonlyMap<string, FieldState>): Stamp {
	let latest = 0 as Stamp;
	for (const { winner, also } of fields.values()) for (const { at } of [winner, ...also]) if (at > latest) latest = at;
	return latest;
}

/** The latest stamp of a writer in a document that is not later than `most`; 0 where it has none. */
export function latestStampOf(doc: Y.Doc, writer: WriterId, most: Stamp): Stamp {
	let latest = 0 as Stamp;
	for (const [key, raw] of doc.getMap(ROOT)) {
		const register = parseRegister(key, raw);
		if (register?.writer === writer && register.at > latest && register.at <= most) latest = register.at;
	}
	return latest;
}

function parseRegister(key: string, raw: unknown): Register | null {
	const at = key.lastIndexOf('@');
	if (at < 1 || typeof raw !== 'object' || raw === null) return null;
	if (!Object.hasOwn(raw, 'value') || !Object.hasOwn(raw, 'at')) return null;
	const writer = writerId.safeParse(key.slice(at + 1));
	const { value, at: time } = raw as { value: FieldValue; at: unknown };
	const parsed = stamp.safeParse(time);
	return writer.success && parsed.success ? { value, at: parsed.data, writer: writer.data } : null;
}

function laterFirst(a: Register, b: Register): number {
	return b.at - a.at || (a.writer < b.writer ? 1 : -1);
}
