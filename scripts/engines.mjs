import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * What the tests need besides npm packages: where it is found, and the Debian packages that bring it.
 * Plain JavaScript, because `prepare.mjs` reads it before anything is installed.
 * @typedef {'chromium' | 'firefox' | 'webkit' | 'postgres'} EngineName
 * @typedef {object} Engine
 * @property {string} title what the person is told
 * @property {() => Record<string, string> | null} find paths of its programs, or null when one is missing
 * @property {string[]} packages of Debian
 */

/** @type {Record<EngineName, Engine>} */
export const engines = {
	chromium: {
		title: 'Chromium',
		find: () =>
			programs({
				browser: [process.env.CHROMIUM_PATH, ...onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'), ...ofPlaywright()],
			}),
		packages: ['chromium'],
	},
	firefox: {
		title: 'Firefox',
		find: () => programs({ browser: [process.env.FIREFOX_PATH, ...onPath('firefox-esr', 'firefox')] }),
		packages: ['firefox-esr'],
	},
	webkit: {
		title: 'WebKit',
		find: () =>
			programs({
				driver: onPath('WebKitWebDriver'),
				// Runs the small browser that tests drive (tests/support/engines/webkit-browser.js).
				script: onPath('gjs'),
				library: [...inFolders('/usr/lib', '*/girepository-1.0/WebKit2-4.1.typelib'), ...inFolders('/usr/lib64', 'girepository-1.0/WebKit2-4.1.typelib')],
				display: onPath('Xvfb'),
			}),
		packages: ['webkit2gtk-driver', 'gir1.2-webkit2-4.1', 'gjs', 'xvfb'],
	},
	postgres: {
		title: 'PostgreSQL',
		find: () => programs({ control: [...onPath('pg_ctl'), ...inFolders('/usr/lib/postgresql', '*/bin/pg_ctl')] }),
		packages: ['postgresql'],
	},
};

/** @returns {boolean} whether packages can be installed here: root on Debian or a relative of it */
export function canInstallPackages() {
	if (process.platform !== 'linux' || process.getuid?.() !== 0 || onPath('apt-get').length === 0) return false;
	return existsSync('/etc/debian_version') || /debian/.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @param {Record<string, (string | undefined)[]>} wanted @returns {Record<string, string> | null} */
function programs(wanted) {
	/** @type {Record<string, string>} */
	const found = {};
	for (const [name, places] of Object.entries(wanted)) {
		const place = places.find((path) => path !== undefined && path !== '' && existsSync(path));
		if (place === undefined) return null;
		found[name] = place;
	}
	return found;
}

/** @param {string[]} names @returns {string[]} */
function onPath(...names) {
	const folders = (process.env.PATH ?? '').split(delimiter);
	return names.flatMap((name) => folders.map((folder) => join(folder, name))).filter((path) => existsSync(path));
}

/** Newest first. @param {string} folder @param {string} pattern with `*` for one whole part @returns {string[]} */
function inFolders(folder, pattern) {
	let found = [folder];
	for (const part of pattern.split('/')) {
		found = found.flatMap((base) => (part === '*' ? entries(base) : [part]).map((name) => join(base, name)));
	}
	return found.filter((path) => existsSync(path)).sort().reverse();
}

/** @param {string} folder @returns {string[]} */
function entries(folder) {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

/** The Chromium that `playwright install` keeps. @returns {string[]} */
function ofPlaywright() {
	const home = process.env.HOME ?? process.env.USERPROFILE ?? '';
	const caches = [process.env.PLAYWRIGHT_BROWSERS_PATH, join(home, '.cache', 'ms-playwright'), join(home, 'Library', 'Caches', 'ms-playwright'), join(home, 'AppData', 'Local', 'ms-playwright')];
	const programs = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-win/chrome.exe', 'chrome-win64/chrome.exe', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'];
	return caches.flatMap((cache) =>
		cache === undefined
			? []
			: entries(cache)
					.filter((name) => name.startsWith('chromium-'))
					.sort()
					.reverse()
					.flatMap((name) => programs.map((program) => join(cache, name, program)))
					.filter((path) => existsSync(path)),
	);
}
