import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predefinedFolders, type FolderNode, type StoredFolder } from '../../../src/lib/domain/folder.ts';
import { applyFolderOps, missingFolders, templateRegisters, type FolderOp } from '../../../src/lib/domain/folder-ops.ts';
import { buildTree, flattenTree } from '../../../src/lib/domain/folder-tree.ts';
import type { FolderId } from '../../../src/lib/domain/ids.ts';
import { caseKey } from '../../../src/lib/domain/text.ts';

function id(n: number): FolderId {
	return `01920000-0000-7000-8000-${String(n).padStart(12, '0')}` as FolderId;
}

function stored(folders: Record<number, Partial<StoredFolder>>): Map<FolderId, StoredFolder> {
	return new Map(
		Object.entries(folders).map(([n, folder]) => [
			id(Number(n)),
			{ name: `Folder ${n}`, parent: null, order: Number(n), clientUploads: false, removed: false, ...folder },
		]),
	);
}

/** Registers as parted devices may leave them: parents that are unknown, removed or in a circle; names, marks and orders of any kind. */
const anyFolders = fc
	.uniqueArray(
		fc.record({
			n: fc.nat(9),
			name: fc.constantFrom('A', 'a', 'A (2)', 'é', 'E\u0301', 'Banque'),
			parent: fc.option(fc.nat(11).map(id)),
			order: fc.integer({ min: 0, max: 3 }),
			clientUploads: fc.boolean(),
			removed: fc.boolean(),
		}),
		{ selector: ({ n }) => n, maxLength: 10 },
	)
	.map((folders) => new Map(folders.map(({ n, ...folder }) => [id(n), folder])));

const anyOp: fc.Arbitrary<FolderOp> = fc.oneof(
	fc.record({
		op: fc.constant('add' as const),
		id: fc.integer({ min: 20, max: 40 }).map(id),
		name: fc.constantFrom('Neuf', 'A', 'a', 'con', ''),
		parent: fc.option(fc.nat(11).map(id)),
	}),
	fc.record({ op: fc.constant('rename' as const), id: fc.nat(11).map(id), name: fc.constantFrom('Autre', 'A', 'x/y') }),
	fc.record({ op: fc.constant('move' as const), id: fc.nat(11).map(id), parent: fc.option(fc.nat(11).map(id)), before: fc.option(fc.nat(11).map(id)) }),
	fc.record({ op: fc.constant('remove' as const), id: fc.nat(11).map(id) }),
	fc.record({ op: fc.constant('clientUploads' as const), id: fc.nat(11).map(id) }),
);

function expectGood(folders: ReadonlyMap<FolderId, StoredFolder>): void {
	const { tree } = buildTree(folders, 'fr');
	const all = flattenTree(tree);
	expect(all.filter(({ clientUploads }) => clientUploads)).toHaveLength(1);
	expect(new Set(all.map((folder) => folder.id)).size).toBe(all.length);
	const shown = new Set(all.map((folder) => folder.id));
	for (const [folder, { removed }] of folders) if (!removed) expect(shown).toContain(folder);
	const namesApart = (nodes: FolderNode[]): void => {
		expect(new Set(nodes.map(({ name }) => caseKey(name))).size).toBe(nodes.length);
		for (const { children } of nodes) namesApart(children);
	};
	namesApart(tree.roots);
}

describe('a tree of folders', () => {
	it('FOL-1 is good whatever parted devices left behind, and the same in any order of arrival', () => {
		fc.assert(
			fc.property(anyFolders, (folders) => {
				expectGood(folders);
				expect(buildTree(new Map([...folders].reverse()), 'fr').tree).toEqual(buildTree(folders, 'fr').tree);
			}),
			{ numRuns: 500 },
		);
	});

	it('FOL-1 what is shown, stored as it is shown, is shown the same with nothing to repair', () => {
		fc.assert(
			fc.property(anyFolders, (folders) => {
				const { tree } = buildTree(folders, 'fr');
				expect(buildTree(templateRegisters(flattenTree(tree)), 'fr')).toEqual({ tree, repairs: [] });
			}),
			{ numRuns: 500 },
		);
	});

	it('FOL-1 cuts a circle at its lowest id and says so', () => {
		const { tree, repairs } = buildTree(stored({ 1: { parent: id(2), clientUploads: true }, 2: { parent: id(1) } }), 'fr');
		expect(tree.roots).toMatchObject([{ id: id(1), children: [{ id: id(2), children: [] }] }]);
		expect(repairs).toEqual([{ kind: 'folder-cycle', folder: id(1) }]);
	});

	it('FOL-1 a folder that was removed here and filled there lives on', () => {
		const { tree, repairs } = buildTree(stored({ 1: { clientUploads: true }, 2: { removed: true }, 3: { parent: id(2) } }), 'fr');
		expect(tree.roots).toMatchObject([{ id: id(1) }, { id: id(2), children: [{ id: id(3) }] }]);
		expect(repairs).toEqual([{ kind: 'folder-kept', folder: id(2) }]);
	});

	it('FOL-1 of two folders for the client the lowest id is it; of none the first', () => {
		const both = buildTree(stored({ 1: {}, 2: { clientUploads: true }, 3: { clientUploads: true } }), 'fr');
		expect(flattenTree(both.tree).filter(({ clientUploads }) => clientUploads)).toMatchObject([{ id: id(2) }]);
		const none = buildTree(stored({ 1: { order: 5 }, 2: { order: 1 } }), 'fr');
		expect(flattenTree(none.tree).filter(({ clientUploads }) => clientUploads)).toMatchObject([{ id: id(2) }]);
	});

	it('FOL-1 with no folder at all the predefined ones stand in, in the firm’s language', () => {
		expect(buildTree(new Map(), 'fr').tree.roots[0]).toMatchObject({ name: 'Documents téléchargés par le client', clientUploads: true });
		expect(buildTree(new Map(), 'en').tree.roots[0]).toMatchObject({ name: 'Client uploads' });
	});
});

