import { beforeEach, describe, expect, test } from 'vitest';
import { applyFolderOps, type FolderOp } from '../../../src/lib/domain/folder-ops.ts';
import { buildTree } from '../../../src/lib/domain/folder-tree.ts';
import type { FolderTree, StoredFolder } from '../../../src/lib/domain/folder.ts';
import type { FolderId } from '../../../src/lib/domain/ids.ts';
import { FolderTreeState } from '../../../src/lib/features/folders/folder-tree-state.svelte.ts';
import { dropMove, linesWithNew, visibleRows } from '../../../src/lib/features/folders/tree-moves.ts';

const id = (letter: string) => `01900000-0000-7000-8000-00000000000${letter}` as FolderId;
const [UPLOADS, TAX, Y2025, Y2026, LEGAL] = [id('1'), id('2'), id('3'), id('4'), id('5')];

/** The tree of a test: Client uploads, Tax (2025, 2026), Legal. Changes are made by the domain's own rules. */
let stored: Map<FolderId, StoredFolder>;
let tree = $state.raw<FolderTree>({ roots: [] });
let changes: FolderOp[][];
let folders: FolderTreeState;
let made = 0;

function folder(name: string, order: number, parent: FolderId | null = null, clientUploads = false): StoredFolder {
	return { name, order, parent, clientUploads, removed: false };
}

async function change(ops: FolderOp[]): Promise<boolean> {
	const result = applyFolderOps(stored, ops, 'en');
	if (!result.ok) return false;
	changes.push(ops);
	stored = new Map([...stored, ...result.changes]);
	tree = buildTree(stored, 'en').tree;
	return true;
}

beforeEach(() => {
	stored = new Map([
		[UPLOADS, folder('Client uploads', 0, null, true)],
		[TAX, folder('Tax', 1)],
		[Y2025, folder('2025', 0, TAX)],
		[Y2026, folder('2026', 1, TAX)],
		[LEGAL, folder('Legal', 2)],
	]);
	tree = buildTree(stored, 'en').tree;
	changes = [];
	made = 6;
	folders = new FolderTreeState(() => ({ tree, change, newId: () => id((made++).toString(16)) }));
});

/** The tree as one sees it: names, indented by two spaces a level; `*` on the row that keys act on. */
function seen(): string[] {
	return visibleRows(tree.roots, (one) => folders.isOpen(one)).map(
		({ node, level }) => `${'  '.repeat(level - 1)}${node.name}${node.id === folders.active ? ' *' : ''}`,
	);
}

function press(key: string, more: Partial<KeyboardEvent> = {}): boolean {
	return folders.press({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, timeStamp: 0, ...more });
}

describe('walking by the keys of the ARIA practices', () => {
	test('up, down, first and last go over what is shown', () => {
		press('ArrowDown');
		expect(seen()).toEqual(['Client uploads', 'Tax *', '  2025', '  2026', 'Legal']);
		press('End');
		expect(folders.active).toBe(LEGAL);
		press('ArrowDown');
		expect(folders.active).toBe(LEGAL);
		press('Home');
		expect(folders.active).toBe(UPLOADS);
	});

	test('left closes and goes out, right opens and goes in, the star opens what stands beside', () => {
		folders.choose(Y2026);
		press('ArrowLeft');
		expect(folders.active).toBe(TAX);
		press('ArrowLeft');
		expect(seen()).toEqual(['Client uploads', 'Tax *', 'Legal']);
		press('ArrowRight');
		expect(seen()).toContain('  2025');
		press('ArrowRight');
		expect(folders.active).toBe(Y2025);
		folders.toggle(TAX, false);
		folders.choose(LEGAL);
		press('*');
		expect(seen()).toContain('  2025');
	});

	test('letters go to the next name that begins so, accents and case aside, and around', () => {
		press('l', { timeStamp: 1000 });
		expect(folders.active).toBe(LEGAL);
		press('2', { timeStamp: 3000 });
		press('0', { timeStamp: 3100 });
		press('2', { timeStamp: 3200 });
		press('6', { timeStamp: 3300 });
		expect(folders.active).toBe(Y2026);
		press('é', { timeStamp: 9000 });
		expect(folders.active).toBe(Y2026);
	});

	test('a row that is gone leaves the keys on the first one', async () => {
		folders.choose(LEGAL);
		await change([{ op: 'remove', id: LEGAL }]);
		expect(folders.active).toBe(UPLOADS);
	});

	test('keys with Ctrl are the page’s, and a tree that is only read takes no change', () => {
		expect(press('z', { ctrlKey: true })).toBe(false);
		const read = new FolderTreeState(() => ({ tree, change: null, newId: () => id('f') }));
		expect(read.editable).toBe(false);
		expect(read.press({ key: 'F2', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, timeStamp: 0 })).toBe(false);
		read.rename(TAX);
		expect(read.edit).toBeNull();
	});
});

