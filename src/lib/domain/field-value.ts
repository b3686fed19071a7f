import * as z from 'zod/mini';

/** What a register may hold: plain JSON of at most this many levels. */
export type FieldValue = string | number | boolean | null | readonly FieldValue[] | { readonly [key: string]: FieldValue };

const scalar = z.union([z.string().check(z.maxLength(20_000)), z.number(), z.boolean(), z.null()]);
const flat = z.union([scalar, z.array(scalar).check(z.maxLength(2_000)), z.record(z.string().check(z.maxLength(64)), scalar)]);

/** A register's value as it arrives from outside: a scalar, or arrays and objects of scalars, at most three levels deep. */
export const fieldValue = z.union([
	flat,
	z.array(flat).check(z.maxLength(2_000)),
	z.record(z.string().check(z.maxLength(64)), flat),
]) as unknown as z.ZodMiniType<FieldValue>;

/** A field's name: lower-case path parts, at most 120 characters; never `@`, which separates it from its writer. */
export const fieldName = z.string().check(z.maxLength(120), z.regex(/^[a-zA-Z][a-zA-Z0-9]*(?:\/[a-zA-Z0-9-]+){0,3}$/));

/** Whether two values are the same JSON (keys of objects in any order). */
export function sameValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	if (Array.isArray(a) || Array.isArray(b)) {
		return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
	}
	const left = a as Record<string, FieldValue>;
	const right = b as Record<string, FieldValue>;
	const keys = Object.keys(left);
	return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}
