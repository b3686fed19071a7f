import * as z from 'zod/mini';
import { profile, type Profile } from '../domain/staff.ts';

const DATABASE = 'carnet-signed-in';
const TABLE = 'profile';
const KEY = 'present';

const row = z.nullable(profile);

/**
 * Who is signed in on this browser profile, kept so that it survives a crash a moment later. `localStorage` alone does not:
 * browsers write it to the disk up to several seconds after `setItem`, and a book whose owner is forgotten does not open.
 */
export interface ProfileSafe {
	/** null: nobody is signed in; undefined: nothing was ever kept here, or it can't be read. */
	read(): Promise<Profile | null | undefined>;
	/** Resolves when it is on the disk. @throws DOMException when the browser refuses */
	write(signedIn: Profile | null): Promise<void>;
}

/** A safe in a small database of its own. */
export function createProfileSafe(databases: IDBFactory): ProfileSafe {
	return {
		read: async () => {
			try {
				return await withTable(databases, 'readonly', async (table) => {
					const parsed = row.safeParse(await answer(table.get(KEY)));
					return parsed.success ? parsed.data : undefined;
				});
			} catch {
				return undefined;
			}
		},
		write: (signedIn) => withTable(databases, 'readwrite', async (table) => void (await answer(table.put(signedIn, KEY)))),
	};
}

/** Runs one transaction, and resolves when it is complete: with strict durability, that is on the disk. */
async function withTable<T>(databases: IDBFactory, mode: IDBTransactionMode, act: (table: IDBObjectStore) => Promise<T>): Promise<T> {
	const opening = databases.open(DATABASE, 1);
	opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
	const database = await answer(opening);
	try {
		const transaction = database.transaction(TABLE, mode, { durability: 'strict' });
		const complete = new Promise<void>((resolve, reject) => {
			transaction.oncomplete = () => resolve();
			transaction.onabort = () => reject(transaction.error ?? new DOMException('Aborted', 'AbortError'));
		});
		const [result] = await Promise.all([act(transaction.objectStore(TABLE)), complete]);
		return result;
	} finally {
		database.close();
	}
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}