describe('moving', () => {
	test('Alt and the arrows go up, down, into the folder above and out', async () => {
		folders.choose(Y2026);
		press('ArrowUp', { altKey: true });
		await expect.poll(seen).toEqual(['Client uploads', 'Tax', '  2026 *', '  2025', 'Legal']);
		press('ArrowLeft', { altKey: true });
		await expect.poll(seen).toEqual(['Client uploads', 'Tax', '  2025', '2026 *', 'Legal']);
		press('ArrowRight', { altKey: true });
		await expect.poll(seen).toEqual(['Client uploads', 'Tax', '  2025', '  2026 *', 'Legal']);
		folders.choose(TAX);
		press('ArrowDown', { altKey: true });
		await expect.poll(seen).toEqual(['Client uploads', 'Legal', 'Tax *', '  2025', '  2026']);
	});

	test('at an end there is nowhere to go, and nothing is written', async () => {
		folders.choose(UPLOADS);
		expect(folders.maySteps(UPLOADS)).toEqual({ up: false, down: true, in: false, out: false });
		press('ArrowUp', { altKey: true });
		await Promise.resolve();
		expect(changes).toEqual([]);
	});

	test('a drop before, after and into a row; never into itself, and not where it already stands', async () => {
		const open = () => true;
		expect(dropMove(tree.roots, LEGAL, TAX, 'before', open)).toMatchObject({ parent: null, before: TAX });
		expect(dropMove(tree.roots, LEGAL, TAX, 'into', open)).toMatchObject({ parent: TAX, before: null });
		// After an open folder, the eye sees the place of its first child.
		expect(dropMove(tree.roots, LEGAL, TAX, 'after', open)).toMatchObject({ parent: TAX, before: Y2025 });
		expect(dropMove(tree.roots, LEGAL, TAX, 'after', () => false)).toBeNull();
		expect(dropMove(tree.roots, TAX, Y2025, 'into', open)).toBeNull();
		expect(dropMove(tree.roots, TAX, TAX, 'before', open)).toBeNull();
		folders.beginDrag(LEGAL);
		folders.dragOver(Y2026, 0.1);
		await folders.endDrag(true);
		expect(seen()).toEqual(['Client uploads', 'Tax', '  2025', '  Legal *', '  2026']);
	});

	test('a drag that is given up moves nothing', async () => {
		folders.beginDrag(LEGAL);
		folders.dragOver(TAX, 0.5);
		await folders.endDrag(false);
		expect(changes).toEqual([]);
	});
});

describe('naming', () => {
	test('F2 names anew; an unchanged or emptied name writes nothing', async () => {
		folders.choose(TAX);
		press('F2');
		folders.type('  Taxes  ');
		expect(await folders.commitName()).toBe(true);
		expect(changes).toEqual([[{ op: 'rename', id: TAX, name: 'Taxes' }]]);
		folders.rename(TAX);
		folders.type('');
		expect(await folders.commitName()).toBe(true);
		folders.rename(TAX);
		expect(await folders.commitName()).toBe(true);
		expect(changes).toHaveLength(1);
	});

	test('a name that can’t be a directory’s is refused with its repair, and so is one that a sibling has, whatever the case', async () => {
		folders.rename(TAX);
		folders.type('A/B');
		expect(folders.fault).toMatchObject({ kind: 'name', suggestion: 'A-B' });
		expect(await folders.commitName()).toBe(false);
		folders.type('LEGAL');
		expect(folders.fault).toMatchObject({ kind: 'taken', suggestion: 'LEGAL (2)' });
		folders.type('Legal/');
		expect(folders.fault).toMatchObject({ kind: 'name', suggestion: 'Legal-' });
		expect(changes).toEqual([]);
	});

	test('a new folder is named where it will stand, and chosen when it is there', async () => {
		folders.choose(Y2025);
		press('Enter', { shiftKey: true });
		expect(linesWithNew(folders.rows, folders.edit).map(({ row, level }) => [row?.node.name ?? 'new', level])).toEqual([
			['Client uploads', 1],
			['Tax', 1],
			['2025', 2],
			['new', 2],
			['2026', 2],
			['Legal', 1],
		]);
		folders.type('VAT');
		await folders.commitName();
		expect(seen()).toEqual(['Client uploads', 'Tax', '  2025', '  VAT *', '  2026', 'Legal']);
		press('Insert');
		folders.type('January');
		await folders.commitName();
		expect(seen()).toContain('    January *');
	});

	test('a new folder without a name is given up, and one that could not be written stays to be tried again', async () => {
		folders.addInto(null);
		expect(await folders.commitName()).toBe(true);
		expect(folders.edit).toBeNull();
		folders.addInto(LEGAL);
		stored.delete(LEGAL);
		folders.type('Minutes');
		await folders.commitName();
		expect(folders.edit?.draft).toBe('Minutes');
	});
});

describe('deleting', () => {
	test('only an empty folder goes; the clients’ never does; the row beside takes the keys', async () => {
		await folders.remove(TAX);
		expect(folders.kept).toBe('not-empty');
		await folders.remove(UPLOADS);
		expect(folders.kept).toBe('client-uploads');
		expect(changes).toEqual([]);
		folders.choose(Y2025);
		press('Delete');
		await expect.poll(seen).toEqual(['Client uploads', 'Tax', '  2026 *', 'Legal']);
		expect(folders.kept).toBeNull();
	});

	test('when another folder takes the clients’ documents, the former one can go', async () => {
		await folders.takeUploads(LEGAL);
		await folders.remove(UPLOADS);
		expect(seen()).toEqual(['Tax *', '  2025', '  2026', 'Legal']);
	});
});
