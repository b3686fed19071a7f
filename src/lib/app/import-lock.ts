import type { Profile } from '../domain/staff.ts';
import { bookName } from '../storage/dexie-store.ts';

/** The lock that the tab holds which imports, or takes an import back: the browser lets go of it when the tab is gone, however it went. */
export function importLock({ firmId, staffId }: Pick<Profile, 'firmId' | 'staffId'>): string {
	return `${bookName(firmId, staffId)}/import`;
}

/** Whether some tab imports now. */
export interface ImportWatch {
	/** Looks again: an import may have begun. Once one is seen, its end is told without being asked for. */
	look(): void;
	close(): void;
}

/**
 * Watches whether some tab imports now, so that an import that was cut off is told from one that is under way.
 * @param tell told after every look
 */
export function watchImporting(profile: Pick<Profile, 'firmId' | 'staffId'>, locks: LockManager, tell: (importing: boolean) => void): ImportWatch {
	const name = importLock(profile);
	const closed = new AbortController();
	let waits = false;

	async function look(): Promise<void> {
		const { held = [] } = await locks.query();
		if (closed.signal.aborted) return;
		const importing = held.some((lock) => lock.name === name && lock.mode === 'exclusive');
		tell(importing);
		if (!importing || waits) return;
		waits = true;
		// Had as soon as the tab that imports is done, or gone. Let go of at once.
		await locks.request(name, { mode: 'shared', signal: closed.signal }, async () => undefined).catch(() => undefined);
		waits = false;
		if (!closed.signal.aborted) await look();
	}

	return { look: () => void look(), close: () => closed.abort() };
}
