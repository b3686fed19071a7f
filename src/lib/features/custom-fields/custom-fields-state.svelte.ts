import type { CustomField } from '$lib/domain/custom-field.ts';
import type { ValueProblem } from '$lib/domain/custom-value.ts';
import type { FieldValue } from '$lib/domain/field-value.ts';
import type { FieldId } from '$lib/domain/ids.ts';
import type { Locale } from '$lib/domain/staff.ts';
import { emptyTyped, isEmptyTyped, readTyped, toTyped, type Typed, type TypedValue } from './typed-value.ts';

export interface CustomFieldsDeps {
	/** The firm's fields of this kind of record, archived ones too, in the firm's order. */
	fields(): readonly CustomField[];
	/** The language on screen: what is typed is read in it. */
	locale(): Locale;
}

/**
 * The custom fields of a form. Values are kept as typed, also of a field that is archived or changed meanwhile;
 * what is stored and what is wrong is read from them against the fields as they are now.
 */
export class CustomFieldsState {
	/** A required field that is empty, and a text that is not finished, may be called wrong now. */
	insisted = $state(false);
	#typed = $state.raw<Readonly<Record<FieldId, Typed>>>({});
	#left = $state.raw<ReadonlySet<FieldId>>(new Set());
	readonly #deps: CustomFieldsDeps;

	constructor(deps: CustomFieldsDeps) {
		this.#deps = deps;
	}

	/** The fields to show. */
	get fields(): readonly CustomField[] {
		return this.#deps.fields().filter((field) => !field.archived);
	}

	/** Nothing is typed, chosen or ticked. */
	get blank(): boolean {
		return Object.values(this.#typed).every(({ value }) => isEmptyTyped(value));
	}

	/** What stands in a field's control. */
	of(field: CustomField): TypedValue {
		const typed = this.#typed[field.id];
		const empty = emptyTyped(field);
		// Another type meanwhile: what was typed comes back with the former type.
		return typed !== undefined &&
			typeof typed.value === typeof empty &&
			Array.isArray(typed.value) === Array.isArray(empty)
			? typed.value
			: empty;
	}

	type(field: CustomField, value: TypedValue): void {
		this.#typed = { ...this.#typed, [field.id]: { value, locale: this.#deps.locale() } };
	}

	/** Leaving a field: what is wrong with it may be said, and what is right is shown the way it is written here. */
	leave(field: CustomField): void {
		this.#left = new Set([...this.#left, field.id]);
		const value = this.of(field);
		if (typeof value !== 'string' || isEmptyTyped(value)) return;
		const reading = this.#read(field);
		if (reading.ok) this.type(field, toTyped(field, reading.value, this.#deps.locale()));
	}

	/** What is wrong with a field, or null. What is half typed is not called wrong before it is left. */
	fault(field: CustomField): ValueProblem | null {
		if (!this.insisted && (isEmptyTyped(this.of(field)) || !this.#left.has(field.id))) return null;
		const reading = this.#read(field);
		return reading.ok ? null : reading.problem;
	}

	/** The first field that is wrong, in the firm's order. */
	firstFault(): CustomField | null {
		return this.fields.find((field) => this.fault(field) !== null) ?? null;
	}

	/** What is stored: the fields that hold something. */
	values(): Record<FieldId, FieldValue> {
		const values: Record<FieldId, FieldValue> = {};
		for (const field of this.fields) {
			const reading = this.#read(field);
			if (reading.ok && reading.value !== null && reading.value !== false) values[field.id] = reading.value;
		}
		return values;
	}

	toDraft(): Record<FieldId, Typed> {
		return { ...this.#typed };
	}

	restore(draft: Readonly<Record<FieldId, Typed>>): void {
		this.#typed = { ...draft };
	}

	#read(field: CustomField) {
		return readTyped(field, { value: this.of(field), locale: this.#typed[field.id]?.locale ?? this.#deps.locale() });
	}
}
