/** Tells whether something from outside has a shape. These few stand in for zod, whose kernel alone would be a seventh of an activation page's weight. */
export type Check<T> = (value: unknown) => value is T;

export const text: Check<string> = (value) => typeof value === 'string';
export const number: Check<number> = (value) => typeof value === 'number';
export const flag: Check<boolean> = (value) => typeof value === 'boolean';

export function maybe<T>(check: Check<T>): Check<T | null> {
	return (value): value is T | null => value === null || check(value);
}

export function list<T>(check: Check<T>): Check<T[]> {
	return (value): value is T[] => Array.isArray(value) && value.every(check);
}

export function isOneOf<const T extends string>(...words: readonly T[]): Check<T> {
	return (value): value is T => words.includes(value as T);
}

/** An object that has these parts; what else it has is not looked at. */
export function shape<T extends object>(parts: { [K in keyof T]: Check<T[K]> }): Check<T> {
	return (value): value is T =>
		typeof value === 'object' &&
		value !== null &&
		Object.entries<Check<unknown>>(parts).every(([name, check]) => Object.hasOwn(value, name) && check(Reflect.get(value, name)));
}
