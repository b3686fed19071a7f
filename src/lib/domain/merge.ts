import * as z from 'zod/mini';
import { stamp, type Stamp } from './clock.ts';
import { documentKind, parseDocumentName, type DocumentName } from './document-name.ts';
import { writerId } from './ids.ts';

/**
 * Two accounts, or two contacts, that a person said to be one. The record with the higher id carries `mergedInto/<lower id>`: the latest stamp of
 * each writer that whoever merged them had seen of it, null once they are parted again. The other carries `mergedFrom/<higher id>`, a signpost
 * that is never taken down: it says where to look, and nothing more. A change of the record that stands settles what others of it say beside it:
 * one that was not merged into that very record carries `settledIn/<its id>`, which counts only while the two are one.
 */
export const mergeSeen = z.record(writerId, stamp);
export type MergeSeen = Readonly<Record<string, Stamp>>;

const INTO = 'mergedInto/';
const FROM = 'mergedFrom/';
const SETTLED = 'settledIn/';
const MARKS = { into: INTO, from: FROM, settled: SETTLED } as const;

export function mergedIntoField(id: string): string {
	return `${INTO}${id}`;
}

export function mergedFromField(id: string): string {
	return `${FROM}${id}`;
}

export function settledInField(id: string): string {
	return `${SETTLED}${id}`;
}

/** The record that a field of `document` says it was merged into, that it is a signpost to, or that settled what it says; null for any other field. */
export function parseMergeField(
	document: DocumentName,
	field: string,
): { to: DocumentName; mark: keyof typeof MARKS } | null {
	const mark = field.startsWith(INTO) ? 'into' : field.startsWith(FROM) ? 'from' : field.startsWith(SETTLED) ? 'settled' : null;
	if (mark === null) return null;
	const to = parseDocumentName(`${documentKind(document).kind}:${field.slice(MARKS[mark].length)}`);
	return to === null || to === document ? null : { to, mark };
}

/** Whether a field is a mark of a merge, of whatever record: nothing that a person wrote. */
export function isMergeMark(field: string): boolean {
	return Object.values(MARKS).some((mark) => field.startsWith(mark));
}

/** What a record's document says of merges. */
export interface MergeMarks {
	/** By the record that it was merged into. */
	into: ReadonlyMap<DocumentName, MergeSeen>;
	/** Where others say, or said, that they were merged into this one. */
	from: readonly DocumentName[];
	/** What it says that a record settled, by that record. */
	settled: ReadonlyMap<DocumentName, MergeSeen>;
}

/**
 * Puts records together that merges make one: whatever is tied to each other, in whichever direction and however long the chain, is one record, and
 * the one with the lowest id stands for it. So there is no circle, and no order of merging that comes to something else.
 * @param marks of every record that is known; marks that lead elsewhere are passed over
 * @returns each group by id, the one that stands first
 */
export function mergedGroups(marks: ReadonlyMap<DocumentName, MergeMarks>): DocumentName[][] {
	const stands = new Map<DocumentName, DocumentName>();
	const rootOf = (name: DocumentName): DocumentName => {
		let at = name;
		for (let next = stands.get(at); next !== undefined && next !== at; next = stands.get(at)) at = next;
		return at;
	};
	for (const [name, { into }] of marks) {
		for (const to of into.keys()) {
			if (!marks.has(to)) continue;
			const [one, other] = [rootOf(name), rootOf(to)];
			if (one < other) stands.set(other, one);
			if (other < one) stands.set(one, other);
		}
	}
	const groups = new Map<DocumentName, DocumentName[]>();
	for (const name of [...marks.keys()].sort()) {
		const root = rootOf(name);
		groups.set(root, [...(groups.get(root) ?? []), name]);
	}
	return [...groups.values()];
}

/** `apart/<id>` of a record: a person looked, and said that it and that other one are two. Either of them may carry it. */
export function apartField(id: string): string {
	return `apart/${id}`;
}

/** The record that a field says is another one, or null. */
export function parseApartField(field: string): string | null {
	return field.startsWith('apart/') ? field.slice('apart/'.length) : null;
}
