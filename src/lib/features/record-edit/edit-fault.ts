import { faultWords } from '$lib/features/create-account/fault-words.ts';
import type { FieldFault } from '$lib/features/create-account/field-fault.ts';

/** What is wrong with a field that is edited in place: a fault that every form knows, or one that this field says in its own words. */
export type EditFault = FieldFault | { kind: 'said'; text: string };

export function editFaultWords(fault: EditFault | null): string | null {
	if (fault === null) return null;
	return fault.kind === 'said' ? fault.text : faultWords(fault);
}
