import type { Commands } from '../commands/command-input.ts';
import type { DocumentName } from '../domain/document-name.ts';
import type { Locale, Profile } from '../domain/staff.ts';
import type { Live, Queries } from '../queries/queries.ts';
import type { PersonalChoices, PersonalValues, PrivateFilter } from '../rooms/personal-values.ts';
import type { PresentColleague } from '../rooms/record-room.ts';
import type { Exchange } from './exchange.ts';

export type {
	CommandResult,
	Commands,
	InputProblem,
	NewAccount,
	NewContact,
	NewTag,
} from '../commands/command-input.ts';
export type { Live, Queries } from '../queries/queries.ts';
export type { PersonalChoices, PersonalValues, PrivateFilter } from '../rooms/personal-values.ts';
export type { PresentColleague } from '../rooms/record-room.ts';

/** Drafts of dialogs: this device only, never replicated. */
export interface Drafts {
	save(key: string, draft: unknown): Promise<void>;
	clear(key: string): Promise<void>;
}

/** A record's room, as long as the record is on screen. */
export interface OpenRoom {
	/** Colleagues who have the record open too and look at it; nobody while the relay is away. */
	presence: Live<readonly PresentColleague[]>;
	/** Says which field this person is in (null: none), and what is half-typed there. */
	announce(field: string | null, typing?: string): void;
	close(): void;
}

/** Rooms speed up what replication guarantees: nothing depends on one, and nothing fails with one. */
export interface Rooms {
	/** To be closed when the record leaves the screen. */
	open(document: DocumentName): OpenRoom;
}

/** What the person chose for all of their devices. */
export interface Personal {
	live: Live<PersonalValues>;
	choose(choices: Partial<PersonalChoices>): void;
	saveFilter(filter: PrivateFilter): void;
	removeFilter(id: string): void;
	/** Notes entries of the Inbox as read, or as unread again, on all of the person's devices (`isRead` tells). */
	markRead(ids: readonly string[], read?: boolean): void;
	/** @param until ms since 1970: everything up to then; @param oneByOne entries that a moment says nothing of */
	markAllRead(until: number, oneByOne?: readonly string[]): void;
	/** Resolves when what was chosen on other devices has arrived here. */
	met(): Promise<void>;
}

/** The signed-in book on this device: what screens work with. */
export interface Carnet {
	readonly profile: Profile;
	readonly commands: Commands;
	readonly queries: Queries;
	readonly drafts: Drafts;
	readonly rooms: Rooms;
	readonly personal: Personal;
	/** Files in and out, in a worker that is started for it: to be closed when the person is done. */
	openExchange(locale: Locale): Promise<Exchange>;
	/** Tries to connect now, whatever the backoff says. */
	retryNow(): void;
	/** Everything that waits or was set aside, as a JSON file's text for safe keeping. */
	exportWaiting(): Promise<string>;
	/** Stops replication on this tab and closes the database. */
	close(): Promise<void>;
}

