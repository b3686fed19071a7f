import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText } from '../../src/lib/domain/text.ts';
import type { FieldValue } from '../../src/lib/domain/field-value.ts';
import type { AccountId, FieldId, StaffId, TagId } from '../../src/lib/domain/ids.ts';
import { ListIndex } from '../../src/lib/queries/list-index.ts';
import { isNearly } from '../../src/lib/queries/list-match.ts';
import { BY_NAME, type ListSpec } from '../../src/lib/queries/list-spec.ts';
import { PackedTexts } from '../../src/lib/queries/packed-texts.ts';
import { rankOf, readTyped } from '../../src/lib/queries/list-match.ts';
import type { AccountFacets, ContactFacets, SearchChunk } from '../../src/lib/storage/rows.ts';

const ACCOUNT: AccountFacets = {
	type: 'individual',
	status: 'active',
	tags: [],
	custom: {},
	login: false,
	notify: false,
	hasEmail: false,
	createdBy: null,
	createdAt: 0,
	code: '',
	contacts: 1,
	email: '',
	siren: '',
	city: '',
	access: [],
};
const CONTACT: ContactFacets = {
	status: 'active',
	tags: [],
	custom: {},
	email: '',
	phone: '',
	city: '',
	accounts: [],
	createdBy: null,
	createdAt: 0,
	login: false,
	access: [],
};

let version = 0;

function accounts(rows: (Partial<AccountFacets> & { id: string; text: string })[]): SearchChunk {
	return {
		key: 'account/0',
		ids: rows.map(({ id }) => id),
		texts: rows.map(({ text }) => foldText(text)),
		facets: rows.map(({ id: _id, text: _text, ...facets }) => ({ ...ACCOUNT, ...facets })),
		version: ++version,
	};
}

function contacts(rows: (Partial<ContactFacets> & { id: string; text: string })[]): SearchChunk {
	return {
		key: 'contact/0',
		ids: rows.map(({ id }) => id),
		texts: rows.map(({ text }) => foldText(text)),
		facets: rows.map(({ id: _id, text: _text, ...facets }) => ({ ...CONTACT, ...facets })),
		version: ++version,
	};
}

function indexOf(...chunks: SearchChunk[]): ListIndex {
	const index = new ListIndex();
	index.take(chunks);
	return index;
}

function listed(index: ListIndex, spec: Partial<ListSpec> = {}): string[] {
	const whole: ListSpec = {
		kind: 'account',
		status: 'active',
		text: '',
		terms: [],
		sort: BY_NAME,
		aliases: {},
		...spec,
	};
	return index.view(whole, () => ({ from: 0, until: 0 })).map(({ id }) => id);
}

const found = (index: ListIndex, text: string) => index.search(text, 10).map(({ id }) => id);

test('a list typed over letter by letter, in whatever order, is the one that is typed over at once', () => {
	const book = () =>
		indexOf(
			accounts([
				{ id: 'a', text: 'Dupré', city: 'Lyon' },
				{ id: 'b', text: 'Léon Paul', city: 'Évry' },
				{ id: 'c', text: 'Dupont Léon', status: 'archived' },
				{ id: 'd', text: 'Paula Dupré', city: 'Albi', type: 'company' },
			]),
			contacts([
				{ id: 'p', text: 'Paul Dupré\np@d.fr\n33612', accounts: ['b', 'c'] as AccountId[] },
				{ id: 'q', text: 'Duparc', accounts: ['d'] as AccountId[], status: 'archived' },
			]),
		);
	const step = fc.record({
		text: fc.constantFrom('', 'd', 'du', 'dup', 'dupr', 'dupre', 'dupre p', 'dupre pa', 'p', 'pa', 'paul d', 'l', 'le', '06', 'dupxe'),
		kind: fc.constantFrom('account' as const, 'account' as const, 'contact' as const),
		status: fc.constantFrom('active' as const, 'active' as const, 'archived' as const),
		sort: fc.constantFrom(BY_NAME, BY_NAME, { by: 'city' as const, descending: true }),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
			const typing = book();
			for (const spec of steps) expect(listed(typing, spec)).toEqual(listed(book(), spec));
		}),
	);
});

