import { describe, expect, test } from 'vitest';
import type { TagId } from '../../../src/lib/domain/ids.ts';
import type { Tag } from '../../../src/lib/domain/tag.ts';
import { TagsState } from '../../../src/lib/features/settings/tags-state.svelte.ts';

const tag = (name: string, changes: Partial<Tag> = {}): Tag => ({ id: `id-${name}` as TagId, name, color: 'red', kind: 'account', ...changes });

function page(tags: Tag[], uses: Record<string, number> = {}) {
	return new TagsState({
		tags: () => tags,
		queries: { tagUses: async (id) => ({ accounts: uses[id] ?? 0, contacts: 7 }) },
	});
}

describe('the tags of a kind', () => {
	test('are apart from the other kind’s, in names too', () => {
		const state = page([tag('VIP'), tag('Family', { kind: 'contact' })]);
		expect(state.ofKind.map(({ name }) => name)).toEqual(['VIP']);
		expect(state.nameFault('family', null)).toBeNull();
		state.kind = 'contact';
		expect(state.nameFault('family', null)).toMatchObject({ kind: 'taken' });
	});

	test('names are one whatever the case, accents and spaces; a tag may take its own name anew', () => {
		const vip = tag('À revoir');
		const state = page([vip]);
		expect(state.nameFault(' a  REVOIR', null)).toEqual({ kind: 'taken', tag: vip });
		expect(state.nameFault('A revoir', vip.id)).toBeNull();
		expect(state.nameFault('  ', null)).toEqual({ kind: 'empty' });
		expect(state.nameFault('x'.repeat(61), null)).toEqual({ kind: 'too-long' });
	});

	test('many of them are looked for by typing', () => {
		const state = page(['Association', 'Bilan', 'Création', 'Holding', 'LMNP', 'Paie', 'SCI', 'Sortie', 'VIP'].map((name) => tag(name)));
		expect(state.many).toBe(true);
		state.sought = 'crea';
		expect(state.shown.map(({ name }) => name)).toEqual(['Création']);
	});

	test('a new one gets the colour that the fewest have', () => {
		expect(page([]).freeColor).toBe('red');
		expect(page([tag('a'), tag('b', { color: 'orange' })]).freeColor).toBe('amber');
	});

	test('are counted on the records of their kind', async () => {
		const state = page([tag('VIP'), tag('Family', { kind: 'contact' })], { 'id-VIP': 12 });
		await state.count();
		expect([...state.uses]).toEqual([['id-VIP', 12]]);
		state.kind = 'contact';
		await state.count();
		expect(state.uses.get('id-Family' as TagId)).toBe(7);
	});
});
