import type { DocumentName } from '../domain/document-name.ts';
import type { EventId, GroupId } from '../domain/ids.ts';
import type { Entry, Group, LogEntry } from '../protocol/entries.ts';
import { MAX_PUSH_GROUPS, PUSH_TARGET } from '../protocol/limits.ts';
import { holdsRegister } from '../documents/registers.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { OpenDocument } from '../storage/open-documents.ts';
import type { OutboxGroup } from '../storage/rows.ts';

/** What is kept at most of what was acknowledged: more than the relay lets a device push ahead of its reading. */
const MOST_UNCOVERED = 100_000;

/** What a batch of the log's rows says of this device's own groups. */
export interface Arrived {
	/** On the relay's disk as they are. */
	acknowledged: GroupId[];
	/** On the relay's disk in an older version, from before they were written anew. */
	outdated: OutboxGroup[];
	/** Acknowledged, and covered by the cursor from now on. */
	covered: readonly GroupId[];
}

/**
 * Which groups of this device a batch of rows brings. A row without an entry was pushed on this connection as it is; others are known by their
 * events, whose ids stay when a group is written anew.
 */
export async function findArrived(tx: BookTransaction, entries: readonly LogEntry[]): Promise<Arrived> {
	const acknowledged = new Set(entries.filter((row) => row.entry === null).map((row) => row.group));
	const outdated = new Map<GroupId, OutboxGroup>();
	const covered = new Set(entries.map((row) => row.group));
	const groupOf = new Map<EventId, GroupId>();
	for (const { entry, group } of entries) if (entry?.kind === 'event') groupOf.set(entry.event.id, group);
	for (const known of await tx.events.getMany([...groupOf.keys()])) {
		if (known === undefined) continue;
		if (known.epoch !== null) covered.add(known.group);
		else if (groupOf.get(known.id) === known.group) acknowledged.add(known.group);
		else {
			const row = await tx.outbox.find(known.group);
			if (row !== undefined) outdated.set(known.group, row);
		}
	}
	const kept = new Set([...acknowledged, ...(await tx.acknowledged.keys('', MOST_UNCOVERED))]);
	return { acknowledged: [...acknowledged], outdated: [...outdated.values()], covered: [...covered].filter((group) => kept.has(group)) };
}

/** What was acknowledged and is not covered by the cursor, oldest first. */
export async function findUncovered(tx: BookTransaction): Promise<OutboxGroup[]> {
	return (await tx.acknowledged.page('', MOST_UNCOVERED)).sort((a, b) => a.order - b.order);
}

/** Whether this device still has something of a document that the relay has not acknowledged. */
export async function isPending(tx: BookTransaction, document: DocumentName): Promise<boolean> {
	return (await tx.outbox.waitingAmong([document])).has(document);
}

/**
 * The next groups after an order that fit one push, oldest first. Read a few at a time: most pushes of an import are filled by one group.
 * @param mayGo asked of each group in turn; where it says no, neither that one nor what follows it goes
 */
export async function nextPush(tx: BookTransaction, after: number, mayGo: (group: OutboxGroup) => boolean): Promise<OutboxGroup[]> {
	const rows: OutboxGroup[] = [];
	let bytes = 0;
	for (let wanted = 2; ; wanted *= 2) {
		const next = await tx.outbox.pending(rows.at(-1)?.order ?? after, wanted);
		for (const row of next) {
			bytes += sizeOf(row.entries);
			if (rows.length === MAX_PUSH_GROUPS || (rows.length > 0 && bytes > PUSH_TARGET) || !mayGo(row)) return rows;
			rows.push(row);
		}
		if (next.length < wanted) return rows;
	}
}

/** Which documents hold a value as it was before it was written anew, while the newer version of it waits. */
export async function withOlderVersions(tx: BookTransaction, documents: readonly OpenDocument[]): Promise<DocumentName[]> {
	if (documents.length === 0) return [];
	const docs = new Map(documents.map(({ name, doc }) => [name, doc]));
	const renewed = (await tx.outbox.ofDocuments([...docs.keys()])).filter((group) => group.renewed);
	const older = renewed.flatMap((group) =>
		group.writes.flatMap(({ document, field, formerly }) => {
			const doc = docs.get(document);
			return doc !== undefined && formerly.some((register) => holdsRegister(doc, field, register)) ? [document] : [];
		}),
	);
	return [...new Set(older)];
}

/** Groups as pushes that fit a frame. */
export function packPushes(rows: readonly OutboxGroup[]): Group[][] {
	const pushes: Group[][] = [];
	let bytes = Infinity;
	for (const row of rows) {
		bytes += sizeOf(row.entries);
		if (bytes > PUSH_TARGET || (pushes.at(-1)?.length ?? 0) >= MAX_PUSH_GROUPS) {
			pushes.push([]);
			bytes = sizeOf(row.entries);
		}
		pushes.at(-1)?.push({ id: row.group, entries: row.entries });
	}
	return pushes;
}

/** About how many bytes entries take on the wire. */
export function sizeOf(entries: readonly Entry[]): number {
	return entries.reduce((sum, entry) => sum + (entry.kind === 'update' ? entry.bytes.length : 400), 0);
}
