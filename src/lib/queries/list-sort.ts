import { foldText } from '../domain/text.ts';
import type { ListEntry } from './list-entry.ts';
import type { ListSort } from './list-spec.ts';

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
	keyed.sort((a, b) => (a.key < b.key ? -way : a.key > b.key ? way : 0));
	return [...keyed.map(({ entry }) => entry), ...empty];
}

function sortKeys({ by, order }: ListSort): (entry: ListEntry) => SortKey {
	const places = order === undefined ? null : new Map(order.map((value, place) => [value, place]));
	const placed = (value: unknown): SortKey => {
		if (typeof value !== 'string') return null;
		return places === null ? foldText(value) : (places.get(value) ?? null);
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
		case 'created':
			return ({ facts }) => facts.createdAt;
		case 'createdBy':
			return ({ facts }) => placed(facts.createdBy);
		default: {
			const field = by.slice('field/'.length);
			return ({ facts }) => {
				const value = facts.custom[field];
				if (typeof value === 'number') return value;
				if (typeof value === 'boolean') return value ? 0 : 1;
				return placed(Array.isArray(value) ? value[0] : value);
			};
		}
	}
}