describe('editing a tree', () => {
	it('FOL-2 any steps leave a good tree, or are refused with nothing changed', () => {
		fc.assert(
			fc.property(anyFolders, fc.array(anyOp, { maxLength: 6 }), (folders, ops) => {
				const done = applyFolderOps(folders, ops, 'fr');
				if (done.ok) expectGood(new Map([...folders, ...done.changes]));
			}),
			{ numRuns: 500 },
		);
	});

	it('FOL-2 refuses what would break it', () => {
		const folders = stored({ 1: { clientUploads: true }, 2: {}, 3: { parent: id(2) } });
		const problem = (op: FolderOp) => {
			const done = applyFolderOps(folders, [op], 'fr');
			return done.ok ? null : done.problem;
		};
		expect(problem({ op: 'remove', id: id(1) })).toBe('folder-client-uploads');
		expect(problem({ op: 'remove', id: id(2) })).toBe('folder-not-empty');
		expect(problem({ op: 'move', id: id(2), parent: id(3), before: null })).toBe('folder-into-itself');
		expect(problem({ op: 'move', id: id(2), parent: id(2), before: null })).toBe('folder-into-itself');
		expect(problem({ op: 'rename', id: id(2), name: 'FOLDER 1' })).toBe('name-taken');
		expect(problem({ op: 'rename', id: id(2), name: 'a/b' })).toBe('name-unusable');
		expect(problem({ op: 'add', id: id(9), name: ' ', parent: null })).toBe('required');
		expect(problem({ op: 'add', id: id(9), name: 'X', parent: id(8) })).toBe('folder-unknown');
		expect(problem({ op: 'rename', id: id(8), name: 'X' })).toBe('folder-unknown');
	});

	it('FOL-2 moves a folder between two others as often as one likes', () => {
		let folders = stored({ 1: { clientUploads: true }, 2: {}, 3: {} });
		for (let turn = 0; turn < 200; turn++) {
			const done = applyFolderOps(folders, [{ op: 'move', id: id(turn % 2 === 0 ? 3 : 2), parent: null, before: id(turn % 2 === 0 ? 2 : 3) }], 'fr');
			if (!done.ok) throw new Error(done.problem);
			folders = new Map([...folders, ...done.changes]);
			expect(buildTree(folders, 'fr').tree.roots.map((root) => root.id)).toEqual(turn % 2 === 0 ? [id(1), id(3), id(2)] : [id(1), id(2), id(3)]);
		}
	});

	it('FOL-2 the first step on predefined folders makes them the account’s own', () => {
		const done = applyFolderOps(new Map(), [{ op: 'add', id: id(1), name: 'Paie', parent: null }], 'fr');
		expect(done.ok && [...done.changes.values()].map(({ name }) => name)).toEqual([...[...predefinedFolders('fr').values()].map(({ name }) => name), 'Paie']);
	});
});

describe('applying a template', () => {
	const template = flattenTree(buildTree(stored({ 11: { name: 'Dépôt', clientUploads: true }, 12: { name: 'Paie' }, 13: { name: '2026', parent: id(12) } }), 'fr').tree);

	it('FOL-3 adds what is missing, and nothing the second time', () => {
		fc.assert(
			fc.property(anyFolders, (folders) => {
				const first = missingFolders(folders, template, 'fr');
				const after = new Map([...folders, ...first.changes]);
				expectGood(after);
				expect(missingFolders(after, template, 'fr')).toEqual({ added: [], changes: new Map() });
			}),
		);
	});

	it('FOL-3 takes a folder of the same name in the same place, and the account’s folder for the client, for its own', () => {
		const { added } = missingFolders(stored({ 1: { name: 'Mes envois', clientUploads: true }, 2: { name: 'PAIE' } }), template, 'fr');
		expect(added).toEqual([id(13)]);
	});

	it('FOL-3 applied on two devices apart, it is there once', () => {
		const folders = stored({ 1: { clientUploads: true } });
		const [here, there] = [missingFolders(folders, template, 'fr'), missingFolders(folders, template, 'fr')];
		const merged = new Map([...folders, ...here.changes, ...there.changes]);
		expect(flattenTree(buildTree(merged, 'fr').tree)).toHaveLength(3);
	});
});
