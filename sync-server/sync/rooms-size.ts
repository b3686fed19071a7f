import type * as Y from 'yjs';

/**
 * Pieces that a document in a room may be of. Reading or writing so many takes some 20 ms, during which nobody else is served. A record of
 * thousands of edits has some hundred: Yjs joins what was deleted.
 */
export const MAX_STRUCTS = 20_000;

export function countStructs(doc: Y.Doc): number {
	let count = 0;
	for (const structs of doc.store.clients.values()) count += structs.length;
	return count;
}
