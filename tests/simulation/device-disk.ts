import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import { StorageFailed, type BookStore } from '../../src/lib/storage/book-store.ts';
import { createMemoryDisk, createMemoryStore, type MemoryDisk } from '../../src/lib/storage/memory-store.ts';
import type { DocumentRow, OutboxGroup } from '../../src/lib/storage/rows.ts';

/** What a disk saw of one transaction at its commit. */
export interface DiskWitness {
	/** A group came into the outbox; `before` has what its documents were until then. */
	saved(group: OutboxGroup, before: ReadonlyMap<DocumentName, DocumentRow | undefined>): void;
	/** A group that had been set aside left the outbox. */
	withdrawn(group: OutboxGroup): void;
}

/** A process was killed: what it was doing ends here. */
export class Killed extends Error {
	override name = 'Killed';
}

/** A device's disk, watched from the outside. It outlives the processes that use it. */
export class DeviceDisk {
	readonly memory: MemoryDisk = createMemoryDisk();
	/** Statements until the device dies; null: it does not. */
	dieIn: number | null = null;
	/** Whether it dies right behind the next commit. */
	dieAfterCommit = false;
	/** How many statements the disk will still refuse, for want of room. */
	refusals = 0;
	/** How many commits it will still drop, after it took every statement: so browsers say that there is no room. */
	drops = 0;
	/** What the last commit replaced and added. */
	#before = new Map<DocumentName, DocumentRow | undefined>();
	#added: OutboxGroup[] = [];
	#removed: OutboxGroup[] = [];
	#witness: DiskWitness;
	#die: () => void;

	constructor(witness: DiskWitness, die: () => void) {
		this.#die = die;
		this.#witness = witness;
		this.memory.tables.set(
			'documents',
			new Watched((key, _, old) => this.#before.set(key as DocumentName, old as DocumentRow | undefined)),
		);
		this.memory.tables.set(
			'outbox',
			new Watched(
				(_, row, old) => old === undefined && this.#added.push(row as OutboxGroup),
				(old) => old !== undefined && this.#removed.push(old as OutboxGroup),
			),
		);
	}

	/** The book as one process opens it. */
	open(process: { dead: boolean }): BookStore {
		const check = (): void => {
			if (process.dead) throw new Killed();
		};
		const inner = createMemoryStore(this.memory, (step) => {
			check();
			if (this.dieIn !== null && --this.dieIn <= 0) {
				this.#die();
				throw new Killed();
			}
			if (this.refusals > 0) {
				this.refusals -= 1;
				throw new StorageFailed('quota', 'no room on the disk');
			}
			if (step !== 'commit') return;
			if (this.drops > 0) {
				this.drops -= 1;
				throw new StorageFailed('quota', 'the transaction was dropped');
			}
			this.#before.clear();
		});
		return {
			write: async (body) => {
				check();
				const result = await inner.write(body);
				this.#report();
				if (this.dieAfterCommit) this.#die();
				check();
				return result;
			},
			read: async (body) => {
				check();
				const result = await inner.read(body);
				check();
				return result;
			},
			close: () => inner.close(),
		};
	}

	/** Tells of the commit that was just made; nothing else has run since. */
	#report(): void {
		for (const group of this.#removed.splice(0)) if (group.state === 'refused') this.#witness.withdrawn(group);
		for (const group of this.#added.splice(0)) this.#witness.saved(group, this.#before);
	}

	/** The rows of a table as they are on the disk now. */
	rows<Row>(table: string): Row[] {
		return [...(this.memory.tables.get(table)?.values() ?? [])] as Row[];
	}

	/** A value of `meta`. */
	meta(key: string): unknown {
		return this.memory.tables.get('meta')?.get(key);
	}

	waiting(): OutboxGroup[] {
		return this.rows<OutboxGroup>('outbox').filter((row) => row.state !== 'refused');
	}

	setAside(): OutboxGroup[] {
		return this.rows<OutboxGroup>('outbox').filter((row) => row.state === 'refused');
	}
}

class Watched extends Map<string | number, unknown> {
	#onSet: (key: string | number, row: unknown, old: unknown) => void;
	#onDelete: ((old: unknown) => void) | null;

	constructor(
		onSet: (key: string | number, row: unknown, old: unknown) => void,
		onDelete: ((old: unknown) => void) | null = null,
	) {
		super();
		this.#onSet = onSet;
		this.#onDelete = onDelete;
	}

	override set(key: string | number, row: unknown): this {
		const old = this.get(key);
		super.set(key, row);
		this.#onSet(key, row, old);
		return this;
	}

	override delete(key: string | number): boolean {
		this.#onDelete?.(this.get(key));
		return super.delete(key);
	}
}
