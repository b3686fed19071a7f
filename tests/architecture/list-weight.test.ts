import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './repository.ts';

const PAGES = [
	'src/routes/(staff)/+layout.svelte',
	'src/routes/(staff)/(book)/+layout.svelte',
	'src/routes/(staff)/(book)/clients/+page.svelte',
	'src/routes/(staff)/(book)/clients/contacts/+page.svelte',
];
/** What comes when somebody asks for it: what opens over a page, documents, what reads files. */
const LATER = /^(?:bits-ui|@floating-ui|yjs|y-|lib0|libphonenumber-js|papaparse|read-excel-file|fflate|uqr)/;
/** Imports of values, at once: neither of types alone nor when they are wanted. */
const IMPORTS = /^\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;

test('what a list waits for brings along nothing that only opens over it, no document and no file of another program', () => {
	const files = new Set<string>();
	const packages: string[] = [];
	const visit = (file: string) => {
		if (files.has(file) || !/\.(?:svelte|ts)$/.test(file)) return;
		files.add(file);
		for (const [, target = ''] of readFileSync(join(root, file), 'utf8').matchAll(IMPORTS)) {
			if (target.startsWith('.')) visit(join(dirname(file), target));
			else if (target.startsWith('$lib/')) visit(target.replace('$lib', 'src/lib'));
			else packages.push(`${file} imports ${target}`);
		}
	};
	for (const page of PAGES) visit(page);
	expect(files.size).toBeGreaterThan(100);
	expect(packages.filter((line) => LATER.test(line.split(' imports ')[1] ?? ''))).toEqual([]);
});
