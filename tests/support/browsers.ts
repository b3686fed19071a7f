import { engines } from '../../scripts/engines.mjs';

/** What keeps a test browser quiet and able to run as root, in a container, without a graphics card. */
export const chromiumFlags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Launch options of Playwright for the Chromium of this machine. Throws when there is none. */
export function chromiumLaunch(): { executablePath: string; args: string[] } {
	const found = engines.chromium.find();
	if (found?.browser === undefined) throw new Error('No Chromium was found: `npm test` installs one, or name it in CHROMIUM_PATH.');
	return { executablePath: found.browser, args: chromiumFlags };
}

/** The path of Firefox, or null where it is not installed. */
export function findFirefox(): string | null {
	return engines.firefox.find()?.browser ?? null;
}

/** The programs that run WebKit (its WebDriver, a display), or null where something of it is missing. */
export function findWebKit(): { driver: string; display: string } | null {
	const { driver, display } = engines.webkit.find() ?? {};
	return driver === undefined || display === undefined ? null : { driver, display };
}
