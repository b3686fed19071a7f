import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readStaticFiles, type StaticFiles } from './static-files.ts';

/** This build and the two before it. */
const KEPT = 3;

/**
 * Keeps a copy of the build's hashed files in the data folder, drops what is older than the two builds before it, and returns
 * the hashed files of all that are kept: tabs that are still open ask for them.
 * @param now ms since 1970
 */
export function keepOlderBuilds(buildFolder: string, dataDir: string, now: number): StaticFiles {
	const assets = join(dataDir, 'assets');
	mkdirSync(assets, { recursive: true });
	const version = readVersion(buildFolder);
	if (version !== null) {
		const copy = join(assets, version);
		if (!existsSync(copy)) {
			const partial = join(assets, `.${version}`);
			rmSync(partial, { recursive: true, force: true });
			cpSync(join(buildFolder, '_app', 'immutable'), partial, { recursive: true });
			renameSync(partial, copy);
		}
		utimesSync(copy, now / 1_000, now / 1_000);
	}
	const builds = readdirSync(assets)
		.filter((name) => !name.startsWith('.'))
		.map((name) => ({ path: join(assets, name), at: statSync(join(assets, name)).mtimeMs }))
		.sort((a, b) => b.at - a.at);
	for (const { path } of builds.slice(KEPT)) rmSync(path, { recursive: true, force: true });
	return new Map(builds.slice(0, KEPT).flatMap(({ path }) => [...readStaticFiles(path, '/_app/immutable/')]));
}

function readVersion(buildFolder: string): string | null {
	const file = join(buildFolder, '_app', 'version.json');
	if (!existsSync(file) || !existsSync(join(buildFolder, '_app', 'immutable'))) return null;
	const parsed = z
		.object({ version: z.string().regex(/^[0-9A-Za-z-]{1,64}$/) })
		.safeParse(JSON.parse(readFileSync(file, 'utf8')));
	return parsed.success ? parsed.data.version : null;
}
