import { liveQuery } from 'dexie';
import type { Live } from './queries.ts';

/** A query that answers anew whenever what it read has changed, in any tab. */
export function live<T>(query: () => PromiseLike<T>): Live<T> {
	return (heard, failed) => {
		const subscription = liveQuery(async () => query()).subscribe({ next: heard, error: failed ?? (() => undefined) });
		return () => subscription.unsubscribe();
	};
}
