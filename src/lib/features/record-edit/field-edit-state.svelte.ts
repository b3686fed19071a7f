import type { CommandResult } from '$lib/app/carnet.ts';
import type { DocumentName } from '$lib/domain/document-name.ts';
import { refusalFault } from '$lib/features/create-account/field-fault.ts';
import type { EditFault } from './edit-fault.ts';

export interface FieldEditDeps<T> {
	/** What the book has now. */
	value: T;
	same(a: T, b: T): boolean;
	/** What typed text comes to when it is stored. */
	tidy(typed: T): T;
	/** What is wrong with it, or null. `left`: the field was left, so what is merely unfinished is wrong too. */
	fault(typed: T, left: boolean): EditFault | null;
	save(value: T): Promise<CommandResult<void>>;
	/** Which field of which record it is: colleagues who have the record open see who is in it. */
	at?: () => RecordField;
}

export interface RecordField {
	document: DocumentName;
	field: string;
}

/** `kept`: what was typed is wrong and so not saved, and stays on screen. */
export type EditPhase = 'idle' | 'editing' | 'kept' | 'saving' | 'saved';

/**
 * One field edited in place. While it is being edited the book's own changes never touch what was typed: they are offered.
 * Leaving the field saves it; Escape takes back what was typed.
 */
export class FieldEdit<T> {
	draft = $state.raw() as T;
	phase = $state<EditPhase>('idle');
	/** A value that arrived from elsewhere while this field was being edited. */
	offered = $state.raw<{ value: T } | null>(null);
	/** What the disk threw. */
	failure = $state.raw<unknown>(null);
	#refused = $state.raw<{ fault: EditFault; typed: T } | null>(null);
	/** What the book had when the editing began. */
	#base: T;
	/** What the book has. */
	#stored: T;
	/** What the book was last heard to have. */
	#heard: T;
	/** A value was saved that the book was not heard to have yet: what is heard unchanged meanwhile is older than it. */
	#ahead = false;
	readonly #deps: FieldEditDeps<T>;

	constructor(deps: FieldEditDeps<T>) {
		this.#deps = deps;
		this.#base = deps.value;
		this.#stored = deps.value;
		this.#heard = deps.value;
		this.draft = deps.value;
	}

	get at(): RecordField | null {
		return this.#deps.at?.() ?? null;
	}

	/** What is wrong with what stands in the field. */
	get fault(): EditFault | null {
		const own = this.#deps.fault(this.draft, this.phase !== 'editing');
		if (own !== null || this.#refused === null) return own;
		return this.#deps.same(this.#refused.typed, this.draft) ? this.#refused.fault : null;
	}

	/** Typed, and not what the book has. */
	get dirty(): boolean {
		return !this.#deps.same(this.#deps.tidy(this.draft), this.#base);
	}

	/** The book has this value now. */
	follow(value: T): void {
		const older = this.#ahead && this.#deps.same(value, this.#heard);
		this.#heard = value;
		if (older) return;
		this.#ahead = false;
		if (this.#deps.same(value, this.#stored)) return;
		this.#stored = value;
		if (this.phase === 'idle' || this.phase === 'saved') {
			this.#base = value;
			this.draft = value;
			this.phase = 'idle';
		} else if (this.phase !== 'saving' && !this.#deps.same(value, this.#deps.tidy(this.draft))) {
			this.offered = { value };
		}
	}

	/** The cursor came into the field. */
	begin(): void {
		if (this.phase !== 'editing') this.phase = 'editing';
	}

	type(draft: T): void {
		this.draft = draft;
		this.phase = 'editing';
	}

	/** Saves what was typed, if anything was; on a fault it stays as it is, unsaved. Answers whether the book has it. */
	async commit(): Promise<boolean> {
		if (this.phase === 'saving') return false;
		if (!this.dirty) {
			this.#settle(this.#stored, 'idle');
			return true;
		}
		if (this.#deps.fault(this.draft, true) !== null) {
			this.phase = 'kept';
			return false;
		}
		const typed = this.draft;
		const value = this.#deps.tidy(typed);
		this.phase = 'saving';
		this.failure = null;
		try {
			const result = await this.#deps.save(value);
			if (result.ok) {
				this.#stored = value;
				this.#ahead = !this.#deps.same(value, this.#heard);
				this.#settle(value, 'saved');
				return true;
			}
			const [problem] = result.problems;
			if (problem !== undefined) this.#refused = { fault: refusalFault(problem, String(typed)), typed };
		} catch (error) {
			this.failure = error;
		}
		this.phase = 'kept';
		return false;
	}

	/** Back to what the book has. */
	restore(): void {
		this.#settle(this.#stored, 'idle');
	}

	/** Takes over the value that arrived meanwhile, in place of what was typed. */
	takeOffered(): void {
		this.restore();
	}

	/** The word "saved" has been seen. */
	rest(): void {
		if (this.phase === 'saved') this.phase = 'idle';
	}

	#settle(value: T, phase: EditPhase): void {
		this.#base = value;
		this.draft = value;
		this.phase = phase;
		this.offered = null;
		this.failure = null;
		this.#refused = null;
	}
}
