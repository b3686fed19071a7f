import { expect, test } from 'vitest';
import { flushSync } from 'svelte';
import { ListState } from '../../../src/lib/features/lists/list-state.svelte.ts';
import { BY_NAME, type ListSpec } from '../../../src/lib/queries/list-spec.ts';
import type { OpenList } from '../../../src/lib/queries/open-list.ts';
import type { Live } from '../../../src/lib/queries/live.ts';

const spec: ListSpec = { kind: 'account', status: 'active', text: '', terms: [], sort: BY_NAME, aliases: {} };

/** A list of whose queries the test answers each, and sees how many are followed. */
function openTestList() {
	const followed = new Map<number, Set<(lines: { id: string }[]) => void>>();
	let asked = 0;
	const lines =
		({ from }: { from: number }): Live<{ id: string }[]> =>
		(heard) => {
			asked++;
			const one = followed.get(from) ?? new Set();
			followed.set(from, one.add(heard));
			return () => one.delete(heard);
		};
	const list = {
		count: (heard: (count: number) => void) => {
			heard(2);
			return () => undefined;
		},
		lines,
	} as unknown as OpenList<{ id: string }>;
	return {
		list,
		asked: () => asked,
		following: (from: number) => followed.get(from)?.size ?? 0,
		answer: (from: number, ids: string[]) => {
			for (const heard of followed.get(from) ?? []) heard(ids.map((id) => ({ id })));
		},
	};
}

test('the rows that a list begins with are read once, whoever shows them, and followed until it is left', async () => {
	const stage = openTestList();
	const state = new ListState(() => stage.list);
	const shown: (string | undefined)[] = [];
	let leave = () => {};
	const close = $effect.root(() => {
		$effect(() => {
			leave = state.follow(spec);
			return leave;
		});
		$effect(() => {
			shown.push(state.shown?.pages.row(0)?.id);
		});
	});
	flushSync();
	expect(state.shown).toBeNull();
	stage.answer(0, ['a', 'b']);
	flushSync();
	expect([stage.asked(), stage.following(0), state.count]).toEqual([1, 1, 2]);
	stage.answer(0, ['c', 'a', 'b']);
	flushSync();
	expect(shown).toEqual([undefined, 'a', 'c']);
	expect(stage.asked()).toBe(1);
	close();
	await expect.poll(() => stage.following(0)).toBe(0);
});
