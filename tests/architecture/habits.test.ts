import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf, root, textOf } from './repository.ts';

const code = filesOf('src', 'sync-server', 'scripts').filter((path) => /\.(ts|mjs|svelte)$/.test(path));
const tests = filesOf('tests').filter((path) => path.endsWith('.ts'));

/** Lines (as `path:line: text`) of files that match. */
function lines(paths: string[], pattern: RegExp): string[] {
	return paths.flatMap((path) =>
		textOf(path)
			.split('\n')
			.flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
	);
}

test('no module keeps state that can change', () => {
	const modules = code.filter((path) => !path.endsWith('.svelte') && !path.startsWith('scripts/'));
	expect(lines(modules, /^(export )?let |^(export )?const \w+(: [^=]+)? = (new (Map|Set|WeakMap|WeakSet)(<.*>)?\(\)|\[\]|\{\});?$|^(export )?const \w+.* = \$state/)).toEqual([]);
});

test('tests wait for what they need, and never for a time', () => {
	expect(lines(tests.filter((path) => !path.startsWith('tests/support/') && !path.startsWith('tests/architecture/')), /\bsetTimeout\(|\bwaitForTimeout\(|timers\/promises/)).toEqual([]);
});

test('no test is left out by hand, and none runs alone', () => {
	expect(lines(tests, /\b(test|it|describe)\.(only|todo|fails)\b|\b(describe|it|test)\.skip\(\s*['"`]|\b(xit|xtest|xdescribe|fit|fdescribe)\(/)).toEqual([]);
});

test('nothing is left for later in a comment', () => {
	expect(lines([...code, ...tests].filter((path) => !path.startsWith('tests/architecture/')), /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
});

test('files have one job: some 250 lines, never over 400, and no drawers', () => {
	const long = code.filter((path) => textOf(path).split('\n').length > 400);
	const drawers = code.filter((path) => /\/(utils?|helpers?|misc|common)(\/|\.)/.test(path));
	expect([...long, ...drawers]).toEqual([]);
});

test('files are named alike', () => {
	const strange = [...code, ...tests].filter((path) => {
		const name = basename(path);
		if (path.startsWith('src/routes/') && name.startsWith('+')) return false;
		return name.endsWith('.svelte') ? !/^[A-Z][A-Za-z0-9]*\.svelte$/.test(name) : !/^[a-z0-9-]+(\.[a-z0-9-]+)*\.(ts|mjs)$/.test(name);
	});
	expect(strange).toEqual([]);
});

test('every room says in a README what it is', () => {
	const folders = ['src/lib', 'src/lib/features', 'sync-server'].flatMap((parent) =>
		filesOf(parent)
			.map((path) => path.slice(parent.length + 1).split('/'))
			.filter((parts) => parts.length > 1)
			.map((parts) => `${parent}/${parts[0]}`),
	);
	const rooms = new Set([...folders, 'src/routes', 'src/service-worker', 'sync-server', 'scripts', 'tests', 'tests/support']);
	expect([...rooms].filter((room) => !existsSync(join(root, room, 'README.md')))).toEqual([]);
});
