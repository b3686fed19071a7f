import { Dexie } from 'dexie';
import type { BookDatabase } from '../storage/dexie-store.ts';

/**
 * Calls whenever rows of these tables were written, in any tab or worker, until the returned function is called. Nothing is read for it, so it
 * costs nothing however often it happens; a `live` query would read first.
 */
export function onTableChange(database: BookDatabase, tables: readonly ('outbox' | 'meta')[], changed: () => void): () => void {
	const parts = tables.map((table) => `idb://${database.name}/${table}/`);
	const look = (written: Readonly<Record<string, unknown>>): void => {
		if (!Object.keys(written).some((part) => parts.some((start) => part.startsWith(start)))) return;
		// Told from within the transaction that wrote: what is asked now belongs to none.
		Dexie.ignoreTransaction(changed);
	};
	Dexie.on.storagemutated.subscribe(look);
	return () => Dexie.on.storagemutated.unsubscribe(look);
}
