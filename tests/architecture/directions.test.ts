import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import configuration, { rooms } from '../../.dependency-cruiser.mjs';
import { root } from './repository.ts';

test('rooms import only what they may, and nothing in a circle', async () => {
	const { options, ...ruleSet } = configuration;
	const { output } = await cruise(['src', 'sync-server', 'scripts', 'tests'], { ...options, ruleSet, validate: true, baseDir: root });
	const { violations, totalDependenciesCruised } = (output as ICruiseResult).summary;
	expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
	expect(totalDependenciesCruised).toBeGreaterThan(100);
});

test('every room has its rule', () => {
	const folders = readdirSync(join(root, 'src', 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
	expect(folders.map((entry) => `src/lib/${entry.name}`).filter((room) => !(room in rooms))).toEqual([]);
});
