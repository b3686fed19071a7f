import type { Stamp } from '../domain/clock.ts';
import type { DocumentName } from '../domain/document-name.ts';
import { mergedGroups, mergeSeen, parseMergeField, type MergeMarks } from '../domain/merge.ts';
import { seenStamps } from './record-reading.ts';
import { settleField, type FieldState, type Register } from './registers.ts';

/** The fields of one document. */
export type Fields = ReadonlyMap<string, FieldState>;

/** Of a record that is several: what each of them has for itself, and what is told of all of them together. */
const OF_EACH = ['code', 'createdBy', 'createdAt', 'deletedSeen'];
const OF_ALL = ['archived', 'deleted'];

/** Whether a document says anything of merges: nearly none does. */
export function hasMergeMarks(document: DocumentName, fields: Fields): boolean {
	for (const field of fields.keys()) if (parseMergeField(document, field) !== null) return true;
	return false;
}

/** What a record's document says of merges. Of two who merged it without knowing of each other, both have seen what either saw. */
export function readMergeMarks(document: DocumentName, fields: Fields): MergeMarks {
	const into = new Map<DocumentName, Record<string, Stamp>>();
	const from: DocumentName[] = [];
	const settled = new Map<DocumentName, Record<string, Stamp>>();
	for (const [field, { winner, also }] of fields) {
		const named = parseMergeField(document, field);
		if (named?.mark === 'from') from.push(named.to);
		if (named === null || named.mark === 'from' || !mergeSeen.safeParse(winner.value).success) continue;
		const seen = latest([winner, ...also].flatMap(({ value }) => mergeSeen.safeParse(value).data ?? []));
		(named.mark === 'into' ? into : settled).set(named.to, seen);
	}
	return { into, from, settled };
}

/**
 * Reads documents until every one is there that merges lead to.
 * @param load of documents that are not there it answers without them
 */
export async function followMerges(
	known: ReadonlyMap<DocumentName, Fields>,
	load: (names: DocumentName[]) => Promise<ReadonlyMap<DocumentName, Fields>>,
): Promise<Map<DocumentName, Fields>> {
	const all = new Map(known);
	const asked = new Set(known.keys());
	for (let open: ReadonlyMap<DocumentName, Fields> = known; open.size > 0;) {
		const next = [...open].flatMap(([name, fields]) => {
			const { into, from } = readMergeMarks(name, fields);
			return [...into.keys(), ...from].filter((to) => !asked.has(to));
		});
		for (const name of next) asked.add(name);
		open = next.length === 0 ? new Map() : await load([...new Set(next)]);
		for (const [name, fields] of open) all.set(name, fields);
	}
	return all;
}

/** A record as merges leave it: one document, or several that are one. */
export interface Merged {
	/** The one that stands, first; by id. */
	members: DocumentName[];
	/** What it says. */
	fields: Fields;
}

/**
 * Reads documents as the records that they are. What was written to a merged record by who did not know of the merge stands beside what the
 * standing one says, as any other write that did not know of it: the later one wins, the other is shown as also written. A record is archived or
 * deleted when all of its documents are.
 * @param documents with all that merges lead to, see `followMerges`
 */
export function readMerged(documents: ReadonlyMap<DocumentName, Fields>): Merged[] {
	const marks = new Map([...documents].map(([name, fields]) => [name, readMergeMarks(name, fields)]));
	return mergedGroups(marks).map((members) => {
		const [root, ...others] = members;
		const own = (root === undefined ? undefined : documents.get(root)) ?? new Map<string, FieldState>();
		if (root === undefined || others.length === 0) return { members, fields: own };
		const found = new Map([...own].map(([field, { winner, also }]) => [field, [winner, ...also]]));
		for (const other of others) {
			const fields = documents.get(other) ?? new Map<string, FieldState>();
			const { into, settled } = marks.get(other) ?? { into: new Map(), settled: new Map() };
			const seen = latest([...into.values(), ...[...settled].flatMap(([by, stamps]) => (members.includes(by) ? stamps : []))]);
			for (const [field, { winner, also }] of fields) {
				if (OF_EACH.includes(field) || OF_ALL.includes(field) || parseMergeField(other, field) !== null) continue;
				const unseen = [winner, ...also].filter(({ writer, at }) => at > (seen[writer] ?? -1));
				if (unseen.length > 0) found.set(field, [...(found.get(field) ?? []), ...unseen]);
			}
		}
		const fields = new Map([...found].map(([field, registers]) => [field, settleField(field, registers)]));
		for (const field of OF_ALL) {
			const state = fields.get(field);
			const isSo = members.every((name) => documents.get(name)?.get(field)?.winner.value === true);
			if (state !== undefined && !isSo) fields.set(field, { winner: { ...state.winner, value: false }, also: [] });
		}
		return { members, fields };
	});
}

/** What whoever merges a document, or writes to what it was merged into, has seen of it. */
export function seenOf(document: DocumentName, fields: Fields): Record<string, Stamp> {
	return seenStamps(new Map([...fields].filter(([field]) => parseMergeField(document, field) === null)));
}

/** The registers of a merged record's other documents that the standing one has not taken over: what `readMerged` puts beside its own. */
export function isOwn(fields: Fields, field: string, register: Register): boolean {
	const state = fields.get(field);
	return (
		state !== undefined &&
		[state.winner, ...state.also].some(({ writer, at }) => writer === register.writer && at === register.at)
	);
}

function latest(all: readonly Readonly<Record<string, Stamp>>[]): Record<string, Stamp> {
	const seen: Record<string, Stamp> = {};
	for (const one of all)
		for (const [writer, at] of Object.entries(one)) if (at > (seen[writer] ?? -1)) seen[writer] = at;
	return seen;
}
