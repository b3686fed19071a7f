import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFieldValue } from '../../src/lib/domain/field-value.ts';
import type { FieldId, StaffId, TagId } from '../../src/lib/domain/ids.ts';
import {
	compileFilter,
	filterTerm,
	readFilter,
	recordFilter,
	type FilterFacts,
	type FilterTerm,
} from '../../src/lib/domain/record-filter.ts';

const uuid = (n: number) => `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const TAGS = [1, 2, 3].map((n) => uuid(n) as TagId);
const [vip, old, merged] = TAGS as [TagId, TagId, TagId];
const field = uuid(9) as FieldId;
const ana = uuid(20) as StaffId;
const DAY = 86_400_000;

/** `merged` stands for `vip`; days are counted from the first of 1970. */
const context = {
	aliases: (tag: TagId) => (tag === vip ? [vip, merged] : [tag]),
	day: (day: string) => ({ from: Date.parse(day), until: Date.parse(day) + DAY }),
};

const FACTS: FilterFacts = {
	type: 'company',
	tags: [],
	custom: {},
	login: false,
	access: [],
	notify: false,
	hasEmail: false,
	createdBy: null,
	createdAt: Date.parse('2026-11-24T22:30:00Z'),
	city: 'Évry',
	linked: 1,
};

function fits(terms: FilterTerm[], facts: Partial<FilterFacts> = {}): boolean {
	return compileFilter(terms, context)({ ...FACTS, ...facts });
}

const terms: fc.Arbitrary<FilterTerm> = fc.oneof(
	fc.record({ on: fc.constant('type' as const), is: fc.constantFrom('individual' as const, 'company' as const) }),
	fc.record({
		on: fc.constant('tag' as const),
		how: fc.constantFrom('any' as const, 'all' as const, 'none' as const),
		tag: fc.constantFrom(...TAGS),
	}),
	fc.record({ on: fc.constant('access' as const), is: fc.constantFrom('on' as const, 'off' as const) }),
	fc.record({ on: fc.constant('invited' as const), is: fc.constantFrom('not-invited' as const, 'sent' as const) }),
	fc.record({ on: fc.constant('email' as const), is: fc.constantFrom('none' as const, 'some' as const) }),
	fc.record({ on: fc.constant('notified' as const), is: fc.constantFrom('nobody' as const, 'somebody' as const) }),
	fc.record({ on: fc.constant('linked' as const), is: fc.constantFrom('none' as const, 'some' as const) }),
	fc.record({ on: fc.constant('createdBy' as const), staff: fc.constant(ana) }),
	fc.record({
		on: fc.constantFrom('createdFrom' as const, 'createdTo' as const),
		day: fc.constantFrom('2026-11-23', '2026-11-24'),
	}),
	fc.record({ on: fc.constant('city' as const), city: fc.constantFrom('evry', 'Lyon') }),
	fc.record({
		on: fc.constant('field' as const),
		field: fc.constant(field),
		how: fc.constantFrom('empty' as const, 'filled' as const),
	}),
	fc.record({
		on: fc.constant('field' as const),
		field: fc.constant(field),
		how: fc.constantFrom('from' as const, 'to' as const),
		value: fc.integer({ min: -5, max: 5 }),
	}),
	fc.record({
		on: fc.constant('field' as const),
		field: fc.constant(field),
		how: fc.constant('contains' as const),
		value: fc.constant('é'),
	}),
);
const facts: fc.Arbitrary<FilterFacts> = fc.record({
	type: fc.constantFrom('individual' as const, 'company' as const, null),
	tags: fc.subarray(TAGS),
	custom: fc.oneof(
		fc.constant({}),
		fc.record({ [field]: fc.oneof(fc.integer({ min: -6, max: 6 }), fc.string(), fc.boolean()) }),
	),
	login: fc.boolean(),
	access: fc.subarray(['not-invited' as const, 'sent' as const, 'activated' as const]),
	notify: fc.boolean(),
	hasEmail: fc.boolean(),
	createdBy: fc.constantFrom(ana, null),
	createdAt: fc.integer({ min: Date.parse('2026-11-22'), max: Date.parse('2026-11-26') }),
	city: fc.constantFrom('', 'Évry', 'Lyon'),
	linked: fc.nat(2),
});

describe('whatever the filter', () => {
	test('it is stored as a register’s value and read back as it was', () => {
		fc.assert(
			fc.property(fc.array(terms, { maxLength: 20 }), (filter) => {
				const saved: unknown = JSON.parse(JSON.stringify(filter));
				expect(isFieldValue(saved)).toBe(true);
				expect(recordFilter.safeParse(saved).success).toBe(true);
				expect(readFilter(saved)).toEqual({ terms: saved, unread: 0 });
			}),
		);
	});

	test('the order and the repetition of its terms make no difference', () => {
		fc.assert(
			fc.property(fc.array(terms, { maxLength: 8 }), facts, (filter, record) => {
				const whole = compileFilter(filter, context)(record);
				expect(compileFilter([...filter].reverse(), context)(record)).toBe(whole);
				expect(compileFilter([...filter, ...filter], context)(record)).toBe(whole);
			}),
		);
	});

	test('a term that stands for itself never finds more', () => {
		fc.assert(
			fc.property(fc.array(terms, { maxLength: 6 }), fc.constantFrom(...TAGS), facts, (filter, tag, record) => {
				const narrower = [...filter, { on: 'tag', how: 'none', tag } as const];
				if (compileFilter(narrower, context)(record)) expect(compileFilter(filter, context)(record)).toBe(true);
			}),
		);
	});

	test('having a tag and not having it part the book in two', () => {
		fc.assert(
			fc.property(facts, fc.constantFrom(...TAGS), (record, tag) => {
				const has = compileFilter([{ on: 'tag', how: 'any', tag }], context)(record);
				expect(compileFilter([{ on: 'tag', how: 'none', tag }], context)(record)).toBe(!has);
			}),
		);
	});

	test('what it does not understand is left out and counted', () => {
		fc.assert(
			fc.property(fc.anything(), (saved) => {
				const { terms: read, unread } = readFilter(saved);
				expect(read.every((term) => filterTerm.safeParse(term).success)).toBe(true);
				if (Array.isArray(saved)) expect(read.length + unread).toBe(saved.length);
			}),
		);
	});
});

test('tags: any of them, all of them, none of them, under every id that stands for one', () => {
	const both = (how: 'any' | 'all' | 'none'): FilterTerm[] => [vip, old].map((tag) => ({ on: 'tag', how, tag }));
	expect(fits(both('any'), { tags: [merged] })).toBe(true);
	expect(fits(both('all'), { tags: [merged] })).toBe(false);
	expect(fits(both('all'), { tags: [merged, old] })).toBe(true);
	expect(fits(both('none'), { tags: [merged] })).toBe(false);
	expect(fits(both('none'), {})).toBe(true);
});

test('values of one thing are alternatives, different things hold together', () => {
	const filter: FilterTerm[] = [
		{ on: 'city', city: 'Lyon' },
		{ on: 'city', city: 'evry' },
		{ on: 'type', is: 'company' },
	];
	expect(fits(filter)).toBe(true);
	expect(fits(filter, { type: 'individual' })).toBe(false);
	expect(fits(filter, { city: 'Paris' })).toBe(false);
});

test('states of invitations are alternatives, and a record has as many as it has people', () => {
	const filter: FilterTerm[] = [
		{ on: 'invited', is: 'bounced' },
		{ on: 'invited', is: 'expired' },
	];
	expect(fits(filter, { access: ['activated', 'expired'] })).toBe(true);
	expect(fits(filter, { access: ['activated', 'sent'] })).toBe(false);
	expect(fits(filter, { access: [] })).toBe(false);
});

test('days are whole, both ends included', () => {
	expect(fits([{ on: 'createdFrom', day: '2026-11-24' }])).toBe(true);
	expect(fits([{ on: 'createdTo', day: '2026-11-24' }])).toBe(true);
	expect(fits([{ on: 'createdTo', day: '2026-11-23' }])).toBe(false);
	expect(fits([{ on: 'createdFrom', day: '2026-11-25' }])).toBe(false);
});

test('custom fields: choices, boxes, parts of texts, bounds; a value of another type lies between none', () => {
	const of = (value: FilterFacts['custom'][string] | undefined) => ({
		custom: value === undefined ? {} : { [field]: value },
	});
	expect(fits([{ on: 'field', field, how: 'is', value: 'a' }], of(['b', 'a']))).toBe(true);
	expect(
		fits(
			[
				{ on: 'field', field, how: 'is', value: 'a' },
				{ on: 'field', field, how: 'empty' },
			],
			of(undefined),
		),
	).toBe(true);
	expect(fits([{ on: 'field', field, how: 'is', value: false }], of(undefined))).toBe(true);
	expect(fits([{ on: 'field', field, how: 'is', value: true }], of(false))).toBe(false);
	expect(fits([{ on: 'field', field, how: 'contains', value: 'elè' }], of('Un ÉLÈVE'))).toBe(true);
	expect(
		fits(
			[
				{ on: 'field', field, how: 'from', value: 5 },
				{ on: 'field', field, how: 'to', value: 5 },
			],
			of(5),
		),
	).toBe(true);
	expect(fits([{ on: 'field', field, how: 'from', value: '2026-01-01' }], of('2026-02-01'))).toBe(true);
	expect(fits([{ on: 'field', field, how: 'from', value: 5 }], of('9'))).toBe(false);
});
