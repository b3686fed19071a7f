import type { FolderTree } from '$lib/domain/folder.ts';
import type { FolderOp } from '$lib/domain/folder-ops.ts';
import type { FolderId } from '$lib/domain/ids.ts';
import { checkName, MAX_NAME, safeName, type NameProblem } from '$lib/domain/names.ts';
import { caseKey, foldText, tidyLine } from '$lib/domain/text.ts';
import {
	dropMove,
	placeOf,
	stepMove,
	typedRow,
	visibleRows,
	type DropPlace,
	type FolderMove,
	type MoveStep,
	type TreeRow,
} from './tree-moves.ts';

export interface FolderTreeDeps {
	tree: FolderTree;
	/** Writes changes, and answers whether they are on disk; says itself why not. null: the tree is only read. */
	change: ((ops: FolderOp[]) => Promise<boolean>) | null;
	newId: () => FolderId;
}

/** What is wrong with a folder's name as it is typed. */
export type FolderFault =
	| { kind: 'empty' }
	| { kind: 'name'; problem: NameProblem; suggestion: string }
	| { kind: 'taken'; suggestion: string };

/** A name that is being typed: of a folder, or of one that is to be. */
export interface NameEdit {
	/** null: the folder is new. */
	id: FolderId | null;
	parent: FolderId | null;
	/** Where a new one goes; null: last. */
	before: FolderId | null;
	draft: string;
}

/** What a key press says, as far as the tree asks. */
export type TreeKey = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'timeStamp'>;

/** Why a folder stays. */
export type KeptBecause = 'not-empty' | 'client-uploads';

/** How long, in ms, letters typed one after another look for one name. */
const TYPED_TOGETHER = 700;

