import { foldText } from '../domain/text.ts';
import type { ListEntry } from './list-entry.ts';
import type { ListSort, SortOrder } from './list-spec.ts';

type SortKey = string | number | null;

/** Entries sorted by a column; those with nothing in it come last either way, and equal ones stay in the order they came in. */
export function sortEntries(entries: readonly ListEntry[], sort: ListSort): ListEntry[] {
	const keyOf = sortKeys(sort);
	const keyed: { entry: ListEntry; key: string | number }[] = [];
	const empty: ListEntry[] = [];
	for (const entry of entries) {
		const key = keyOf(entry);
		if (key === null || key === '') empty.push(entry);
		else keyed.push({ entry, key });
	}
	const way = sort.descending ? -1 : 1;
	keyed.sort((a, b) => way * compareKeys(a.key, b.key));
	return [...keyed.map(({ entry }) => entry), ...empty];
}

/** Numbers come before texts: a field that became one of numbers may still hold words. */
function compareKeys(a: string | number, b: string | number): number {
	if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
	return a < b ? -1 : a > b ? 1 : 0;
}

function sortKeys({ by, order }: ListSort): (entry: ListEntry) => SortKey {
	const places = order === undefined ? null : placesOf(order);
	const placed = (value: unknown): SortKey => {
		if (typeof value !== 'string') return null;
		return places === null ? foldText(value) : (places.get(value) ?? null);
	};
	// By the first of them, then by the second: a character stands for each place.
	const placedAll = (values: readonly unknown[]): SortKey => {
		const all = new Set(values.flatMap((value) => (typeof value === 'string' ? (places?.get(value) ?? []) : [])));
		return String.fromCharCode(...[...all].sort((a, b) => a - b));
	};
	switch (by) {
		case 'name':
			return ({ name }) => name;
		case 'code':
			return ({ facts }) => facts.code;
		case 'type':
			return ({ facts }) => facts.type;
		case 'linked':
			return ({ facts }) => facts.linked;
		case 'email':
			return ({ facts }) => facts.email.toLowerCase();
		case 'phone':
			return ({ facts }) => facts.phone;
		case 'siren':
			return ({ facts }) => facts.siren;
		case 'city':
			return ({ facts }) => foldText(facts.city);
		case 'access':
			return ({ facts }) => (facts.login ? 0 : 1);
		case 'lastSignIn':
			return ({ facts }) => facts.lastSignIn;
		case 'created':
			return ({ facts }) => facts.createdAt;
		case 'createdBy':
			return ({ facts }) => placed(facts.createdBy);
		case 'tags':
			return ({ facts }) => placedAll(facts.tags);
		default: {
			const field = by.slice('field/'.length);
			return ({ facts }) => {
				const value = facts.custom[field];
				if (typeof value === 'number') return value;
				if (typeof value === 'boolean') return value ? 0 : 1;
				return Array.isArray(value) ? placedAll(value) : placed(value);
			};
		}
	}
}

function placesOf(order: SortOrder): ReadonlyMap<string, number> {
	return new Map(
		order.flatMap((values, place) =>
			(typeof values === 'string' ? [values] : values).map((value) => [value, place] as const),
		),
	);
}
