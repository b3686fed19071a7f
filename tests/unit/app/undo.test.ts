import { beforeEach, describe, expect, test } from 'vitest';
import { Undo } from '../../../src/lib/app/undo.svelte.ts';
import type { GroupId } from '../../../src/lib/domain/ids.ts';
import { undoAsked } from '../../../src/lib/platform/undo-keys.ts';

interface Shown {
	id: number;
	text: string;
	tone?: string;
	action?: { label: string; run: () => void } | null;
	progress?: { done: number; total: number };
}

const group = (name: string) => name as GroupId;

/** Groups that were written back, and toasts as people see them. */
class Desk {
	undone: (readonly GroupId[])[] = [];
	toasts: Shown[] = [];
	/** What the next undo answers. */
	answer: { undone: number; kept: number } | Error = { undone: 1, kept: 0 };
	/** Where the next undo waits after each group. */
	between: (done: number) => void = () => undefined;
	readonly undo = new Undo(
		async (groups, progress, cancelled) => {
			this.undone.push(groups);
			if (this.answer instanceof Error) throw this.answer;
			const left = [...groups];
			while (left.length > 0 && !cancelled()) {
				left.pop();
				progress(groups.length - left.length, groups.length);
				this.between(groups.length - left.length);
			}
			const written = this.answer.undone > 0 ? [group(`back of ${groups.slice(left.length).join(' and ')}`)] : [];
			return { ok: true, value: { ...this.answer, groups: written, left } };
		},
		{
			show: (text, options) => {
				const id = this.toasts.length + 1;
				this.toasts = [...this.toasts, { id, text, ...options }];
				return id;
			},
			advance: (id, done, total) => {
				this.toasts = this.toasts.map((toast) => (toast.id === id ? { ...toast, progress: { done, total } } : toast));
			},
			dismiss: (id) => {
				this.toasts = this.toasts.filter((toast) => toast.id !== id);
			},
		},
	);
	get said(): string | undefined {
		return this.toasts.at(-1)?.text;
	}
	press(label: string): void {
		const action = this.toasts.at(-1)?.action;
		if (action?.label !== label) throw new Error(`no ${label} on screen`);
		action.run();
	}
}

let desk: Desk;
beforeEach(() => {
	desk = new Desk();
});

describe('a step that is offered', () => {
	test('is told with Undo, goes back by it once, and is done again by Redo', async () => {
		desk.undo.offer([group('a')], 'Dupont is archived.');
		expect(desk.said).toBe('Dupont is archived.');
		desk.press('Undo');
		await expect.poll(() => desk.said).toBe('Undone: Dupont is archived.');
		desk.press('Redo');
		await expect.poll(() => desk.said).toBe('Dupont is archived.');
		expect(desk.undone).toEqual([[group('a')], [group('back of a')]]);
		desk.press('Undo');
		await expect.poll(() => desk.undone.at(-1)).toEqual([group('back of back of a')]);
	});

	test('is nothing where nothing was written', () => {
		desk.undo.offer([null], 'Nothing new.');
		expect(desk.toasts).toEqual([]);
	});

	test('replaces the toast of the one before, which the keyboard still takes back', async () => {
		desk.undo.offer([group('a')], 'First.');
		desk.undo.offer([group('b'), group('c')], 'Second.');
		expect(desk.toasts.map(({ text }) => text)).toEqual(['Second.']);
		await desk.undo.undo();
		await desk.undo.undo();
		await desk.undo.undo();
		expect(desk.undone).toEqual([[group('b'), group('c')], [group('a')]]);
		expect(desk.said).toBe('Undone: First.');
	});

	test('that is undone twice at once goes back once', async () => {
		desk.undo.offer([group('a')], 'First.');
		desk.press('Undo');
		await desk.undo.undo();
		expect(desk.undone).toEqual([[group('a')]]);
	});

	test('forgets what could have been done again', async () => {
		desk.undo.offer([group('a')], 'First.');
		await desk.undo.undo();
		desk.undo.offer([group('b')], 'Second.');
		await desk.undo.redo();
		expect(desk.undone).toEqual([[group('a')]]);
	});
});

