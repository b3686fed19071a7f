import { describe, expect, it } from 'vitest';
import { contactText } from '../../src/lib/projections/search-text.ts';
import { Likeness } from '../../src/lib/queries/likeness.ts';
import type { AccountFacets, ContactFacets, SearchChunk } from '../../src/lib/storage/rows.ts';

interface Person {
	id: string;
	name: string;
	email?: string;
	phones?: string[];
	apart?: string[];
	merged?: true;
}

function people(all: readonly Person[], version = 1, key: SearchChunk['key'] = 'contact/0'): SearchChunk {
	return {
		key,
		ids: all.map(({ id }) => id),
		texts: all.map(({ name, email = '', phones = [] }) => contactText({ name, email, phones })),
		facets: all.map(({ email = '', apart, merged }) => ({ status: 'active', email, apart, merged }) as unknown as ContactFacets),
		version,
	};
}

function companies(all: readonly { id: string; name: string; siren?: string }[]): SearchChunk {
	return {
		key: 'account/0',
		ids: all.map(({ id }) => id),
		texts: all.map(({ name }) => name.toLowerCase()),
		facets: all.map(({ siren = '' }) => ({ status: 'active', email: 'same@one.example', siren }) as unknown as AccountFacets),
		version: 1,
	};
}

function found(...all: Person[]) {
	const likeness = new Likeness();
	likeness.take([people(all)]);
	return likeness.find('contact').groups.map(({ ids, reasons }) => `${ids.join('')}: ${reasons.join(' ')}`);
}

describe('records that may be one', () => {
	it('DUP-1 are told by address, phone and name, accents, case and order of words aside', () => {
		expect(found({ id: 'a', name: 'Léa Martin', email: 'Lea@Martin.example' }, { id: 'b', name: 'L. M.', email: 'lea@martin.example' })).toEqual(['ab: email']);
		expect(found({ id: 'a', name: 'Léa Martin', phones: ['+33 6 12 34 56 78'] }, { id: 'b', name: 'Martin-Roux Lea', phones: ['06 12 34 56 78'] })).toEqual(['ab: phone']);
		expect(found({ id: 'a', name: 'Léa Martin' }, { id: 'b', name: 'MARTIN Lea' }, { id: 'c', name: 'Léo Martin' })).toEqual(['ab: name']);
	});

	it('DUP-1 a family with one phone are several people; so are those who share a first name or a short one', () => {
		expect(found({ id: 'a', name: 'Léa Martin', phones: ['0140000000'] }, { id: 'b', name: 'Paul Martin', phones: ['0140000000'] })).toEqual([]);
		expect(found({ id: 'a', name: 'Léa' }, { id: 'b', name: 'Lea' })).toEqual([]);
	});

	it('DUP-1 nearly the same name differs by one letter of a longer word', () => {
		for (const name of ['Jeanne Lefevre', 'Jeanne Lefebvr', 'Jeanne Lefebvree', 'Jeanne Lefbevre', 'Jeanne Lefebvte'])
			expect(found({ id: 'a', name: 'Jeanne Lefebvre' }, { id: 'b', name })).toEqual(['ab: near']);
		expect(found({ id: 'a', name: 'Jeanne Lefebvre' }, { id: 'b', name: 'Jeannette Lefebvre' }, { id: 'c', name: 'Anne Lefebvre' })).toEqual([]);
	});

	it('DUP-1 companies are told by their number and by their name without its legal form; two numbers are two companies', () => {
		const likeness = new Likeness();
		likeness.take([
			companies([
				{ id: 'a', name: 'Dupré SAS', siren: '732829320' },
				{ id: 'b', name: 'Garage du Port', siren: '732829320' },
				{ id: 'c', name: 'dupré' },
				{ id: 'd', name: 'Boulangerie Roux', siren: '552100554' },
				{ id: 'e', name: 'Boulangerie Roux', siren: '542107651' },
			]),
		]);
		expect(likeness.find('account').groups).toEqual([{ ids: ['a', 'b', 'c'], reasons: ['siren', 'name'] }]);
	});

	it('DUP-2 who was said to be another, or was merged, is not asked about again', () => {
		const twins = [{ id: 'a', name: 'Léa Martin' }, { id: 'b', name: 'Léa Martin' }];
		expect(found({ ...twins[0], apart: ['b'] } as Person, twins[1] as Person)).toEqual([]);
		expect(found(twins[0] as Person, { ...twins[1], merged: true } as Person)).toEqual([]);
	});

	it('DUP-3 a changed chunk takes the place of the one before', () => {
		const likeness = new Likeness();
		likeness.take([people([{ id: 'a', name: 'Léa Martin' }]), people([{ id: 'b', name: 'Lea Martin' }], 1, 'contact/1')]);
		expect(likeness.find('contact').total).toBe(1);
		likeness.take([people([{ id: 'b', name: 'Paul Roux' }], 2, 'contact/1')]);
		expect(likeness.find('contact').total).toBe(0);
	});

	it('DUP-3 goes through a large book: what is asked again, after a change, costs a fraction', () => {
		const SIZE = 10_000;
		const chunks: SearchChunk[] = [];
		const word = (n: number) => n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? 'q').padStart(6, 'a');
		for (let from = 0; from < SIZE; from += 400) {
			const part = Array.from({ length: 400 }, (_, i) => ({
				id: String(from + i).padStart(6, '0'),
				name: `${word((from + i) * 7_919)} ${word((from + i) * 104_729)}`,
				email: `p${from + i}@example.test`,
			}));
			chunks.push(people(part, 1, `contact/${from / 400}`));
		}
		const likeness = new Likeness();
		likeness.take(chunks);
		expect(likeness.find('contact').total).toBeLessThan(SIZE / 10);
		likeness.take([people([{ id: 'x', name: 'Zoé Nouvelle' }, { id: 'y', name: 'Nouvelle Zoe' }], 2, 'contact/900')]);
		expect(likeness.find('contact').groups.some(({ ids }) => ids.includes('x'))).toBe(true);
	});
});