describe('search', () => {
	const book = indexOf(
		accounts([
			{ id: 'bakery', text: 'Boulangerie Dupré SARL\nbou-412\n552100554' },
			{ id: 'lefebvre', text: 'Léa Lefebvre\nlef-204' },
			{ id: 'gone', text: 'Dupré parti', status: 'deleted' },
		]),
		contacts([
			{ id: 'paul', text: 'Paul Dupré\npaul.dupre@example.fr\n33612345678', accounts: ['bakery' as AccountId] },
		]),
	);

	test('names are found without accents or case, names that begin so first', () => {
		expect(found(book, 'dupre')).toEqual(['bakery', 'paul']);
		expect(found(book, 'LEA')).toEqual(['lefebvre']);
		expect(found(book, 'dupre paul')).toEqual(['paul']);
	});

	test('records of one kind are found however many of the other fit better', () => {
		const firms = Array.from({ length: 40 }, (_, n) => ({ id: `firm-${n}`, text: `Dupré ${n}` }));
		const crowded = indexOf(accounts(firms), contacts([{ id: 'paul', text: 'Paul Dupré', accounts: ['firm-1' as AccountId] }]));
		for (const typed of ['d', 'dup', 'dupre', 'durpe'])
			expect(crowded.search(typed, 6, 'contact'), typed).toEqual([{ kind: 'contact', id: 'paul' }]);
		expect(crowded.search('dupre', 6, 'account')).toHaveLength(6);
		expect(crowded.search('dupre', 6)).toHaveLength(6);
	});

	test('e-mail parts, phone digits in any spelling, IDs and company numbers are found', () => {
		expect(found(book, 'dupre@ex')).toEqual(['paul']);
		expect(found(book, '06 12 34')).toEqual(['paul']);
		expect(found(book, '+33 6 12 34 56 78')).toEqual(['paul']);
		expect(found(book, 'LEF-204')).toEqual(['lefebvre']);
		expect(found(book, '552 100 554')).toEqual(['bakery']);
	});

	test('one error in a longer word is forgiven where it finds something', () => {
		for (const typed of ['boulnagerie', 'boulangrie', 'boullangerie', 'bouiangerie', 'lefevbre', 'lefebre']) {
			expect(found(book, typed), typed).toHaveLength(1);
		}
		expect(found(book, 'xea')).toEqual([]);
	});

	test('going on typing, and going back, finds what typing it at once finds', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('d', 'du', 'dup', 'dupr', 'p', 'pa', 'paul d', 'l', 'le', '06', 'dupre paul')),
				(steps) => {
					const typing = indexOf(
						accounts([
							{ id: 'a', text: 'Dupré' },
							{ id: 'b', text: 'Léon Paul' },
						]),
						contacts([{ id: 'c', text: 'Paul Dupré\np@d.fr\n33612' }]),
					);
					for (const step of steps)
						expect(found(typing, step)).toEqual(
							found(
								indexOf(
									accounts([
										{ id: 'a', text: 'Dupré' },
										{ id: 'b', text: 'Léon Paul' },
									]),
									contacts([{ id: 'c', text: 'Paul Dupré\np@d.fr\n33612' }]),
								),
								step,
							),
						);
				},
			),
			{ numRuns: 40 },
		);
	});
});

