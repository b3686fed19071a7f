import * as z from 'zod/mini';

/** What a register may hold: plain JSON, see `isFieldValue`. */
export type FieldValue =
	string | number | boolean | null | readonly FieldValue[] | { readonly [key: string]: FieldValue };

/** The items of an array or object. */
export const MAX_PARTS = 2_000;

/**
 * Whether something is a register's value: a scalar, or arrays and objects of scalars, at most three levels deep.
 * By hand and not in zod's terms: the relay reads values of up to 256 KiB on its event loop, and zod took 150 ms for one.
 * @param levels how many arrays or objects may still enclose one another
 */
export function isFieldValue(value: unknown, levels = 2): value is FieldValue {
	if (typeof value === 'string') return value.length <= 20_000;
	if (typeof value === 'number') return Number.isFinite(value);
	if (typeof value === 'boolean' || value === null) return true;
	if (levels === 0 || typeof value !== 'object') return false;
	if (Array.isArray(value)) {
		if (value.length > MAX_PARTS) return false;
		for (const item of value) if (!isFieldValue(item, levels - 1)) return false;
		return true;
	}
	// Yjs reads a `__proto__` key into the object's prototype: such an object is not plain any more.
	if (Object.getPrototypeOf(value) !== Object.prototype) return false;
	const parts = Object.entries(value);
	if (parts.length > MAX_PARTS) return false;
	for (const [key, item] of parts)
		if (key.length > 64 || key === '__proto__' || !isFieldValue(item, levels - 1)) return false;
	return true;
}

/** A register's value as it arrives from outside. */
export const fieldValue = z.custom<FieldValue>((value) => isFieldValue(value));

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
	return (
		keys.length === Object.keys(right).length &&
		keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]))
	);
}
