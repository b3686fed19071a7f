import type { Platform } from '../../src/lib/platform/platform.ts';
import type { BookStore } from '../../src/lib/storage/book-store.ts';
import type { LogService } from '../../sync-server/sync/log-service.ts';
import type { Random } from './random.ts';
import type { ReplicatorProcess } from './replicator-process.ts';

/** A deliberate fault: what it wraps or replaces, from the outside. */
export interface Mutant {
	relay?(log: LogService, random: Random): void;
	platform?(platform: Platform, device: string): Platform;
	store?(store: BookStore): BookStore;
	replicator?(process: ReplicatorProcess): void;
}

export const NO_MUTANT: Mutant = {};
