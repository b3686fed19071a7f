import { laterStamp, type Stamp } from '../domain/clock.ts';
import type { DocumentName } from '../domain/document-name.ts';
import type { Epoch } from '../domain/ids.ts';
import { latestStamp } from '../documents/registers.ts';
import type { BookStore } from '../storage/book-store.ts';
import { pulledRow } from '../storage/document-state.ts';
import type { OpenDocuments } from '../storage/open-documents.ts';
import type { Project } from '../storage/project.ts';
import { isPending } from './outbox.ts';

export interface HeardInRoomDeps {
	store: BookStore;
	documents: OpenDocuments;
	project: Project;
}

/**
 * Takes in an update that the relay passed on in a record's room: it is on the relay's disk, in the log's history `epoch`, but the cursor knows
 * nothing of it, so the log will bring it once more, which does no harm. Any tab may do this, like a command: it claims nothing but what these
 * bytes prove.
 * @returns whether the document now holds it. It does not, and nothing was written, where the document is not on this device, is of another
 *   history, is still to be given back, or lacks something that comes before: then the log brings it in its turn.
 * @throws StorageFailed
 */
export async function heardInRoom(
	deps: HeardInRoomDeps,
	document: DocumentName,
	update: Uint8Array,
	epoch: Epoch,
): Promise<boolean> {
	try {
		return await deps.store.write(async (tx) => {
			if ((await tx.meta('epoch')) !== epoch || (await tx.meta('recovering')) === true) return false;
			const known = await tx.documents.get(document);
			if (known === undefined || known.epoch !== epoch || known.former !== null) return false;
			const [open] = await deps.documents.open(tx, [document]);
			if (open === undefined) return false;
			let news = false;
			const note = () => {
				news = true;
			};
			open.doc.on('update', note);
			const row = pulledRow(open, [update], epoch, await isPending(tx, document));
			open.doc.off('update', note);
			if (open.doc.store.pendingStructs !== null || open.doc.store.pendingDs !== null) {
				deps.documents.forget([document]);
				return false;
			}
			if (!news) return true;
			await tx.documents.put(row);
			await tx.setMeta('clock', laterStamp((await tx.meta('clock')) ?? (0 as Stamp), latestStamp(open.doc)));
			await deps.project(tx, [open]);
			deps.documents.wrote(row);
			return true;
		});
	} catch (error) {
		deps.documents.forget([document]);
		throw error;
	}
}
