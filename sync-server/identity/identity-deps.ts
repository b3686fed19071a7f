import type { Log } from '../observability/log.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Database } from '../store/sql.ts';
import type { PasswordHasher } from './password-hash.ts';
import type { RelayKey } from './relay-key.ts';
import type { Throttle } from './throttle.ts';

/** What the functions of this room work with. */
export interface IdentityDeps {
	database: Database;
	platform: RelayPlatform;
	key: RelayKey;
	hasher: PasswordHasher;
	throttle: Throttle;
	log: Log;
}

/** Where a call comes from, for the audit and the throttle. */
export interface Origin {
	/** The client's network address. */
	address: string;
}
