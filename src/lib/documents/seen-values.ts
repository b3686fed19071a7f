import type { DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { mergeSeen, parseMergeField, type MergeSeen } from '../domain/merge.ts';

/** Where a deletion says what its writer had seen: of the record, with all that was merged into it. */
const OF_DELETION = 'deletedSeen';

/** What the value of a field says that its writer had seen. */
export interface SeenValue {
	/** The latest stamp of each writer. */
	seen: MergeSeen;
	/** `document`: of the one that the field is of; `record`: of all documents that are one record with it. */
	of: 'document' | 'record';
}

/**
 * Reads a value that names what its writer had seen by writer and stamp (a merge's mark, a deletion's): where what it names is written anew under
 * another stamp or writer, the value must say so, or what was put aside would count as written later.
 * @returns null for any other field, and for a mark that was taken back
 */
export function readSeenValue(document: DocumentName, field: string, value: FieldValue): SeenValue | null {
	const mark = parseMergeField(document, field)?.mark;
	const isMerge = mark === 'into' || mark === 'settled';
	if (!isMerge && field !== OF_DELETION) return null;
	const seen = mergeSeen.safeParse(value).data;
	return seen === undefined ? null : { seen, of: isMerge ? 'document' : 'record' };
}
