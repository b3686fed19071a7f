import { sha256, type RelayPlatform } from '../platform.ts';
import type { Database, Sql } from '../store/sql.ts';

/**
 * What failures are counted by. `account`: the e-mail address typed, known or not. `device`: a device that the account has signed in
 * from before, so that strangers who hammer an account can't keep its owner out. `address`: the client's network.
 * `mail`: mails that a stranger can make the relay send to one address; `mail-sender`: the same by the stranger's address.
 * `client`: a client's address in the portal. `link`: links that nobody ever mailed, by the stranger's address.
 * `sign-up`: registrations begun from one address.
 */
export type ThrottleScope = 'account' | 'device' | 'address' | 'mail' | 'mail-sender' | 'client' | 'link' | 'sign-up';

interface Policy {
	/** Failures that cost nothing. */
	free: number;
	/** The first delay in ms; each failure doubles it. */
	base: number;
	max: number;
	/** Without a failure for this long, in ms, all is forgotten. */
	forget: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const POLICIES: Readonly<Record<ThrottleScope, Policy>> = {
	account: { free: 4, base: 5 * SECOND, max: 15 * MINUTE, forget: 24 * HOUR },
	device: { free: 4, base: 5 * SECOND, max: 15 * MINUTE, forget: 24 * HOUR },
	// A practice shares one address.
	address: { free: 30, base: 5 * SECOND, max: 15 * MINUTE, forget: HOUR },
	mail: { free: 2, base: 5 * MINUTE, max: 6 * HOUR, forget: 24 * HOUR },
	client: { free: 4, base: 5 * SECOND, max: 15 * MINUTE, forget: 24 * HOUR },
	link: { free: 20, base: 5 * SECOND, max: 15 * MINUTE, forget: HOUR },
	'sign-up': { free: 10, base: MINUTE, max: 6 * HOUR, forget: 24 * HOUR },
	'mail-sender': { free: 20, base: MINUTE, max: HOUR, forget: HOUR },
};

/** Counts failed attempts and delays further ones, doubling (ASVS 6.3.1). */
export interface Throttle {
	/**
	 * Takes a place for one attempt and counts it as failed until `settle` says otherwise, so that attempts made at once can't slip by together.
	 * Returns 0, or the seconds to wait; then nothing was counted.
	 */
	enter(subjects: readonly ThrottleSubject[]): Promise<number>;
	/**
	 * The attempt did not fail. `success`: an account starts afresh. `refund`: only this attempt is taken back, for a step that
	 * proves too little to forget earlier failures. An address only ever gets its one place back.
	 */
	settle(sql: Sql, subjects: readonly ThrottleSubject[], outcome: 'success' | 'refund'): Promise<void>;
	/** Forgets what is too old to matter. */
	prune(): Promise<void>;
}

export interface ThrottleSubject {
	scope: ThrottleScope;
	subject: string;
}

export function createThrottle(database: Database, platform: Pick<RelayPlatform, 'now'>): Throttle {
	return {
		enter: (subjects) =>
			database.transaction(async (sql) => {
				const now = platform.now();
				const counts = [];
				for (const { scope, subject } of subjects) {
					const policy = POLICIES[scope];
					const key = sha256(subject);
					// Locks the row on Postgres, so that two attempts at once are counted one after another.
					await sql.run(
						'INSERT INTO throttles (scope, subject, failures, last_at, blocked_until) VALUES ($1, $2, 0, $3, 0) ON CONFLICT (scope, subject) DO UPDATE SET scope = $1',
						scope,
						key,
						now,
					);
					const row = await sql.get(
						'SELECT failures, last_at, blocked_until FROM throttles WHERE scope = $1 AND subject = $2',
						scope,
						key,
					);
					const wait = Number(row?.blocked_until ?? 0) - now;
					if (wait > 0) return Math.ceil(wait / SECOND);
					const forgotten = Number(row?.last_at ?? 0) + policy.forget < now;
					counts.push({ scope, key, policy, failures: forgotten ? 1 : Number(row?.failures ?? 0) + 1 });
				}
				for (const { scope, key, policy, failures } of counts) {
					await sql.run(
						'UPDATE throttles SET failures = $3, last_at = $4, blocked_until = $5 WHERE scope = $1 AND subject = $2',
						// Not `now` without a delay: whoever waited for this row began earlier, and would take that for a delay.
						scope,
						key,
						failures,
						now,
						failures <= policy.free ? 0 : now + delay(policy, failures),
					);
				}
				return 0;
			}),
		settle: async (sql, subjects, outcome) => {
			for (const { scope, subject } of subjects) {
				const key = sha256(subject);
				if (scope === 'address' || outcome === 'refund') {
					await sql.run(
						'UPDATE throttles SET failures = failures - 1, blocked_until = 0 WHERE scope = $1 AND subject = $2 AND failures > 0',
						scope,
						key,
					);
				} else {
					await sql.run('DELETE FROM throttles WHERE scope = $1 AND subject = $2', scope, key);
				}
			}
		},
		prune: async () => {
			const longest = Math.max(...Object.values(POLICIES).map((policy) => policy.forget));
			await database.run('DELETE FROM throttles WHERE last_at < $1', platform.now() - longest);
		},
	};
}

function delay(policy: Policy, failures: number): number {
	return Math.min(policy.max, policy.base * 2 ** Math.min(failures - policy.free - 1, 30));
}
