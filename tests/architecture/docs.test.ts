import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf, root, textOf } from './repository.ts';

/** Pages whose every word about the repository is held; in the others, links are. */
const front = ['README.md', 'ARCHITECTURE.md'];
const pages = [...new Set([...front, ...filesOf('*.md')])];
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

test.each(pages)('the links of %s lead somewhere', (page) => {
	const links = Array.from(prose(page).matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g), (hit) => hit[1] ?? '');
	const local = links.filter((link) => !/^(\w+:|#)/.test(link)).map((link) => decodeURI(link.replace(/#.*$/, '')));
	expect(local.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});

test.each(front)('the paths that %s names exist', (page) => {
	const named = Array.from(textOf(page).matchAll(/`((?:src|sync-server|tests|docs|scripts|static|\.ci)\/[\w@./[\]()+-]*)`/g), (hit) => hit[1] ?? '');
	expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each(pages)('the npm scripts that %s names exist', (page) => {
	const named = Array.from(textOf(page).matchAll(/\bnpm (?:run ([a-z][\w:-]*)|(start|test)\b)/g), (hit) => hit[1] ?? hit[2] ?? '');
	const missing = named.filter((name) => !(name in scripts));
	expect(missing).toEqual([]);
});

/** A page without its blocks of code, where brackets are no links. */
function prose(page: string): string {
	return textOf(page).replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}
