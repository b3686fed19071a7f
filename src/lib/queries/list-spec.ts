import type { FilterTerm } from '../domain/record-filter.ts';
import type { FieldId, TagId } from '../domain/ids.ts';

/** What a list can be sorted by. `linked`: an account's contacts, a contact's accounts, by their number. */
export type SortColumn =
	| 'name'
	| 'code'
	| 'type'
	| 'linked'
	| 'email'
	| 'phone'
	| 'siren'
	| 'city'
	| 'access'
	| 'lastSignIn'
	| 'created'
	| 'createdBy'
	| 'tags'
	| `field/${FieldId}`;

/** Values in the order wanted; those that mean the same share a place. */
export type SortOrder = readonly (string | readonly string[])[];

export interface ListSort {
	by: SortColumn;
	descending: boolean;
	/** Where values don't sort by themselves: tags and people by name, a field's choices as the firm put them. */
	order?: SortOrder;
}

/** What records that may be one have in common: an address, a company number, a phone and a name, the name, nearly the name. */
export type LikeReason = 'email' | 'siren' | 'phone' | 'name' | 'near';

/** Records that may be one. */
export interface DuplicateGroup {
	/** The oldest first. */
	ids: string[];
	/** The surest first. */
	reasons: LikeReason[];
}

export interface DuplicateList {
	/** All that there are. */
	total: number;
	/** The surest first; not more than one looks through. */
	groups: DuplicateGroup[];
}

/** Which records of a list, and in which order. */
export interface ListSpec {
	kind: 'account' | 'contact';
	status: 'active' | 'archived' | 'deleted';
	/** What was typed; '' for everything. Of an account, its contacts' words count too. */
	text: string;
	terms: readonly FilterTerm[];
	sort: ListSort;
	/** For each tag of the terms, every id that stands for it. */
	aliases: Readonly<Record<TagId, readonly TagId[]>>;
}

export const BY_NAME: ListSort = Object.freeze({ by: 'name', descending: false });

/** Whether a list is everything of its state by name: the order that the database keeps. */
export function isPlain({ status, text, terms, sort }: ListSpec): boolean {
	return status !== 'deleted' && text.trim() === '' && terms.length === 0 && sort.by === 'name' && !sort.descending;
}

/** Some records of a list: these, or all but these. */
export type ListSelection = { only: readonly string[] } | { except: readonly string[] };

/** What some records have in common. */
export interface ListTally {
	count: number;
	/** How many of them have each tag, by the id that they hold it by. */
	tags: Readonly<Record<TagId, number>>;
	/** How many have a contact with portal access. */
	access: number;
}

/** A value, and how many records that are not deleted have it. */
export interface ValueCount {
	value: string;
	count: number;
}

/** Answers lists and searches from memory. All answers are of what the disk had when they were asked for. */
export interface ListEngine {
	/** Starts reading, so that the first answer comes sooner. */
	warm(): void;
	search(text: string, limit: number, kind?: ListSpec['kind']): Promise<{ kind: 'account' | 'contact'; id: string }[]>;
	/** How many there are, the ids at `from` (inclusive) up to `from + count`, and the version of the book that was asked. */
	window(spec: ListSpec, from: number, count: number): Promise<{ count: number; ids: string[]; version: number }>;
	/** Where a record stands in a list, or -1. */
	placeOf(spec: ListSpec, id: string): Promise<number>;
	tally(spec: ListSpec, selection: ListSelection): Promise<ListTally>;
	/** The cities that records of a kind are in, or the people who created them, the most frequent first. */
	values(kind: ListSpec['kind'], of: 'city' | 'createdBy'): Promise<ValueCount[]>;
	/** Records of a kind that may be one, the surest first. */
	duplicates(kind: ListSpec['kind']): Promise<DuplicateList>;
	close(): void;
}