describe('lists', () => {
	test('the order is the alphabet’s: Écrivain stands before Zoé', () => {
		const book = indexOf(accounts(['Zoé', 'Écrivain', 'eau', 'Élan'].map((text) => ({ id: text, text }))));
		expect(listed(book)).toEqual(['eau', 'Écrivain', 'Élan', 'Zoé']);
		expect(listed(book, { sort: { by: 'name', descending: true } })).toEqual(['Zoé', 'Élan', 'Écrivain', 'eau']);
	});

	test('accounts are found by the words of their people, behind those that are found by their own', () => {
		const book = indexOf(
			accounts([
				{ id: 'household', text: 'Aubert' },
				{ id: 'own', text: 'Zoé Martin' },
			]),
			contacts([{ id: 'martin', text: 'Luc Martin', accounts: ['household' as AccountId] }]),
		);
		expect(listed(book, { text: 'martin' })).toEqual(['own', 'household']);
		expect(listed(book, { text: 'martin', sort: { by: 'code', descending: false } })).toEqual(['household', 'own']);
	});

	test('what is empty comes last either way, equal ones stay by name', () => {
		const book = indexOf(
			accounts([
				{ id: 'b', text: 'b', city: 'Lyon' },
				{ id: 'a', text: 'a', city: 'Lyon' },
				{ id: 'c', text: 'c' },
				{ id: 'd', text: 'd', city: 'Évry' },
			]),
		);
		expect(listed(book, { sort: { by: 'city', descending: false } })).toEqual(['d', 'a', 'b', 'c']);
		expect(listed(book, { sort: { by: 'city', descending: true } })).toEqual(['a', 'b', 'd', 'c']);
	});

	test('by the last sign-in, who never signed in comes last', () => {
		const book = indexOf(accounts([{ id: 'a', text: 'a', lastSignIn: 5 }, { id: 'b', text: 'b' }, { id: 'c', text: 'c', lastSignIn: 9 }]));
		expect(listed(book, { sort: { by: 'lastSignIn', descending: true } })).toEqual(['c', 'a', 'b']);
		expect(listed(book, { sort: { by: 'lastSignIn', descending: false } })).toEqual(['a', 'c', 'b']);
	});

	test('tags sort by their names, the first of a record before its second; ids of one tag share a place', () => {
		const [early, late, merged] = ['early', 'late', 'merged'] as TagId[] as [TagId, TagId, TagId];
		const book = indexOf(
			accounts([
				{ id: 'a', text: 'a', tags: [late] },
				{ id: 'b', text: 'b', tags: [late, early] },
				{ id: 'c', text: 'c', tags: ['unknown' as TagId] },
				{ id: 'd', text: 'd', tags: [early] },
				{ id: 'e', text: 'e', tags: [merged, early] },
			]),
		);
		const order = [[early, merged], [late]];
		expect(listed(book, { sort: { by: 'tags', descending: false, order } })).toEqual(['d', 'e', 'b', 'a', 'c']);
		expect(listed(book, { sort: { by: 'tags', descending: true, order } })).toEqual(['a', 'b', 'd', 'e', 'c']);
	});

	test('people sort by their names, and who is not known comes last', () => {
		const [anne, paul] = ['s2', 's1'] as StaffId[] as [StaffId, StaffId];
		const book = indexOf(
			accounts([
				{ id: 'a', text: 'a', createdBy: paul },
				{ id: 'b', text: 'b', createdBy: anne },
				{ id: 'c', text: 'c', createdBy: 's0' as StaffId },
			]),
		);
		const sort = { by: 'createdBy', descending: false, order: [anne, paul] } as const;
		expect(listed(book, { sort })).toEqual(['b', 'a', 'c']);
	});

	test('numbers sort by their size and dates by the calendar; words left from before a field’s type changed come behind numbers', () => {
		const field = 'f' as FieldId;
		const of = (values: readonly (FieldValue | undefined)[]) =>
			listed(
				indexOf(
					accounts(
						values.map((value, i) => ({ id: String(value ?? i), text: 'x', custom: { [field]: value ?? null } })),
					),
				),
				{
					sort: { by: `field/${field}`, descending: false },
				},
			);
		expect(of([100, 9, -5, 'soon', 20.5, 'about 3'])).toEqual(['-5', '9', '20.5', '100', 'about 3', 'soon']);
		expect(of(['2026-02-01', '2025-12-31', '2026-01-15'])).toEqual(['2025-12-31', '2026-01-15', '2026-02-01']);
	});

	test('a newer version of a chunk takes the place of the older one', () => {
		const book = indexOf(
			accounts([
				{ id: 'a', text: 'Anna' },
				{ id: 'b', text: 'Berta' },
			]),
		);
		expect(listed(book)).toEqual(['a', 'b']);
		book.take([
			accounts([
				{ id: 'a', text: 'Zara' },
				{ id: 'b', text: 'Berta', status: 'archived' },
			]),
		]);
		expect(listed(book)).toEqual(['a']);
		expect(found(book, 'anna')).toEqual([]);
		expect(found(book, 'zara')).toEqual(['a']);
	});

	test('a tally counts what is selected, of all but some as of some', () => {
		const tag = 'tag' as TagId;
		const book = indexOf(
			accounts([
				{ id: 'a', text: 'a', tags: [tag] },
				{ id: 'b', text: 'b', login: true },
				{ id: 'c', text: 'c', tags: [tag] },
			]),
		);
		const view = book.view(
			{ kind: 'account', status: 'active', text: '', terms: [], sort: BY_NAME, aliases: {} },
			() => ({ from: 0, until: 0 }),
		);
		expect(book.tally(view, { only: ['a', 'b'] })).toEqual({ count: 2, tags: { tag: 1 }, access: 1 });
		expect(book.tally(view, { except: ['a'] })).toEqual({ count: 2, tags: { tag: 1 }, access: 1 });
	});

	test('sorted, filtered or searched, a list holds each of its records once', () => {
		const row = fc.record({
			text: fc.constantFrom('Dupré', 'Dupont', 'Martin', 'Zoé', ''),
			status: fc.constantFrom('active' as const, 'archived' as const),
			type: fc.constantFrom('individual' as const, 'company' as const),
			city: fc.constantFrom('', 'Lyon', 'Évry'),
			createdAt: fc.nat(3),
		});
		fc.assert(
			fc.property(
				fc.array(row, { maxLength: 30 }),
				fc.constantFrom('name', 'city', 'created', 'type') as fc.Arbitrary<'name'>,
				fc.boolean(),
				(rows, by, descending) => {
					const all = rows.map((one, i) => ({ ...one, id: `r${i}` }));
					const book = indexOf(accounts(all));
					const wanted = all
						.filter(({ status, type }) => status === 'active' && type === 'company')
						.map(({ id }) => id);
					const ids = listed(book, { terms: [{ on: 'type', is: 'company' }], sort: { by, descending } });
					expect([...ids].sort()).toEqual([...wanted].sort());
				},
			),
		);
	});
});

