import type { FieldFault } from './field-fault.ts';

/** What a command refused, by field: said for as long as the field holds what was refused. */
export class Refusals<Part extends string> {
	#kept = $state.raw<Partial<Record<Part, { fault: FieldFault; typed: string }>>>({});

	add(part: Part, fault: FieldFault, typed: string): void {
		this.#kept = { ...this.#kept, [part]: { fault, typed } };
	}

	/** @param typed what stands in the field now */
	of(part: Part, typed: string): FieldFault | null {
		const refused = this.#kept[part];
		return refused !== undefined && refused.typed === typed ? refused.fault : null;
	}

	clear(): void {
		this.#kept = {};
	}
}
