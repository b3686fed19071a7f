import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

/**
 * How many older builds' hashed files stay beside the present ones. A tab that was opened before an update asks for the pieces
 * of its own build, and must still find them.
 */
const OLDER_BUILDS = 2;

const hashedFiles = join('_app', 'immutable');
const record = 'builds.json';
const builds = z.array(z.object({ version: z.string(), files: z.array(z.string()) }));

/** Builds the app into `build/`, which changes hands only once the new build is whole; a running relay keeps serving meanwhile. */
function build(): void {
	const [next, present, old] = ['build-next', 'build', 'build-old'];
	rmSync(next, { recursive: true, force: true });
	const vite = spawnSync(process.execPath, [join('node_modules', 'vite', 'bin', 'vite.js'), 'build'], {
		encoding: 'utf8',
		env: { ...process.env, NODE_ENV: 'production', BUILD_DIR: next },
	});
	if (vite.status !== 0) {
		process.stderr.write(`${vite.stdout}${vite.stderr}\nThe app could not be built.\n`);
		process.exit(1);
	}
	keepOlderFiles(present, next);
	rmSync(old, { recursive: true, force: true });
	if (existsSync(present)) renameSync(present, old);
	renameSync(next, present);
	rmSync(old, { recursive: true, force: true });
}

/** Copies what the last builds had and this one has not, and writes down which files belong to which build. */
function keepOlderFiles(present: string, next: string): void {
	const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(next, '_app', 'version.json'), 'utf8')));
	const files = globSync('**/*.*', { cwd: join(next, hashedFiles) });
	const older = buildsIn(present)
		.filter((build) => build.version !== version)
		.slice(0, OLDER_BUILDS);
	for (const file of new Set(older.flatMap((build) => build.files))) {
		const from = join(present, hashedFiles, file);
		const to = join(next, hashedFiles, file);
		if (existsSync(from) && !existsSync(to)) cpSync(from, to);
	}
	writeFileSync(join(next, record), JSON.stringify([{ version, files }, ...older]));
}

function buildsIn(folder: string): z.infer<typeof builds> {
	const path = join(folder, record);
	return existsSync(path) ? builds.parse(JSON.parse(readFileSync(path, 'utf8'))) : [];
}

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
build();
