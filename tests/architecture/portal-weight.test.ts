import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import configuration from '../../.dependency-cruiser.mjs';
import { filesOf, root } from './repository.ts';

/** What a page of clients must never bring along, however far away it is imported. */
const STAFF = /^src\/lib\/(?:app|commands|queries|projections|documents|storage|replication|rooms|platform)\/|^src\/lib\/features\/(?!portal\/)|^src\/routes\/\(staff\)\/|node_modules\/(?:dexie|yjs|y-|lib0|zod|bits-ui|libphonenumber-js|workbox)/;

test('POR-30 nothing that the portal’s pages import, near or far, is the book’s or staff’s', async () => {
	const pages = filesOf('src/routes/portal').filter((path) => /\.(?:svelte|ts)$/.test(path));
	const { output } = await cruise(pages, { ...configuration.options, tsPreCompilationDeps: false, baseDir: root });
	const { modules } = output as ICruiseResult;
	const reached = modules.map(({ source }) => source);
	expect(reached.filter((source) => source.includes('features/portal/')).length).toBeGreaterThan(20);
	expect(reached.filter((source) => STAFF.test(source))).toEqual([]);
});
