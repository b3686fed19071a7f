import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TagId } from '../../../src/lib/domain/ids.ts';
import { tagKey, type StoredTag } from '../../../src/lib/domain/tag.ts';
import { Vocabulary } from '../../../src/lib/domain/vocabulary.ts';

function id(n: number): TagId {
	return `01920000-0000-7000-8000-${String(n).padStart(12, '0')}` as TagId;
}

function tag(n: number, changes: Partial<StoredTag> = {}): StoredTag {
	return { id: id(n), name: `Tag ${n}`, color: 'grey', kind: 'account', mergedInto: null, deleted: false, ...changes };
}

/** Tags as parted devices may leave them: merged in circles, into unknown ones, into the other kind; one name several times. */
const anyTags = fc.uniqueArray(
	fc
		.record({
			n: fc.nat(7),
			name: fc.constantFrom('VIP', 'vip ', 'Été', 'ete', 'Autre'),
			kind: fc.constantFrom('account' as const, 'contact' as const),
			mergedInto: fc.option(fc.nat(9).map(id)),
			deleted: fc.boolean(),
		})
		.map(({ n, ...rest }) => tag(n, rest)),
	{ selector: (each) => each.id, maxLength: 8 },
);

describe('what tags mean', () => {
	it('TAG-3 is told without circles, the same in any order of arrival', () => {
		fc.assert(
			fc.property(anyTags, (tags) => {
				const [one, other] = [new Vocabulary(tags, []), new Vocabulary([...tags].reverse(), [])];
				expect(other.tags).toEqual(one.tags);
				for (const each of tags) {
					const means = one.resolve(each.id);
					expect(other.resolve(each.id)).toEqual(means);
					if (means === null) continue;
					expect(one.resolve(means.id)).toEqual(means);
					expect(means.kind).toBe(each.kind);
					expect(one.aliases(each.id)).toContain(each.id);
					expect(one.aliases(each.id)).toEqual(one.aliases(means.id));
				}
				const keys = one.tags.map(({ kind, name }) => `${kind} ${tagKey(name)}`);
				expect(new Set(keys).size).toBe(keys.length);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('TAG-3 of a circle of merges the lowest id stands', () => {
		const vocabulary = new Vocabulary([tag(1, { mergedInto: id(2) }), tag(2, { mergedInto: id(3) }), tag(3, { mergedInto: id(1) }), tag(4, { mergedInto: id(3) })], []);
		expect([1, 2, 3, 4].map((n) => vocabulary.resolve(id(n))?.id)).toEqual([id(1), id(1), id(1), id(1)]);
	});

	it('TAG-1 of one name twice the lowest id stands', () => {
		const vocabulary = new Vocabulary([tag(2, { name: 'vip' }), tag(1, { name: 'VIP', color: 'red' })], []);
		expect(vocabulary.tags).toEqual([{ id: id(1), name: 'VIP', color: 'red', kind: 'account' }]);
		expect(vocabulary.aliases(id(2))).toEqual([id(1), id(2)]);
	});

	it('TAG-4 of one name twice, a deleted one does not take the other along', () => {
		const vocabulary = new Vocabulary([tag(1, { name: 'VIP', deleted: true }), tag(2, { name: 'VIP' })], []);
		expect([vocabulary.resolve(id(1)), vocabulary.resolve(id(2))?.id]).toEqual([null, id(2)]);
	});

	it('sorts tags by name as people do', () => {
		const names = ['Zoé', 'Écrivain', 'abricot'].map((name, n) => tag(n, { name }));
		expect(new Vocabulary(names, []).tags.map(({ name }) => name)).toEqual(['abricot', 'Écrivain', 'Zoé']);
	});
});
