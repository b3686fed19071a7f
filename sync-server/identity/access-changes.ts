import * as z from 'zod';
import type { Database } from '../store/sql.ts';

const CHANNEL = 'access';

const accessChange = z.object({
	/** Whose sockets are meant: one session's, all of a device or all of a staff member. */
	of: z.enum(['session', 'device', 'staff']),
	id: z.string(),
	/** Sessions that stay although they belong to the staff member. */
	except: z.string().optional(),
	/**
	 * `ended`: sign in again. `removed`: the device is to erase its data. `changed`: connect again at once, with other rights or a new session.
	 */
	why: z.enum(['ended', 'removed', 'changed']),
});

/** Sessions ended or changed: open sockets must follow at once, on every relay that shares the database. */
export type AccessChange = z.infer<typeof accessChange>;

/** Announces a change. Call it after its commit. */
export async function announceAccessChange(database: Database, change: AccessChange): Promise<void> {
	await database.notify(CHANNEL, JSON.stringify(change));
}

/** Hears changes; null: some may have been missed, check every socket. */
export async function hearAccessChanges(
	database: Database,
	heard: (change: AccessChange | null) => void,
): Promise<void> {
	await database.listen(CHANNEL, (payload) => heard(payload === '' ? null : accessChange.parse(JSON.parse(payload))));
}
