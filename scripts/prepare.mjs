// Makes a bare clone ready: `node scripts/prepare.mjs [install] [build] [browsers]`. It runs before node_modules exists and on
// an older Node than the project's own, so it uses nothing but Node, and no TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildVersion } from './build-version.mjs';
import { canInstallPackages, engines } from './engines.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const steps = { install, build, browsers };

process.chdir(root);
for (const name of process.argv.slice(2)) {
	const step = Object.entries(steps).find(([known]) => known === name)?.[1];
	if (step === undefined) stop(`prepare: there is no step "${name}" (there are ${Object.keys(steps).join(', ')}).`);
	else step();
}

/** Installs the packages of package-lock.json, unless exactly these are there. */
function install() {
	if (packagesAreThere()) return;
	say('Installing the packages of package-lock.json…');
	run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { withoutOwnBin: true });
}

/** npm keeps what it installed in a lockfile of its own; every package of ours must be in it, but for optional ones of other systems. */
function packagesAreThere() {
	const installed = read(join('node_modules', '.package-lock.json'))?.packages;
	const wanted = read('package-lock.json')?.packages;
	if (installed === undefined || wanted === undefined) return false;
	return Object.entries(wanted).every(([path, entry]) => {
		if (path === '') return true;
		const there = installed[path];
		return there === undefined ? entry.optional === true : there.version === entry.version && there.integrity === entry.integrity;
	});
}

/** Builds the app, unless the build was made from the sources as they are. */
function build() {
	const built = read(join('build', '_app', 'version.json'))?.version;
	if (built === buildVersion() && existsSync(join('build', 'app.html'))) return;
	say('Building the app…');
	run(node(), [join('node_modules', 'vite', 'bin', 'vite.js'), 'build'], { quiet: true, environment: { NODE_ENV: 'production' } });
}

/** Finds the browsers and the database that tests use, and installs what is missing where that is possible. */
function browsers() {
	const missing = () => Object.values(engines).filter((engine) => engine.find() === null);
	if (missing().length > 0 && canInstallPackages()) {
		const apt = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
		const environment = { DEBIAN_FRONTEND: 'noninteractive' };
		run('apt-get', [...apt, 'update'], { mayFail: true, environment });
		for (const engine of missing()) {
			say(`Installing ${engine.title} for the tests…`);
			run('apt-get', [...apt, 'install', '-y', '--no-install-recommends', ...engine.packages], { mayFail: true, quiet: true, environment });
		}
	}
	if (engines.chromium.find() === null) {
		say('Installing Chromium for the tests…');
		run(node(), [join('node_modules', 'playwright', 'cli.js'), 'install', 'chromium'], { mayFail: true });
	}
	if (engines.chromium.find() === null) stop('No Chromium was found. Install one, or name it in CHROMIUM_PATH.');
	for (const engine of missing()) say(`${engine.title} is not here (Debian: ${engine.packages.join(', ')}): its tests are skipped.`);
}

/** The project's own Node, or the one that runs this where npm has none for the system. */
function node() {
	const own = join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
	if (existsSync(own)) return own;
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major < 24 || (major === 24 && minor < 7)) stop(`Carnet needs Node 24.7 or newer; this is ${process.versions.node}.`);
	return process.execPath;
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ withoutOwnBin?: boolean, quiet?: boolean, mayFail?: boolean, environment?: Record<string, string> }} options
 *   `withoutOwnBin`: npm must not run on the Node that it is about to replace; `quiet`: what it says is shown only when it fails
 */
function run(program, args, { withoutOwnBin = false, quiet = false, mayFail = false, environment = {} } = {}) {
	const path = (process.env.PATH ?? '').split(delimiter);
	const PATH = path.filter((folder) => !withoutOwnBin || !folder.endsWith(`${sep}node_modules${sep}.bin`)).join(delimiter);
	// npm is a .cmd file on Windows, which only a shell starts.
	const shell = process.platform === 'win32' && program === 'npm';
	const env = { ...process.env, ...environment, PATH };
	const { status, error, stdout, stderr } = spawnSync(program, args, { stdio: quiet ? 'pipe' : 'inherit', encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, shell, env });
	if (status === 0) return;
	if (quiet) process.stderr.write(`${stdout}${stderr}`);
	const failure = `${[basename(program), ...args].join(' ')} failed${error === undefined ? '' : `: ${error.message}`}.`;
	if (mayFail) say(failure);
	else stop(failure);
}

/** @param {string} path */
function read(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return undefined;
	}
}

/** @param {string} words */
function say(words) {
	process.stdout.write(`${words}\n`);
}

/** @param {string} words @returns {never} */
function stop(words) {
	process.stderr.write(`${words}\n`);
	process.exit(1);
}
