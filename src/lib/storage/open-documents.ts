import * as Y from 'yjs';
import type { DocumentName } from '../domain/document-name.ts';
import type { Platform } from '../platform/platform.ts';
import { StorageFailed, type BookTransaction } from './book-store.ts';
import { crc32c } from './checksum.ts';
import type { DocumentRow } from './rows.ts';

const KEPT = 200;

/** A document as a transaction holds it: its Yjs document, and its row (undefined when it is new on this device). */
export interface OpenDocument {
	name: DocumentName;
	doc: Y.Doc;
	row: DocumentRow | undefined;
}

interface Kept {
	doc: Y.Doc;
	version: number;
	generation: number;
}

/**
 * The Yjs documents that this tab (or worker) keeps open for the length of a boot: a new Y.Doc for every edit would grow the record with
 * one Yjs client id each. A document has a random client id of its own that is never stored. What a failed transaction touched is thrown away
 * (`forget`), since it holds changes that are on no disk.
 */
export class OpenDocuments {
	#platform: Pick<Platform, 'clientId'>;
	#kept = new Map<DocumentName, Kept>();

	constructor(platform: Pick<Platform, 'clientId'>) {
		this.#platform = platform;
	}

	/**
	 * Opens documents as the disk has them now.
	 * @throws StorageFailed when a row is damaged
	 */
	async open(tx: BookTransaction, names: readonly DocumentName[]): Promise<OpenDocument[]> {
		const rows = await tx.documents.getMany(names);
		return names.map((name, i) => ({ name, doc: this.#doc(name, rows[i]), row: rows[i] }));
	}

	/**
	 * A new empty document under a client id of its own, kept from now on in place of the one that was open.
	 * @param above what the client id must be higher than: where two clients wrote one key without knowing of each other, Yjs lets the higher
	 * id have the last word, so that an older version of what is written anew can't undo it
	 */
	replace(name: DocumentName, above = -1): Y.Doc {
		this.forget([name]);
		const doc = this.#create(name);
		doc.clientID = clientAbove(above, doc.clientID);
		this.#kept.set(name, { doc, version: -1, generation: -1 });
		return doc;
	}

	/** Notes that a document's present state was written as `row`. To be called when the transaction is about to end. */
	wrote(row: DocumentRow): void {
		const kept = this.#kept.get(row.name);
		if (kept === undefined) return;
		kept.version = row.version;
		kept.generation = row.generation;
	}

	/** Throws open documents away: their transaction failed. */
	forget(names: Iterable<DocumentName>): void {
		for (const name of names) {
			this.#kept.get(name)?.doc.destroy();
			this.#kept.delete(name);
		}
	}

	#doc(name: DocumentName, row: DocumentRow | undefined): Y.Doc {
		const kept = this.#kept.get(name);
		if (kept !== undefined && row !== undefined && kept.generation === row.generation) {
			if (kept.version !== row.version) Y.applyUpdate(kept.doc, checked(row));
			this.#kept.delete(name);
			this.#kept.set(name, { ...kept, version: row.version });
			return kept.doc;
		}
		const doc = this.replace(name);
		if (row !== undefined) {
			Y.applyUpdate(doc, checked(row));
			this.wrote(row);
		}
		this.#prune(name);
		return doc;
	}

	#create(name: DocumentName): Y.Doc {
		const doc = new Y.Doc({ gc: true, guid: name });
		doc.clientID = this.#platform.clientId();
		return doc;
	}

	#prune(keep: DocumentName): void {
		for (const name of this.#kept.keys()) {
			if (this.#kept.size <= KEPT) return;
			if (name !== keep) this.forget([name]);
		}
	}
}

/** A client id above another one, as random as `random` (32 bits). A step of at most 2^28, so that the ids do not run out. */
function clientAbove(above: number, random: number): number {
	const room = 2 ** 32 - 1 - above;
	return above < 0 || room < 1 ? random : above + 1 + (random % Math.min(room, 2 ** 28));
}

function checked(row: DocumentRow): Uint8Array {
	if (crc32c(row.state) !== row.sum) throw new StorageFailed('corrupt', `The stored state of ${row.name} is damaged`);
	return row.state;
}
