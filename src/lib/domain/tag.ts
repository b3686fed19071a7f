import * as z from 'zod/mini';
import { parseMemberField, parsePartField } from './field-path.ts';
import { tagId, type TagId } from './ids.ts';
import { foldText, tidyLine } from './text.ts';

/** What tags and custom fields are for: accounts or contacts, never both. */
export const recordKind = z.enum(['account', 'contact']);
export type RecordKind = z.infer<typeof recordKind>;

/** The colours of tags, by name; what each looks like is the theme's. */
export const TAG_COLORS = ['grey', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet', 'pink'] as const;
export const tagColor = z.enum(TAG_COLORS);
export type TagColor = z.infer<typeof tagColor>;

/** The longest name of a tag, in UTF-16 code units. */
export const MAX_TAG_NAME = 60;

/** Each part of a tag is a register of `firm:vocabulary`, `tag/<TagId>/<part>`. */
export const tagParts = {
	name: z.string().check(z.minLength(1), z.maxLength(MAX_TAG_NAME)),
	color: tagColor,
	kind: recordKind,
	mergedInto: tagId,
	deleted: z.boolean(),
} as const;
export type TagPart = keyof typeof tagParts;

/** A tag as screens show it. */
export interface Tag {
	id: TagId;
	name: string;
	color: TagColor;
	kind: RecordKind;
}

/** A tag as its registers say, before the rules of `vocabulary.ts`. */
export interface StoredTag extends Tag {
	mergedInto: TagId | null;
	deleted: boolean;
}

/** What two spellings of one tag have in common: "VIP", "vip " and "Vip" are one, so are "à revoir" and "A revoir". */
export function tagKey(name: string): string {
	return foldText(tidyLine(name)).trim();
}

export function tagPartField(id: TagId, part: TagPart): string {
	return `tag/${id}/${part}`;
}

/** The tag and part that a field of `firm:vocabulary` speaks of, or null. */
export function parseTagPart(field: string): { id: TagId; part: TagPart } | null {
	return parsePartField(field, 'tag', tagId, tagParts);
}

/** The register of a record that says whether it carries a tag. */
export function tagField(id: TagId): string {
	return `tag/${id}`;
}

/** The tag that a field of a record speaks of, or null. */
export function parseTagField(field: string): TagId | null {
	return parseMemberField(field, 'tag', tagId);
}
