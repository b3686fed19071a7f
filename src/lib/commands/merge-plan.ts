import type { DocumentName } from '../domain/document-name.ts';
import { sameValue, type FieldValue } from '../domain/field-value.ts';
import { mergedFromField, mergedIntoField, parseApartField, settledInField } from '../domain/merge.ts';
import { recordId } from '../domain/document-name.ts';
import { seenOf, type Fields } from '../documents/merged-reading.ts';
import type { CustomValues } from '../storage/rows.ts';
import { parseTagField } from '../domain/tag.ts';
import { customField } from '../domain/custom-field.ts';
import type { MergeChoices } from './command-input.ts';
import type { Draft } from './commit.ts';

/** Two records that become one: what each says, and which of them stands. */
export interface MergeSides {
	/** Whose values are taken where nothing is chosen. */
	keep: { document: DocumentName; fields: Fields };
	lose: { document: DocumentName; fields: Fields };
	/** The one with the lowest id. */
	root: DocumentName;
	other: DocumentName;
}

/** Reads both sides as they are shown. */
export async function readSides(draft: Draft, keep: DocumentName, lose: DocumentName): Promise<MergeSides> {
	const [root, other] = keep < lose ? [keep, lose] : [lose, keep];
	return {
		keep: { document: keep, fields: await draft.fields(keep) },
		lose: { document: lose, fields: await draft.fields(lose) },
		root,
		other,
	};
}

/**
 * The value of a field that only one of two records can have: the chosen one's, else the kept one's, else, where that is empty, the other's.
 */
export function choose<T>(choices: MergeChoices, field: string, keep: T, lose: T, isEmpty: (value: T) => boolean): T {
	const chosen = choices[field];
	if (chosen !== undefined) return chosen === 'keep' ? keep : lose;
	return isEmpty(keep) ? lose : keep;
}

/** Values of custom fields, each chosen by itself (`custom/<FieldId>`). */
export function chooseCustom(
	choices: MergeChoices,
	keep: CustomValues,
	lose: CustomValues,
): Record<string, FieldValue> {
	const values: Record<string, FieldValue> = {};
	for (const id of new Set([...Object.keys(keep), ...Object.keys(lose)])) {
		const field = customField(id as Parameters<typeof customField>[0]);
		values[field] = choose(choices, field, keep[id] ?? null, lose[id] ?? null, (value) => value === null);
	}
	return values;
}

/** What both have together: tags, and the records that they were said not to be. */
export function unite({ keep, lose }: MergeSides): Record<string, FieldValue> {
	const values: Record<string, FieldValue> = {};
	for (const { fields } of [keep, lose]) {
		for (const [field, { winner }] of fields) {
			const isSet = parseTagField(field) !== null || parseApartField(field) !== null;
			if (isSet && winner.value === true) values[field] = true;
		}
	}
	delete values[`apart/${recordId(keep.document)}`];
	delete values[`apart/${recordId(lose.document)}`];
	return values;
}

/**
 * Plans the merge: the standing record gets the values that differ from its own, the other says where it went and what was seen of it.
 * @param merged the documents that stand behind the other one already
 */
export async function planMerge(
	draft: Draft,
	{ keep, root, other, ...sides }: MergeSides,
	values: Readonly<Record<string, FieldValue>>,
	merged: readonly DocumentName[],
): Promise<void> {
	const own = keep.document === root ? keep.fields : sides.lose.fields;
	const changed = Object.entries(values).filter(
		([field, value]) => !sameValue(own.get(field)?.winner.value ?? null, value),
	);
	draft.change(root, { ...Object.fromEntries(changed), [mergedFromField(recordId(other))]: true });
	// Of its own document only: a later word of the same writer in a document that is merged into it proves nothing of this one.
	draft.change(other, { [mergedIntoField(recordId(root))]: seenOf(other, await draft.own(other)) });
	for (const document of merged) draft.change(document, { [settledInField(recordId(root))]: seenOf(document, await draft.own(document)) });
}
