import { cruise, type ICruiseResult, type IModule } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import configuration from '../../.dependency-cruiser.mjs';
import { root } from './repository.ts';

const PAGES = [
	'src/routes/(staff)/+layout.svelte',
	'src/routes/(staff)/(book)/+layout.svelte',
	'src/routes/(staff)/(book)/clients/+page.svelte',
	'src/routes/(staff)/(book)/clients/contacts/+page.svelte',
];
/** What comes when somebody asks for it: what opens over a page, documents, what reads files. */
const LATER = /node_modules\/(?:bits-ui|@floating-ui|yjs|y-|lib0|libphonenumber-js|papaparse|read-excel-file|fflate|uqr)/;

test('what a list waits for brings along nothing that only opens over it, no document and no file of another program', async () => {
	const { output } = await cruise(PAGES, { ...configuration.options, tsPreCompilationDeps: false, baseDir: root });
	const modules = new Map((output as ICruiseResult).modules.map((module) => [module.source, module]));
	const reached = new Map<string, string>();
	const visit = (source: string, from: string) => {
		if (reached.has(source)) return;
		reached.set(source, from);
		const atOnce = (modules.get(source) as IModule | undefined)?.dependencies.filter(({ dynamic }) => !dynamic) ?? [];
		for (const { resolved } of atOnce) visit(resolved, source);
	};
	for (const page of PAGES) visit(page, '');
	expect(reached.size).toBeGreaterThan(150);
	expect([...reached].filter(([source]) => LATER.test(source)).map(([source, from]) => `${from} → ${source}`)).toEqual([]);
});
