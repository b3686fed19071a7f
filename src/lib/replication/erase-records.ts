import type { DocumentName } from '../domain/document-name.ts';
import type { Event } from '../protocol/events/event.ts';
import { isErasedWith, namesIn, type ErasedName } from '../protocol/events/erased-with.ts';
import type { Entry, LogEntry } from '../protocol/entries.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { OpenDocuments } from '../storage/open-documents.ts';
import type { Project } from '../storage/project.ts';
import type { OutboxGroup } from '../storage/rows.ts';

/** More events than a record has. */
const ALL = 1_000_000;

/**
 * Takes everything of records out of the book, now that the relay has the word of it on its disk: documents, events, rows, and what of them stands
 * in groups that wait, were refused or were acknowledged. Whatever else such a group holds stays. Their names are kept, so that nothing brings them
 * back.
 */
export async function eraseRecords(
	deps: { documents: OpenDocuments; project: Project },
	tx: BookTransaction,
	documents: readonly DocumentName[],
): Promise<void> {
	const gone = new Set<ErasedName>(documents);
	const isGone = (name: ErasedName): boolean => gone.has(name);
	const events = new Set(
		(await Promise.all(documents.map((document) => tx.events.ofDocument(document, ALL)))).flat().map(({ id }) => id),
	);
	const loose = await tx.events.ofNoDocument();
	for (let before = -1; before < gone.size; ) {
		before = gone.size;
		for (const { id, event } of loose) {
			if (!isErasedWith(event, isGone)) continue;
			events.add(id);
			if (event.type === 'invitation.requested') gone.add(event.request);
		}
	}
	await Promise.all([
		...[...events].map((id) => tx.events.delete(id)),
		...documents.map((document) => tx.documents.delete(document)),
		tx.erased.putMany([...gone].map((name) => ({ name, state: 'erased' as const }))),
	]);
	await stripGroups(tx, documents, isGone);
	await deps.project(tx, [], [], [...gone]);
	deps.documents.forget(documents);
}

/** Takes what is of erased records out of groups; a group that held nothing else goes. */
async function stripGroups(
	tx: BookTransaction,
	documents: readonly DocumentName[],
	isGone: (name: ErasedName) => boolean,
): Promise<void> {
	const waiting = new Map<number, OutboxGroup>();
	for (const groups of await Promise.all(documents.map((document) => tx.outbox.touching(document))))
		for (const group of groups) waiting.set(group.order, group);
	await Promise.all(
		[...waiting.values()].map((group) => {
			const left = without(group, isGone);
			return left === null ? tx.outbox.delete(group.order) : tx.outbox.put(left);
		}),
	);
	const acknowledged = (await tx.acknowledged.page('', ALL)).filter((group) => group.documents.some(isGone));
	await Promise.all(
		acknowledged.map((group) => {
			const left = without(group, isGone);
			return left === null ? tx.acknowledged.delete(group.group) : tx.acknowledged.put(left);
		}),
	);
}

function without(group: OutboxGroup, isGone: (name: ErasedName) => boolean): OutboxGroup | null {
	const entries = group.entries.filter((entry) => !isOf(entry, isGone));
	if (entries.length === 0) return null;
	const words = entries.flatMap((entry) => (entry.kind === 'event' && entry.event.type === 'record.erased' ? entry.event.documents : []));
	return {
		...group,
		entries,
		writes: group.writes.filter(({ document }) => !isGone(document)),
		// The word of an erasure waits, and is shown as waiting, with what it is about.
		documents: group.documents.filter((document) => !isGone(document) || words.includes(document)),
	};
}

function isOf(entry: Entry, isGone: (name: ErasedName) => boolean): boolean {
	return entry.kind === 'update' ? isGone(entry.document) : isErasedWith(entry.event, isGone);
}

/** The records that entries of the log say were erased. */
export function erasedBy(entries: readonly { entry: Entry | null }[]): DocumentName[] {
	return entries.flatMap(({ entry }) => (entry?.kind === 'event' ? documentsErased(entry.event) : []));
}

/** The records that a group erases. */
export function erasedByGroup(group: Pick<OutboxGroup, 'entries'>): DocumentName[] {
	return group.entries.flatMap((entry) => (entry.kind === 'event' ? documentsErased(entry.event) : []));
}

/** Takes back what a group says of erasing, since the relay refused it. */
export async function forgetErasure(tx: BookTransaction, group: Pick<OutboxGroup, 'entries'>): Promise<void> {
	await Promise.all(erasedByGroup(group).map((name) => tx.erased.delete(name)));
	for (const entry of group.entries)
		if (entry.kind === 'event' && entry.event.type === 'record.erased') await tx.inbox.delete(entry.event.id);
}

function documentsErased(event: Event): readonly DocumentName[] {
	return event.type === 'record.erased' ? event.documents : [];
}

/**
 * Rows of the log without those of erased records: a relay that was restored from an older copy may still have them, and one that has just erased
 * may have sent them before. Requests that such rows would bring are erased with them.
 */
export async function withoutErased(tx: BookTransaction, entries: readonly LogEntry[]): Promise<readonly LogEntry[]> {
	const named = new Set<ErasedName>();
	for (const { entry } of entries) {
		if (entry?.kind === 'update') named.add(entry.document);
		if (entry?.kind === 'event') for (const name of namesIn(entry.event)) named.add(name);
	}
	const names = [...named];
	const rows = names.length === 0 ? [] : await tx.erased.getMany(names);
	const gone = new Set(names.filter((_, i) => rows[i]?.state === 'erased'));
	if (gone.size === 0) return entries;
	const found: ErasedName[] = [];
	const kept = entries.filter(({ entry }) => {
		if (entry === null || !isOf(entry, (name) => gone.has(name))) return true;
		if (entry.kind === 'event' && entry.event.type === 'invitation.requested' && !gone.has(entry.event.request)) {
			gone.add(entry.event.request);
			found.push(entry.event.request);
		}
		return false;
	});
	await tx.erased.putMany(found.map((name) => ({ name, state: 'erased' as const })));
	return kept;
}

/** Names of documents without those that were erased. */
export async function stillThere(tx: BookTransaction, names: readonly DocumentName[]): Promise<DocumentName[]> {
	const rows = names.length === 0 ? [] : await tx.erased.getMany(names);
	return names.filter((_, i) => rows[i]?.state !== 'erased');
}
