import type { StatusFacts } from '$lib/replication/status.ts';

/** Whether what is asked for now leaves at once; while nothing is known yet, it is not promised. */
export function isConnected(facts: StatusFacts | undefined): boolean {
	const state = facts?.connection.state;
	return state === 'current' || state === 'syncing';
}