/** A folder tree on screen: what is open, which row the keys act on, what is being named or dragged. Keys as in the ARIA practices' tree view. */
export class FolderTreeState {
	/** The name being typed, if any. */
	edit = $state.raw<NameEdit | null>(null);
	/** What is dragged, and where it would go if let go now. */
	drag = $state.raw<{ id: FolderId; over: FolderId | null; place: DropPlace; move: FolderMove | null } | null>(null);
	/** Why the last asked deletion was not made. */
	kept = $state.raw<KeptBecause | null>(null);
	#active = $state.raw<FolderId | null>(null);
	/** A folder that was just written: its row comes with the next answer of the book. */
	#made: FolderId | null = null;
	#shut = $state.raw<ReadonlySet<FolderId>>(new Set());
	#sought = { text: '', at: Number.NEGATIVE_INFINITY };
	readonly #deps: () => FolderTreeDeps;
	readonly rows: readonly TreeRow[] = $derived.by(() => visibleRows(this.#roots, (id) => this.isOpen(id)));

	/** @param deps read at each use, so that the tree follows what is stored */
	constructor(deps: () => FolderTreeDeps) {
		this.#deps = deps;
	}

	get #roots() {
		return this.#deps().tree.roots;
	}

	get editable(): boolean {
		return this.#deps().change !== null;
	}

	/** The row that keys act on: the first one until another is chosen, and when that one is gone. */
	get active(): FolderId | null {
		const { rows } = this;
		return (rows.find(({ node }) => node.id === this.#active) ?? rows[0])?.node.id ?? null;
	}

	/** The row that takes the focus; null while a folder that was just made is not on screen yet. */
	get toFocus(): FolderId | null {
		const awaited = this.#made !== null && !this.rows.some(({ node }) => node.id === this.#made);
		return awaited ? null : this.active;
	}

	isOpen(id: FolderId): boolean {
		return !this.#shut.has(id);
	}

	choose(id: FolderId): void {
		this.#active = id;
		this.#made = null;
		this.kept = null;
	}

	toggle(id: FolderId, open = !this.isOpen(id)): void {
		const shut = new Set(this.#shut);
		if (open) shut.delete(id);
		else shut.add(id);
		this.#shut = shut;
	}

	/** Does what a key asks for. Answers whether it was one of the tree's. */
	press(key: TreeKey): boolean {
		const at = this.rows.findIndex(({ node }) => node.id === this.active);
		const row = this.rows[at];
		if (row === undefined || key.ctrlKey || key.metaKey) return false;
		if (key.altKey) return this.#step(row, key.key);
		return this.#walk(row, at, key.key) || this.#act(row, key) || this.#seek(row, key);
	}

	#walk(row: TreeRow, at: number, key: string): boolean {
		const go = (index: number) => {
			const next = this.rows[index];
			if (next !== undefined) this.choose(next.node.id);
			return true;
		};
		switch (key) {
			case 'ArrowDown':
				return go(at + 1);
			case 'ArrowUp':
				return go(at - 1);
			case 'Home':
				return go(0);
			case 'End':
				return go(this.rows.length - 1);
			case 'ArrowRight':
				if (row.open === false) this.toggle(row.node.id, true);
				else if (row.open === true) go(at + 1);
				return true;
			case 'ArrowLeft':
				if (row.open === true) this.toggle(row.node.id, false);
				else if (row.parent !== null) this.choose(row.parent.id);
				return true;
			case '*': {
				const beside = row.parent?.children ?? this.#roots;
				for (const { id } of beside) this.toggle(id, true);
				return true;
			}
			case ' ':
				if (row.open !== null) this.toggle(row.node.id);
				return true;
			default:
				return false;
		}
	}

	#act(row: TreeRow, { key, shiftKey }: TreeKey): boolean {
		if (!this.editable) {
			if (key !== 'Enter' || row.open === null) return false;
			this.toggle(row.node.id);
			return true;
		}
		if (key === 'Insert') this.addInto(row.node.id);
		else if (key === 'Enter' && shiftKey) this.addBeside(row.node.id);
		else if (key === 'F2' || key === 'Enter') this.rename(row.node.id);
		else if (key === 'Delete' || key === 'Backspace') void this.remove(row.node.id);
		else return false;
		return true;
	}

	#step({ node }: TreeRow, key: string): boolean {
		const steps: Readonly<Record<string, MoveStep>> = {
			ArrowUp: 'up',
			ArrowDown: 'down',
			ArrowRight: 'in',
			ArrowLeft: 'out',
		};
		const step = steps[key];
		if (step === undefined || !this.editable) return false;
		void this.step(node.id, step);
		return true;
	}

	/** Goes to the next folder whose name begins with what is typed. */
	#seek(row: TreeRow, { key, timeStamp }: TreeKey): boolean {
		if (Array.from(key).length !== 1) return false;
		const goesOn = timeStamp - this.#sought.at < TYPED_TOGETHER;
		const text = foldText(goesOn ? this.#sought.text + key : key);
		this.#sought = { text, at: timeStamp };
		const found = typedRow(this.rows, row.node.id, (name) => foldText(name).startsWith(text), goesOn);
		if (found !== null) this.choose(found.node.id);
		return true;
	}

	/** What step moves can be made from here. */
	maySteps(id: FolderId): Record<MoveStep, boolean> {
		const may = (step: MoveStep) => stepMove(this.#roots, id, step) !== null;
		return { up: may('up'), down: may('down'), in: may('in'), out: may('out') };
	}

	async step(id: FolderId, step: MoveStep): Promise<void> {
		const move = stepMove(this.#roots, id, step);
		if (move !== null) await this.move(move);
	}

	async move(move: FolderMove): Promise<void> {
		if (move.parent !== null) this.toggle(move.parent, true);
		this.choose(move.id);
		await this.#change([move]);
	}

	rename(id: FolderId): void {
		const place = placeOf(this.#roots, id);
		if (place === null || !this.editable) return;
		this.choose(id);
		this.edit = { id, parent: place.parent?.id ?? null, before: null, draft: place.node.name };
	}

	/** Asks for the name of a new folder, last in a folder (null: at the top). */
	addInto(parent: FolderId | null): void {
		if (!this.editable) return;
		if (parent !== null) this.toggle(parent, true);
		this.edit = { id: null, parent, before: null, draft: '' };
	}

	/** Asks for the name of a new folder, just after this one. */
	addBeside(id: FolderId): void {
		const place = placeOf(this.#roots, id);
		if (place === null || !this.editable) return;
		const before = place.siblings[place.index + 1]?.id ?? null;
		this.edit = { id: null, parent: place.parent?.id ?? null, before, draft: '' };
	}

	type(draft: string): void {
		if (this.edit !== null) this.edit = { ...this.edit, draft };
	}

	/** What is wrong with the name being typed. A name that is not typed yet is not wrong yet. */
	get fault(): FolderFault | null {
		const { edit } = this;
		return edit === null || tidyLine(edit.draft) === '' ? null : this.#faultOf(edit);
	}

	#faultOf({ id, parent, draft }: NameEdit): FolderFault | null {
		const name = tidyLine(draft);
		if (name === '') return { kind: 'empty' };
		const siblings = parent === null ? this.#roots : (placeOf(this.#roots, parent)?.node.children ?? []);
		const taken = new Set(siblings.filter((one) => one.id !== id).map((one) => caseKey(one.name)));
		const problem = checkName(name);
		if (problem !== null) return { kind: 'name', problem, suggestion: freeName(safeName(name), taken) };
		return taken.has(caseKey(name)) ? { kind: 'taken', suggestion: freeName(name, taken) } : null;
	}

	/**
	 * Writes the name that was typed; on a fault it stays, to be repaired. An empty name of a new folder gives it up,
	 * of a known one leaves it as it was.
	 * @returns whether the naming is over
	 */
	async commitName(): Promise<boolean> {
		const { edit } = this;
		if (edit === null) return true;
		const name = tidyLine(edit.draft);
		const known = edit.id === null ? null : placeOf(this.#roots, edit.id);
		if (name === '' || name === known?.node.name || (edit.id !== null && known === null)) {
			this.edit = null;
			return true;
		}
		if (this.#faultOf(edit) !== null) return false;
		if (edit.id !== null) {
			this.edit = null;
			await this.#change([{ op: 'rename', id: edit.id, name }]);
			return true;
		}
		const id = this.#deps().newId();
		const { parent, before } = edit;
		const ops: FolderOp[] = [{ op: 'add', id, name, parent }];
		if (before !== null) ops.push({ op: 'move', id, parent, before });
		if (await this.#change(ops)) {
			this.edit = null;
			this.choose(id);
			this.#made = id;
		}
		return true;
	}

	cancelName(): void {
		this.edit = null;
	}

	/** Why a folder can't be deleted, or null. */
	keptBecause(id: FolderId): KeptBecause | null {
		const node = placeOf(this.#roots, id)?.node;
		if (node === undefined) return null;
		if (node.clientUploads) return 'client-uploads';
		return node.children.length > 0 ? 'not-empty' : null;
	}

	async remove(id: FolderId): Promise<void> {
		this.kept = this.keptBecause(id);
		if (this.kept !== null) return;
		const at = this.rows.findIndex(({ node }) => node.id === id);
		const next = this.rows[at + 1] ?? this.rows[at - 1];
		if ((await this.#change([{ op: 'remove', id }])) && next !== undefined) this.choose(next.node.id);
	}

	async takeUploads(id: FolderId): Promise<void> {
		await this.#change([{ op: 'clientUploads', id }]);
	}

	beginDrag(id: FolderId): boolean {
		if (!this.editable || this.edit !== null) return false;
		this.choose(id);
		this.drag = { id, over: null, place: 'into', move: null };
		return true;
	}

	/** The pointer is so far (0 to 1) down a row; null: beside the tree. */
	dragOver(over: FolderId | null, down: number): void {
		if (this.drag === null) return;
		const { id } = this.drag;
		const place: DropPlace = down < 0.28 ? 'before' : down > 0.72 ? 'after' : 'into';
		const move = over === null ? null : dropMove(this.#roots, id, over, place, (open) => this.isOpen(open));
		this.drag = { id, over, place, move };
	}

	async endDrag(dropped: boolean): Promise<void> {
		const move = this.drag?.move ?? null;
		this.drag = null;
		if (dropped && move !== null) await this.move(move);
	}

	async #change(ops: FolderOp[]): Promise<boolean> {
		return (await this.#deps().change?.(ops)) ?? false;
	}
}

function freeName(name: string, taken: ReadonlySet<string>): string {
	if (!taken.has(caseKey(name))) return name;
	for (let number = 2; ; number++) {
		const suffix = ` (${number})`;
		const free = `${name.slice(0, MAX_NAME - suffix.length).trimEnd()}${suffix}`;
		if (!taken.has(caseKey(free))) return free;
	}
}
