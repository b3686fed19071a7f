import { liveQuery } from 'dexie';

/** A query whose answer is kept up to date: calls back with each new answer until the returned function is called. */
export type Live<T> = (heard: (value: T) => void, failed?: (error: unknown) => void) => () => void;

/** A query that answers anew whenever what it read has changed, in any tab. */
export function live<T>(query: () => PromiseLike<T>): Live<T> {
	return (heard, failed) => {
		const subscription = liveQuery(async () => query()).subscribe({ next: heard, error: failed ?? (() => undefined) });
		return () => subscription.unsubscribe();
	};
}
