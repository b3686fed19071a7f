import type { CommandResult } from '$lib/app/carnet.ts';
import { getApp } from '$lib/app/session-context.ts';
import { customField, type CustomField } from '$lib/domain/custom-field.ts';
import type { DocumentName } from '$lib/domain/document-name.ts';
import type { FieldValue } from '$lib/domain/field-value.ts';
import type { FieldId } from '$lib/domain/ids.ts';
import { customProblemWords } from '$lib/features/custom-fields/custom-words.ts';
import { isEmptyTyped, readTyped, toTyped, type TypedValue } from '$lib/features/custom-fields/typed-value.ts';
import * as m from '$messages';
import type { AlsoWritten } from '$lib/queries/rows.ts';
import { createFieldEdit } from './create-field-edit.svelte.ts';
import type { EditFault } from './edit-fault.ts';
import type { FieldEdit } from './field-edit-state.svelte.ts';

/** A record as far as its custom fields are concerned. */
export interface CustomRecord {
	document: DocumentName;
	/** What people call it. */
	name: string;
	values: Readonly<Record<FieldId, FieldValue>>;
	lost: readonly AlsoWritten[];
	save(custom: Record<FieldId, FieldValue>): Promise<CommandResult<void>>;
}

/**
 * A record's value of a custom field, edited as it stands in the field's control. A stored value that does not fit the field's type leaves
 * the control empty: `UnfitValue` shows it.
 */
export function createCustomEdit<T extends TypedValue>(
	read: () => { field: CustomField; record: CustomRecord },
): FieldEdit<T> {
	const { preferences } = getApp();

	function reading(typed: T) {
		return readTyped(read().field, { value: typed, locale: preferences.locale.current });
	}

	function shown(value: FieldValue | undefined): T {
		return toTyped(read().field, value, preferences.locale.current) as T;
	}

	function fault(typed: T, left: boolean): EditFault | null {
		const { field, record } = read();
		if (!left) return null;
		// A record from the time before the field was required is not called wrong for being looked at.
		const emptied = field.required && isEmptyTyped(typed) && !isEmptyTyped(shown(record.values[field.id]));
		if (emptied && field.type !== 'checkbox')
			return { kind: 'said', text: customProblemWords(field, 'value-required') ?? '' };
		const result = reading(typed);
		return result.ok ? null : { kind: 'said', text: customProblemWords(field, result.problem) ?? '' };
	}

	return createFieldEdit<T>(() => shown(read().record.values[read().field.id]), {
		at: () => ({ document: read().record.document, field: customField(read().field.id) }),
		same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
		tidy: (typed) => {
			const result = reading(typed);
			return result.ok ? shown(result.value) : typed;
		},
		fault,
		save: async (typed) => {
			const result = reading(typed);
			return read().record.save({ [read().field.id]: result.ok ? result.value : null });
		},
		said: () => m.edit_changed({ field: read().field.label, record: read().record.name }),
	});
}
