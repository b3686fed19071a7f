import type { Entry } from '../protocol/entries.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import { beyond, formerBase, givenBackRow, relayBase } from '../storage/document-state.ts';
import { isPending } from './outbox.ts';

/** Where giving back has come to: documents first, then events. */
export interface SupplyPlace {
	part: 'documents' | 'events';
	after: string;
}

/** Documents or events that one page of giving back looks at. */
const PAGE = 50;

/** What a restored relay lacks, from a place on, of what it had before: updates with the whole delete set, and events. `next`: null at the end. */
export async function findLacking(
	tx: BookTransaction,
	place: SupplyPlace,
): Promise<{ entries: Entry[]; next: SupplyPlace | null }> {
	const epoch = (await tx.meta('epoch')) ?? null;
	if (epoch === null) return { entries: [], next: null };
	if (place.part === 'events') {
		const rows = await tx.events.missingIn(epoch, place.after, PAGE);
		const entries = rows.map((row): Entry => ({ kind: 'event', event: row.event }));
		return { entries, next: rows.length < PAGE ? null : { part: 'events', after: rows.at(-1)?.id ?? '' } };
	}
	const rows = await tx.documents.page(place.after, PAGE);
	const entries: Entry[] = [];
	for (const row of rows) {
		const former = formerBase(row, epoch);
		if (former === null) continue;
		const bytes = beyond(former, relayBase(row, epoch));
		if (bytes === null) await tx.documents.put(givenBackRow(row, [], epoch, await isPending(tx, row.name)));
		else entries.push({ kind: 'update', document: row.name, bytes });
	}
	return {
		entries,
		next: rows.length < PAGE ? { part: 'events', after: '' } : { part: 'documents', after: rows.at(-1)?.name ?? '' },
	};
}

/** Notes that the relay has these again. */
export async function noteGivenBack(tx: BookTransaction, entries: readonly Entry[]): Promise<void> {
	const epoch = (await tx.meta('epoch')) ?? null;
	if (epoch === null) return;
	for (const entry of entries) {
		if (entry.kind === 'event') {
			const row = await tx.events.get(entry.event.id);
			if (row !== undefined) await tx.events.put({ ...row, epoch });
			continue;
		}
		const row = await tx.documents.get(entry.document);
		if (row !== undefined)
			await tx.documents.put(givenBackRow(row, [entry.bytes], epoch, await isPending(tx, row.name)));
	}
}
