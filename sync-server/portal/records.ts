import * as Y from 'yjs';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import { readRegisters, type FieldState } from '../../src/lib/documents/registers.ts';
import { documentUpdates } from '../store/log-store.ts';
import type { Sql } from '../store/sql.ts';

/** The registers of a document as the firm's log has it now; empty when the log has none of that name. */
export async function readDocument(sql: Sql, firm: FirmId, name: DocumentName): Promise<ReadonlyMap<string, FieldState>> {
	const doc = new Y.Doc();
	try {
		for (const update of await documentUpdates(sql, firm, name)) Y.applyUpdate(doc, update);
		return readRegisters(doc);
	} finally {
		doc.destroy();
	}
}