describe('a step of many groups', () => {
	const three = [group('a'), group('b'), group('c')];

	test('tells how far it is while it goes back, and is one step all the same', async () => {
		const told: unknown[] = [];
		desk.between = () => told.push(desk.toasts.at(-1)?.progress);
		desk.undo.offer(three, 'All are archived.');
		await desk.undo.undo();
		expect(told.slice(0, 2)).toEqual([
			{ done: 1, total: 3 },
			{ done: 2, total: 3 },
		]);
		expect(desk.toasts.map(({ text, progress }) => [text, progress])).toEqual([['Undone: All are archived.', undefined]]);
		await desk.undo.undo();
		expect(desk.undone).toEqual([three]);
	});

	test('can be stopped: what went back is done again by Redo, what did not goes back next', async () => {
		desk.between = (done) => done === 1 && desk.press('Stop');
		desk.undo.offer(three, 'All are archived.');
		await desk.undo.undo();
		expect(desk.said).toBe('Undone in part: All are archived.');
		desk.between = () => undefined;
		await desk.undo.undo();
		expect(desk.undone.at(-1)).toEqual([group('a'), group('b')]);
		expect(desk.said).toBe('Undone: All are archived.');
		await desk.undo.redo();
		await desk.undo.redo();
		expect(desk.undone.slice(-2)).toEqual([[group('back of a and b')], [group('back of c')]]);
	});
});

describe('what changed since', () => {
	test('is kept and counted', async () => {
		desk.answer = { undone: 3, kept: 2 };
		desk.undo.offer([group('a')], 'Five accounts are archived.');
		await desk.undo.undo();
		expect(desk.said).toBe('Undone: Five accounts are archived. 2 values that changed since are kept.');
	});

	test('is said where nothing goes back, and nothing is offered again', async () => {
		desk.answer = { undone: 0, kept: 1 };
		desk.undo.offer([group('a')], 'Name changed.');
		await desk.undo.undo();
		expect(desk.said).toBe('Not undone: the value changed since, and is kept.');
		expect(desk.toasts.at(-1)?.action).toBeNull();
		await desk.undo.undo();
		expect(desk.undone).toHaveLength(1);
	});
});

test('a step that the disk refuses stays, and that is said', async () => {
	desk.answer = new Error('full');
	desk.undo.offer([group('a')], 'Name changed.');
	await desk.undo.undo();
	expect(desk.toasts.at(-1)).toMatchObject({ tone: 'danger' });
	desk.answer = { undone: 1, kept: 0 };
	await desk.undo.undo();
	expect(desk.said).toBe('Undone: Name changed.');
});

describe('the keys', () => {
	const pressed = (keys: Partial<KeyboardEvent>) =>
		({ ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, target: null, ...keys }) as KeyboardEvent;
	const pc = { platform: 'Win32' };
	const mac = { platform: 'MacIntel' };

	test('are the platform’s: Ctrl or ⌘ with Z, and Shift the other way', () => {
		expect(undoAsked(pressed({ key: 'z', ctrlKey: true }), pc)).toBe('undo');
		expect(undoAsked(pressed({ key: 'Z', ctrlKey: true, shiftKey: true }), pc)).toBe('redo');
		expect(undoAsked(pressed({ key: 'y', ctrlKey: true }), pc)).toBe('redo');
		expect(undoAsked(pressed({ key: 'z', metaKey: true }), mac)).toBe('undo');
		expect(undoAsked(pressed({ key: 'Z', metaKey: true, shiftKey: true }), mac)).toBe('redo');
	});

	test('mean nothing with another modifier, alone, or where something took them', () => {
		expect(undoAsked(pressed({ key: 'z' }), pc)).toBeNull();
		expect(undoAsked(pressed({ key: 'z', ctrlKey: true }), mac)).toBeNull();
		expect(undoAsked(pressed({ key: 'z', ctrlKey: true, altKey: true }), pc)).toBeNull();
		expect(undoAsked(pressed({ key: 'z', ctrlKey: true, defaultPrevented: true }), pc)).toBeNull();
	});
});
