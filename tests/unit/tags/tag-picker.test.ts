import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TagId } from '../../../src/lib/domain/ids.ts';
import { TAG_COLORS, tagKey, type RecordKind, type Tag } from '../../../src/lib/domain/tag.ts';
import {
	NO_TAGS,
	settleTags,
	TagPickerState,
	type KnownTags,
	type PickedTags,
} from '../../../src/lib/features/tags/tag-picker-state.svelte.ts';

const idOf = (n: number) => `0190b36e-0000-7000-8000-${String(n).padStart(12, '0')}` as TagId;

function tag(n: number, name: string, kind: RecordKind = 'account'): Tag {
	return { id: idOf(n), name, color: 'blue', kind };
}

/** A firm's tags; `aliases`: ids that mean another tag. */
function known(tags: Tag[], aliases: Record<TagId, TagId> = {}): KnownTags {
	const find = (id: TagId) => tags.find((one) => one.id === (aliases[id] ?? id)) ?? null;
	return { tags, resolve: find };
}

function openPicker(vocabulary: KnownTags, options: { creatable?: boolean; picked?: PickedTags } = {}) {
	let picked = options.picked ?? NO_TAGS;
	let made = 900;
	const picker = new TagPickerState({
		kind: () => 'account',
		vocabulary: () => vocabulary,
		picked: () => picked,
		change: (next) => (picked = next),
		creatable: () => options.creatable ?? true,
		newId: () => idOf(made++),
	});
	return { picker, picked: () => picked, names: () => picker.shown.map(({ name }) => name) };
}

const firm = known([tag(1, 'Écoles'), tag(2, 'À revoir'), tag(3, 'VIP'), tag(4, 'Parents', 'contact')]);

describe('finding', () => {
	test('does not mind accents, case and spaces around, and never mixes accounts with contacts', () => {
		const { picker } = openPicker(firm);
		expect(picker.found.map(({ name }) => name)).toEqual(['Écoles', 'À revoir', 'VIP']);
		picker.text = ' a REV ';
		expect(picker.found.map(({ name }) => name)).toEqual(['À revoir']);
		picker.text = 'parents';
		expect(picker.found).toEqual([]);
	});

	test('shows what begins so before what merely contains it', () => {
		const { picker } = openPicker(known([tag(1, 'Grand compte'), tag(2, 'Comptoir')]));
		picker.text = 'compt';
		expect(picker.found.map(({ name }) => name)).toEqual(['Comptoir', 'Grand compte']);
	});

	test('leaves out what is chosen already, and says so when it is typed again', () => {
		const { picker, names } = openPicker(firm);
		picker.add(idOf(3));
		expect(names()).toEqual(['VIP']);
		picker.text = 'vip';
		expect(picker.found).toEqual([]);
		expect(picker.already).toBe(true);
		expect(picker.creates).toBe('');
	});
});

describe('creating', () => {
	test('is offered for an unknown name only: "vip " is VIP', () => {
		const { picker, picked, names } = openPicker(firm);
		picker.text = 'vip ';
		expect(picker.creates).toBe('');
		picker.text = '  Café   noir ';
		expect(picker.creates).toBe('Café noir');
		picker.create();
		expect(names()).toEqual(['Café noir']);
		expect(picked().newTags).toEqual([
			{ id: picked().tags[0], name: 'Café noir', color: expect.toSatisfy((color) => TAG_COLORS.includes(color)) },
		]);
		picker.text = 'CAFE NOIR';
		expect(picker.creates).toBe('');
	});

	test('gives the same name the same colour on every device, until another is chosen', () => {
		const colors = [1, 2].map(() => {
			const { picker, picked } = openPicker(firm);
			picker.text = 'Nouveau';
			picker.create();
			return picked().newTags[0]?.color;
		});
		expect(colors[0]).toBe(colors[1]);
		const { picker, picked } = openPicker(firm);
		picker.text = 'Nouveau';
		picker.create();
		picker.paint(picked().tags[0] ?? idOf(0), 'violet');
		expect(picker.shown).toMatchObject([{ name: 'Nouveau', color: 'violet', fresh: true }]);
	});

	test('is not offered where tags are only chosen, nor for a name that is too long', () => {
		const chooser = openPicker(firm, { creatable: false }).picker;
		chooser.text = 'Nouveau';
		expect(chooser.creates).toBe('');
		const { picker } = openPicker(firm);
		picker.text = 'x'.repeat(61);
		expect(picker.creates).toBe('');
		expect(picker.tooLong).toBe(true);
	});
});

describe('taking away', () => {
	test('Backspace takes the last, and a new tag with it', () => {
		const { picker, picked, names } = openPicker(firm);
		picker.add(idOf(1));
		picker.text = 'Nouveau';
		picker.create();
		picker.removeLast();
		expect(names()).toEqual(['Écoles']);
		expect(picked().newTags).toEqual([]);
		picker.removeLast();
		picker.removeLast();
		expect(names()).toEqual([]);
	});

	test('a tag known by two ids is shown once and goes under both', () => {
		const merged = known([tag(1, 'VIP')], { [idOf(7)]: idOf(1) });
		const { picker, picked, names } = openPicker(merged, { picked: { tags: [idOf(7), idOf(1)], newTags: [] } });
		expect(names()).toEqual(['VIP']);
		picker.remove(idOf(1));
		expect(picked().tags).toEqual([]);
	});
});

test('leaving the field takes a known name, keeps an unknown one and says that it is no tag yet', () => {
	const { picker, names } = openPicker(firm);
	picker.text = 'vip';
	picker.leave();
	expect(names()).toEqual(['VIP']);
	picker.text = 'Nouveau';
	picker.leave();
	expect(names()).toEqual(['VIP']);
	expect([picker.text, picker.left]).toEqual(['Nouveau', 'Nouveau']);
});

describe('what is stored', () => {
	test('a tag that was deleted while it was chosen does not come back to life', () => {
		expect(settleTags({ tags: [idOf(1), idOf(9)], newTags: [] }, 'account', firm)).toEqual({
			tags: [idOf(1)],
			newTags: [],
		});
	});

	test('a new tag that somebody else made meanwhile is that one', () => {
		const fresh = { id: idOf(50), name: 'vip', color: 'red' as const };
		expect(settleTags({ tags: [idOf(50)], newTags: [fresh] }, 'account', firm)).toEqual({
			tags: [idOf(3)],
			newTags: [],
		});
	});
});

test('whatever is typed and pressed: no two chosen tags have one name, and every new one is stored once', () => {
	const text = fc.constantFrom('VIP', 'vip ', 'ViP', 'é', 'E', 'É', 'Nouveau', 'nouveau', ' ', 'a revoir');
	const act = fc.record({ do: fc.constantFrom('enter', 'backspace', 'leave'), text });
	fc.assert(
		fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
			const { picker, picked, names } = openPicker(firm);
			for (const one of acts) {
				picker.text = one.text;
				if (one.do === 'enter') {
					const [first] = picker.found;
					if (first !== undefined) picker.add(first.id);
					else picker.create();
				} else if (one.do === 'leave') picker.leave();
				else {
					picker.text = '';
					picker.removeLast();
				}
				const keys = names().map(tagKey);
				expect(new Set(keys).size).toBe(keys.length);
			}
			const stored = settleTags(picked(), 'account', firm);
			expect(stored.tags.length + stored.newTags.length).toBe(names().length);
			expect(new Set(stored.newTags.map(({ name }) => tagKey(name))).size).toBe(stored.newTags.length);
		}),
	);
});
