import { MAX_NAME } from '$lib/domain/names.ts';

const MOST_TRIED = 99;

/**
 * The first of `Name (2)`, `Name (3)`… that no account has, short enough for a directory's name.
 * @returns '' when a hundred are taken
 */
export async function freeName(name: string, taken: (candidate: string) => Promise<boolean>): Promise<string> {
	const base = name.replace(/ \(\d+\)$/, '');
	for (let n = 2; n <= MOST_TRIED; n++) {
		const suffix = ` (${n})`;
		const candidate = `${base.slice(0, MAX_NAME - suffix.length).trimEnd()}${suffix}`;
		if (!(await taken(candidate))) return candidate;
	}
	return '';
}
