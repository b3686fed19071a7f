import type { Commands } from '../commands/command-input.ts';
import type { Profile } from '../domain/staff.ts';
import type { Queries } from '../queries/queries.ts';

export type {
	AccountChanges,
	CommandResult,
	Commands,
	ContactChanges,
	InputProblem,
	NewAccount,
	NewContact,
} from '../commands/command-input.ts';
export type { Live, Queries } from '../queries/queries.ts';

/** Drafts of dialogs: this device only, never replicated. */
export interface Drafts {
	save(key: string, draft: unknown): Promise<void>;
	clear(key: string): Promise<void>;
}

/** The signed-in book on this device: what screens work with. */
export interface Carnet {
	readonly profile: Profile;
	readonly commands: Commands;
	readonly queries: Queries;
	readonly drafts: Drafts;
	/** Tries to connect now, whatever the backoff says. */
	retryNow(): void;
	/** Everything that waits or was set aside, as a JSON file's text for safe keeping. */
	exportWaiting(): Promise<string>;
	/** Stops replication on this tab and closes the database. */
	close(): Promise<void>;
}

