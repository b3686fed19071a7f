import type * as z from 'zod/mini';

type IdSchema<Id> = z.ZodMiniType<Id>;

/** Reads `<prefix>/<id>/<part>`: a part of a definition, such as a tag's colour. null for any other field. */
export function parsePartField<Id, Part extends string>(
	field: string,
	prefix: string,
	ids: IdSchema<Id>,
	parts: Readonly<Record<Part, unknown>>,
): { id: Id; part: Part } | null {
	const [first, id, part, more] = field.split('/');
	if (first !== prefix || part === undefined || more !== undefined || !Object.hasOwn(parts, part)) return null;
	const parsed = ids.safeParse(id);
	return parsed.success ? { id: parsed.data, part: part as Part } : null;
}

/** Reads `<prefix>/<id>`: what a record has of a definition, such as a tag. null for any other field. */
export function parseMemberField<Id>(field: string, prefix: string, ids: IdSchema<Id>): Id | null {
	if (!field.startsWith(`${prefix}/`)) return null;
	const parsed = ids.safeParse(field.slice(prefix.length + 1));
	return parsed.success ? parsed.data : null;
}
