import * as Y from 'yjs';
import type { FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import { MAX_PERSONAL_DOCUMENT, MAX_UPDATE } from '../../src/lib/protocol/limits.ts';
import { lockPersonal, PERSONAL_CHANNEL, readPersonal, writePersonal } from '../store/personal-store.ts';
import type { Database } from '../store/sql.ts';
import { isPersonalUpdate, MAX_PERSONAL_CLIENTS } from './rooms-personal-check.ts';
import type { RoomSource } from './rooms-room.ts';
import { countStructs, MAX_STRUCTS } from './rooms-size.ts';

export interface PersonalSourceDeps {
	database: Database;
	firm: FirmId;
	staff: StaffId;
	doc: Y.Doc;
}

/** A staff member's personal document: a row of its own, outside of the firm's log. */
export class PersonalSource implements RoomSource {
	#deps: PersonalSourceDeps;

	constructor(deps: PersonalSourceDeps) {
		this.#deps = deps;
	}

	async load(): Promise<null> {
		const { database, firm, staff, doc } = this.#deps;
		const state = await readPersonal(database, firm, staff);
		if (state !== null) Y.applyUpdate(doc, state);
		return null;
	}

	async take(update: Uint8Array): Promise<CloseReason | null> {
		const { database, firm, staff, doc } = this.#deps;
		if (update.length > MAX_UPDATE) return CLOSE.tooLarge;
		if (!isPersonalUpdate(update)) return CLOSE.malformed;
		if (Y.snapshotContainsUpdate(Y.snapshot(doc), update)) return null;
		const written = await database.transaction(async (sql) => {
			const merged = merge(await lockPersonal(sql, database.engine, firm, staff), update);
			if (merged instanceof Uint8Array) await writePersonal(sql, firm, staff, merged);
			return merged;
		});
		if (!(written instanceof Uint8Array)) return written;
		Y.applyUpdate(doc, written);
		await database.notify(PERSONAL_CHANNEL, JSON.stringify({ firm, staff }));
		return null;
	}

	epoch(): null {
		return null;
	}

	close(): void {
		return;
	}
}

/** The stored state with an update taken in, or why it can't be: a gap, or too much. */
function merge(state: Uint8Array | null, update: Uint8Array): Uint8Array | CloseReason {
	const doc = new Y.Doc({ gc: true });
	try {
		if (state !== null) Y.applyUpdate(doc, state);
		Y.applyUpdate(doc, update);
		if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return CLOSE.resync;
		if (doc.store.clients.size > MAX_PERSONAL_CLIENTS || countStructs(doc) > MAX_STRUCTS) return CLOSE.tooLarge;
		const merged = Y.encodeStateAsUpdate(doc);
		return merged.length > MAX_PERSONAL_DOCUMENT ? CLOSE.tooLarge : merged;
	} finally {
		doc.destroy();
	}
}
