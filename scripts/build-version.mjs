import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
// Not the whole of project.inlang: compiling the messages writes into it, in the midst of the build.
const settings = join('project.inlang', 'settings.json');
const sources = ['src', 'static', 'package-lock.json', 'vite.config.ts', 'svelte.config.js', settings, join('scripts', 'messages.ts')];
const generated = join('src', 'lib', 'i18n', 'paraglide');

/**
 * The name of what would be built from the files as they are: 16 hex digits of SHA-256 over every source's path and content.
 * Two builds of the same sources have the same name, so that a rebuild alone never looks like an update.
 */
export function buildVersion() {
	const hash = createHash('sha256');
	for (const path of sources.flatMap(filesUnder).sort()) hash.update(path).update('\0').update(readFileSync(join(root, path))).update('\0');
	return hash.digest('hex').slice(0, 16);
}

/** @param {string} path relative to the project @returns {string[]} */
function filesUnder(path) {
	if (path === generated) return [];
	const stat = statSync(join(root, path), { throwIfNoEntry: false });
	if (stat === undefined) return [];
	if (stat.isFile()) return [path];
	return readdirSync(join(root, path)).flatMap((name) => filesUnder(join(path, name)));
}
