import { writeRegister } from '../documents/registers.ts';
import type { UpdateEntry } from '../protocol/entries.ts';
import type { OpenDocument } from './open-documents.ts';
import type { Write } from './rows.ts';

/**
 * Writes registers into open documents, one Yjs transaction for each, and returns the updates that this made. A write replaces what its writer
 * had seen, and its own older versions.
 */
export function writeRegisters(open: Iterable<OpenDocument>, writes: readonly Write[]): UpdateEntry[] {
	const entries: UpdateEntry[] = [];
	const byDocument = Map.groupBy(writes, ({ document }) => document);
	for (const { name, doc } of open) {
		const own = byDocument.get(name);
		if (own === undefined) continue;
		const taken = (bytes: Uint8Array) => entries.push({ kind: 'update', document: name, bytes });
		doc.on('update', taken);
		doc.transact(() => {
			for (const { writer, field, value, at, replaces, formerly } of own) {
				writeRegister(doc, writer, field, value, at, [...replaces, ...formerly]);
			}
		});
		doc.off('update', taken);
	}
	return entries;
}
