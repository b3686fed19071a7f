import type { CommandResult, Commands, Queries } from '$lib/app/carnet.ts';
import {
	MAX_CHOICES,
	MAX_FIELD_LABEL,
	type CustomField,
	type FieldChoice,
	type FieldType,
} from '$lib/domain/custom-field.ts';
import type { RecordKind } from '$lib/domain/tag.ts';
import { foldText, tidyLine } from '$lib/domain/text.ts';

export interface FieldFormDeps {
	/** The field that is edited; null: a new one. */
	field: CustomField | null;
	kind: RecordKind;
	/** The other fields of this kind that are not archived. */
	others: () => readonly CustomField[];
	commands: Pick<Commands, 'createField' | 'editField'>;
	queries: Pick<Queries, 'fieldUses'>;
	/** For a new choice's id. */
	letters: (count: number) => string;
}

export type LabelFault = 'required' | 'too-long' | 'taken';
export type ChoiceFault = 'too-long' | 'twice';

/** How many values a field has, and how many of them would not fit what is chosen now. */
export interface FieldUse {
	values: number;
	unfit: number;
}

/** The longest label of a choice, in UTF-16 code units. */
const MAX_CHOICE_LABEL = 80;

/** Defining a custom field. Values are never changed by it: what does not fit a new type is counted before, and kept. */
export class FieldFormState {
	label = $state('');
	type = $state<FieldType>('text');
	required = $state(false);
	/** As typed; an empty one at saving is left out. */
	choices = $state.raw<readonly FieldChoice[]>([]);
	/** Save was pressed: what is missing is wrong now. */
	tried = $state(false);
	/** null: not counted, or there is nothing to count. */
	use = $state.raw<FieldUse | null>(null);
	#counting = 0;
	readonly #deps: FieldFormDeps;

	constructor(deps: FieldFormDeps) {
		this.#deps = deps;
		const { field } = deps;
		if (field === null) return;
		this.label = field.label;
		this.type = field.type;
		this.required = field.required;
		this.choices = field.choices;
	}

	get hasChoices(): boolean {
		return this.type === 'choice' || this.type === 'choices';
	}

	/** A check box always has an answer. */
	get mayBeRequired(): boolean {
		return this.type !== 'checkbox';
	}

	get labelFault(): LabelFault | null {
		const label = tidyLine(this.label);
		if (label === '') return this.tried ? 'required' : null;
		if (label.length > MAX_FIELD_LABEL) return 'too-long';
		return this.#deps.others().some((field) => foldText(field.label) === foldText(label)) ? 'taken' : null;
	}

	/** A choice field without a choice can't be answered. */
	get choicesMissing(): boolean {
		return this.tried && this.hasChoices && this.#stored.length === 0;
	}

	get mayAddChoice(): boolean {
		return this.choices.length < MAX_CHOICES;
	}

	choiceFault(id: string): ChoiceFault | null {
		const at = this.choices.findIndex((choice) => choice.id === id);
		const label = tidyLine(this.choices[at]?.label ?? '');
		if (label.length > MAX_CHOICE_LABEL) return 'too-long';
		const same = (choice: FieldChoice) => foldText(tidyLine(choice.label)) === foldText(label);
		return label !== '' && this.choices.slice(0, at).some(same) ? 'twice' : null;
	}

	/** Adds an empty choice, last or after another. Answers its id. */
	addChoice(after?: string): string {
		const choice = { id: this.#deps.letters(8), label: '' };
		const at = this.choices.findIndex(({ id }) => id === after);
		const place = at < 0 ? this.choices.length : at + 1;
		this.choices = [...this.choices.slice(0, place), choice, ...this.choices.slice(place)];
		return choice.id;
	}

	/** Several lines at once, as pasted: the first goes on the choice, the others behind it. */
	pasteChoices(id: string, lines: readonly string[]): void {
		const [first = '', ...more] = lines;
		this.nameChoice(id, first);
		let after = id;
		for (const line of more) {
			if (!this.mayAddChoice) return;
			after = this.addChoice(after);
			this.nameChoice(after, line);
		}
	}

	nameChoice(id: string, label: string): void {
		this.choices = this.choices.map((choice) => (choice.id === id ? { ...choice, label } : choice));
	}

	removeChoice(id: string): void {
		this.choices = this.choices.filter((choice) => choice.id !== id);
	}

	/** Puts a choice at a place, counted without it. */
	moveChoice(id: string, to: number): void {
		const moved = this.choices.find((choice) => choice.id === id);
		if (moved === undefined) return;
		const others = this.choices.filter((choice) => choice.id !== id);
		const at = Math.max(0, Math.min(others.length, to));
		this.choices = [...others.slice(0, at), moved, ...others.slice(at)];
	}

	/** Counts the values that the field has, and those that would not fit it as it is chosen now. The last call's answer stands. */
	async count(): Promise<void> {
		const { field, queries } = this.#deps;
		if (field === null) return;
		const counting = ++this.#counting;
		const use = await queries.fieldUses(field.id, { type: this.type, choices: this.#stored });
		if (counting === this.#counting) this.use = use;
	}

	/** Whether something may be wrong with what stands here. */
	get wrong(): boolean {
		return (
			this.labelFault !== null ||
			this.choicesMissing ||
			(this.hasChoices && this.choices.some(({ id }) => this.choiceFault(id) !== null))
		);
	}

	/** Saves; null: something is wrong and is marked, nothing was written. */
	async save(): Promise<CommandResult<unknown> | null> {
		this.tried = true;
		if (this.wrong) return null;
		const { commands, field, kind } = this.#deps;
		const definition = {
			label: tidyLine(this.label),
			type: this.type,
			required: this.required && this.mayBeRequired,
			choices: this.hasChoices ? this.#stored : (field?.choices ?? []),
		};
		return field === null ? commands.createField({ kind, ...definition }) : commands.editField(field.id, definition);
	}

	/** The choices as they are stored. */
	get #stored(): FieldChoice[] {
		return this.choices.map(({ id, label }) => ({ id, label: tidyLine(label) })).filter(({ label }) => label !== '');
	}
}
