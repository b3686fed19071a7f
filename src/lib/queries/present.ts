/** The rows that are there, of those that were asked for. */
export function present<T>(rows: readonly (T | undefined)[]): T[] {
	return rows.filter((row) => row !== undefined);
}
