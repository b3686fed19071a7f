import * as Y from 'yjs';
import type { DocumentRow } from '../../src/lib/storage/rows.ts';

/** A register as the oracles read it off a document, with nothing of the app's own reading. */
export interface Seen {
	field: string;
	/** The writer's tab and boot, without its device: that may change with a sign-in. */
	tab: string;
	writer: string;
	/** As text; of what says what its writer had seen, only that it does: where the registers are that it names, it says anew when they move. */
	value: string;
	/** What its writer had seen: the latest stamp of each writer; null for any other value. */
	seen: Readonly<Record<string, number>> | null;
	at: number;
}

/** What an object says of what its writer had seen: of a merge, of a deletion. */
export function seenOf(field: string, value: unknown): Seen['seen'] {
	const says = field.startsWith('mergedInto/') || field.startsWith('settledIn/') || field === 'deletedSeen';
	return says && typeof value === 'object' && value !== null ? (value as Record<string, number>) : null;
}

/** A value as the oracles know it again. */
export function identityOf(field: string, value: unknown): string {
	return seenOf(field, value) === null ? plain(value) : 'what was seen';
}

/** Reads every register of a document, in a fixed order. */
export function seenIn(doc: Y.Doc): Seen[] {
	const found: Seen[] = [];
	for (const [key, raw] of doc.getMap('record')) {
		const cut = key.lastIndexOf('@');
		const { value, at } = raw as { value: unknown; at: number };
		const writer = key.slice(cut + 1);
		const field = key.slice(0, cut);
		found.push({ field, tab: writer.slice(13), writer, value: identityOf(field, value), seen: seenOf(field, value), at });
	}
	return found.sort((a, b) =>
		a.field === b.field ? b.at - a.at || (a.writer < b.writer ? 1 : -1) : a.field < b.field ? -1 : 1,
	);
}

/** A document made of updates. */
export function docOf(updates: readonly Uint8Array[]): Y.Doc {
	const doc = new Y.Doc({ guid: '' });
	for (const update of updates) Y.applyUpdate(doc, update);
	return doc;
}

export function seenInRow(row: DocumentRow | undefined): Seen[] {
	if (row === undefined) return [];
	const doc = docOf([row.state]);
	const seen = seenIn(doc);
	doc.destroy();
	return seen;
}

/** A value as text, the same for equal values. */
export function plain(value: unknown): string {
	return JSON.stringify(value, (_, part: unknown) =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
			: part,
	);
}
