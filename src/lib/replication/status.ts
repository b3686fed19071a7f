import * as z from 'zod/mini';

/** Where the connection to the relay stands, as the replicator last said. */
export const connectionState = z.discriminatedUnion('state', [
	/** Not yet known: the replicator has just started. */
	z.object({ state: z.literal('starting') }),
	/** No way to the relay: `retryAt` (ms since 1970) is the next try. */
	z.object({ state: z.literal('offline'), retryAt: z.nullable(z.number()) }),
	z.object({ state: z.literal('connecting') }),
	/** Connected, and not yet at the log's end: `done` of `total` rows. */
	z.object({ state: z.literal('syncing'), done: z.number(), total: z.number() }),
	/** Connected, everything up to the log's end is on this device's disk. `at`: ms since 1970, of the last proof of it. */
	z.object({ state: z.literal('current'), at: z.number() }),
	z.object({ state: z.literal('signed-out') }),
	/** The relay speaks a newer (`app`) or an older (`relay`) protocol. */
	z.object({ state: z.literal('outdated'), who: z.enum(['app', 'relay']) }),
	z.object({ state: z.literal('removed') }),
	/** What arrived could not be written on this device. */
	z.object({ state: z.literal('storage-failed'), message: z.string() }),
]);
export type ConnectionState = z.infer<typeof connectionState>;

/** The facts that the status is told from; nothing of it is guessed. */
export interface StatusFacts {
	connection: ConnectionState;
	/** Groups in the outbox that wait for the relay, and when the oldest was saved (ms since 1970). */
	waiting: number;
	waitingSince: number | null;
	/** Groups that the relay refused and that wait for the person. */
	setAside: number;
	/** A local write that failed: its reason. null when the last one was saved. */
	notSaved: string | null;
	/** ms since 1970 of the last moment when the device had everything and the relay had everything; null when never. */
	lastSynced: number | null;
}

/** What the foot of the sidebar says, most urgent first. */
export type StatusLabel =
	| { kind: 'not-saved'; reason: string }
	| { kind: 'not-received'; reason: string }
	| { kind: 'removed' }
	| { kind: 'signed-out'; waiting: number }
	| { kind: 'outdated'; who: 'app' | 'relay'; waiting: number }
	| { kind: 'set-aside'; count: number }
	| { kind: 'syncing'; done: number; total: number }
	| { kind: 'waiting'; count: number; since: number; offline: boolean }
	| { kind: 'synced'; at: number }
	| { kind: 'offline'; lastSynced: number | null }
	| { kind: 'saved' };

/** The one true label for the facts. */
export function statusLabel(facts: StatusFacts): StatusLabel {
	const { connection } = facts;
	if (facts.notSaved !== null) return { kind: 'not-saved', reason: facts.notSaved };
	if (connection.state === 'storage-failed') return { kind: 'not-received', reason: connection.message };
	if (connection.state === 'removed') return { kind: 'removed' };
	if (connection.state === 'signed-out') return { kind: 'signed-out', waiting: facts.waiting };
	if (connection.state === 'outdated') return { kind: 'outdated', who: connection.who, waiting: facts.waiting };
	if (facts.setAside > 0) return { kind: 'set-aside', count: facts.setAside };
	if (connection.state === 'syncing') return { kind: 'syncing', done: connection.done, total: connection.total };
	if (facts.waiting > 0)
		return {
			kind: 'waiting',
			count: facts.waiting,
			since: facts.waitingSince ?? 0,
			offline: connection.state === 'offline',
		};
	if (connection.state === 'current') return { kind: 'synced', at: connection.at };
	if (connection.state === 'offline') return { kind: 'offline', lastSynced: facts.lastSynced };
	return { kind: 'saved' };
}
