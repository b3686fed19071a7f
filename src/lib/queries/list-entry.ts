import type { FilterFacts } from '../domain/record-filter.ts';
import type { ListSpec } from './list-spec.ts';

/** A record as lists know it. */
export interface ListEntry {
	readonly id: string;
	readonly kind: ListSpec['kind'];
	readonly status: ListSpec['status'];
	/** Folded, see `search-text.ts`. */
	readonly text: string;
	/** The first line of it: lists are in the order of its UTF-16 code units, as the database's own order is. */
	readonly name: string;
	readonly facts: FilterFacts & {
		code: string;
		email: string;
		phone: string;
		siren: string;
		accounts: readonly string[];
		/** When they were last let into the portal, ms since 1970; null: never yet. */
		lastSignIn: number | null;
	};
	/** A later version of its chunk took its place. */
	gone: boolean;
	/** The last turn in which it was found, and how well. */
	turn: number;
	rank: number;
}
