import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Paths, from the root, of every file that is or would be committed, under the folders or names given. */
export function filesOf(...under: string[]): string[] {
	const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...under], { cwd: root, encoding: 'utf8' });
	const gone = execFileSync('git', ['ls-files', '-z', '--deleted', '--', ...under], { cwd: root, encoding: 'utf8' }).split('\0');
	return listed.split('\0').filter((path) => path !== '' && !gone.includes(path));
}

/** A file's text, by its path from the root. */
export function textOf(path: string): string {
	return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