test('a search of all texts at once finds what looking at each of them finds', () => {
	const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '-', '1', '2'), maxLength: 12 });
	fc.assert(
		fc.property(
			fc.array(text, { maxLength: 12 }),
			fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1', '2'), maxLength: 4 }),
			(texts, query) => {
				const typed = readTyped(query);
				if (typed === null) return;
				const packed = new Map<number, number>();
				new PackedTexts(texts).find(typed, (place, rank) => packed.set(place, rank));
				const each = new Map(
					texts.flatMap((one, place) => {
						const rank = rankOf(one, typed);
						return rank === null ? [] : [[place, rank] as const];
					}),
				);
				expect(new Map([...packed].sort(([a], [b]) => a - b))).toEqual(each);
			},
		),
	);
});

test('a word is nearly another one after any single slip behind its first letter', () => {
	const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 4, maxLength: 9 });
	fc.assert(
		fc.property(word, fc.nat(), fc.constantFrom('x', 'y'), (known, seed, letter) => {
			const at = 1 + (seed % (known.length - 1));
			const slips = [
				known.slice(0, at) + letter + known.slice(at + 1),
				known.slice(0, at) + known.slice(at + 1),
				known.slice(0, at) + letter + known.slice(at),
			];
			for (const slip of slips) expect(isNearly(slip, known), `${slip} for ${known}`).toBe(true);
			expect(isNearly(`${letter}${letter}${known}`, known)).toBe(false);
		}),
	);
});
