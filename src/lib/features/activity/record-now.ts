import type { FieldValue } from '$lib/domain/field-value.ts';

/** A record as it is now, for what activity offers to write again. */
export interface RecordNow {
	/** What a field holds; null for one that the record has no place for as it is: an individual's company name, the switches of somebody unlinked. */
	read(field: string): { value: FieldValue | undefined } | null;
}
