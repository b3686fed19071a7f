import type { Profile } from '../domain/staff.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';

/**
 * Everything that the relay does not have yet, as the text of a JSON file: for safe keeping when a device is about to be lost.
 * @param now ms since 1970
 */
export async function exportWaiting(database: BookDatabase, profile: Profile, now: number): Promise<string> {
	const groups = await database.outbox.orderBy('order').toArray();
	return JSON.stringify(
		{
			carnet: 'waiting changes',
			version: 1,
			firm: profile.firmId,
			staff: profile.staffId,
			device: profile.deviceId,
			exportedAt: new Date(now).toISOString(),
			groups: groups.map(({ group, savedAt, state, refusal, why, writes }) => ({
				group,
				savedAt: new Date(savedAt).toISOString(),
				state,
				refusal,
				why,
				writes,
			})),
		},
		null,
		'\t',
	);
}
