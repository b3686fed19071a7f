/** One client's value that follows a value of another client in the same update. */
export interface Link {
	client: number;
	/** Of the value itself. */
	clock: number;
	followed: number;
	/** The clock after the value that it follows. */
	needs: number;
}

/**
 * Whether the values of an update can be put in an order in which each comes after the one it follows. Two clients that wait for each other
 * would wait in every document for ever, and take with them all that comes later from these clients.
 * @param clients the clocks that each client adds
 * @param links in the order of each client's clocks
 */
export function isOrdered(clients: ReadonlyMap<number, { to: number }>, links: readonly Link[]): boolean {
	const waiting = new Map<number, Link[]>();
	for (const link of [...links].reverse()) {
		const queue = waiting.get(link.client) ?? [];
		queue.push(link);
		waiting.set(link.client, queue);
	}
	/** Up to where a client's values have their place. */
	const reached = (client: number): number => waiting.get(client)?.at(-1)?.clock ?? clients.get(client)?.to ?? Infinity;
	let moved = true;
	while (moved && waiting.size > 0) {
		moved = false;
		for (const [client, queue] of waiting) {
			for (let next = queue.at(-1); next !== undefined && next.needs <= reached(next.followed); next = queue.at(-1)) {
				queue.pop();
				moved = true;
			}
			if (queue.length === 0) waiting.delete(client);
		}
	}
	return waiting.size === 0;
}
