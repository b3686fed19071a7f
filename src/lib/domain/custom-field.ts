import * as z from 'zod/mini';
import { parseMemberField, parsePartField } from './field-path.ts';
import { fieldId, type FieldId } from './ids.ts';
import { recordKind, type RecordKind } from './tag.ts';

export const FIELD_TYPES = [
	'text',
	'longText',
	'number',
	'amount',
	'date',
	'choice',
	'choices',
	'checkbox',
	'phone',
	'email',
	'url',
] as const;
export const fieldType = z.enum(FIELD_TYPES);
export type FieldType = z.infer<typeof fieldType>;

/** One of the answers of a choice field. Values hold its id, so that a renamed answer stays. */
export const fieldChoice = z.object({
	id: z.string().check(z.regex(/^[0-9A-Za-z-]{1,40}$/)),
	label: z.string().check(z.minLength(1), z.maxLength(80)),
});
export type FieldChoice = z.infer<typeof fieldChoice>;

export const MAX_CHOICES = 60;
export const MAX_FIELD_LABEL = 80;

/** Each part of a custom field is a register of `firm:settings`, `field/<FieldId>/<part>`. */
export const fieldParts = {
	label: z.string().check(z.minLength(1), z.maxLength(MAX_FIELD_LABEL)),
	type: fieldType,
	kind: recordKind,
	required: z.boolean(),
	order: z.number(),
	choices: z.array(fieldChoice).check(z.maxLength(MAX_CHOICES)),
	archived: z.boolean(),
} as const;
export type FieldPart = keyof typeof fieldParts;

/** A field that the firm added to its accounts or to its contacts. */
export interface CustomField {
	id: FieldId;
	kind: RecordKind;
	label: string;
	type: FieldType;
	/** A record can't be created without a value. A check box always has one. */
	required: boolean;
	/** Its place among the fields of its kind. */
	order: number;
	/** For `choice` and `choices`. */
	choices: FieldChoice[];
	/** Not asked for any more; its values are kept. */
	archived: boolean;
}

export function fieldPartField(id: FieldId, part: FieldPart): string {
	return `field/${id}/${part}`;
}

/** The custom field and part that a field of `firm:settings` speaks of, or null. */
export function parseFieldPart(field: string): { id: FieldId; part: FieldPart } | null {
	return parsePartField(field, 'field', fieldId, fieldParts);
}

/** The register of a record that holds its value of a custom field. */
export function customField(id: FieldId): string {
	return `custom/${id}`;
}

/** The custom field that a field of a record speaks of, or null. */
export function parseCustomField(field: string): FieldId | null {
	return parseMemberField(field, 'custom', fieldId);
}
