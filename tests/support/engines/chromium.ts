import { chromium, type BrowserContext, type Page } from 'playwright';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumLaunch } from '../browsers.ts';
import { PATIENCE, type Engine, type EngineWindow } from './engine.ts';
import { eventually, startProgram } from './processes.ts';

/** A running Chromium on a profile folder, for tests that want all of Playwright and a browser that can be killed. */
export interface ChromiumProfile {
	readonly context: BrowserContext;
	readonly page: Page;
	/** Ends the browser and all of its processes with SIGKILL. */
	kill(): Promise<void>;
	close(): Promise<void>;
}

/** Opens Chromium on a profile folder. Playwright's own launch hides the process, and one can't kill what one can't see. */
export async function openChromium(profile: string): Promise<ChromiumProfile> {
	const { executablePath, args } = chromiumLaunch();
	const portFile = join(profile, 'DevToolsActivePort');
	rmSync(portFile, { force: true });
	// A killed browser leaves its lock behind.
	for (const lock of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) rmSync(join(profile, lock), { force: true });
	const program = startProgram(executablePath, [
		...args,
		'--headless=new',
		'--hide-crash-restore-bubble',
		'--password-store=basic',
		'--window-size=1280,800',
		'--lang=en-GB',
		'--remote-debugging-port=0',
		`--user-data-dir=${profile}`,
		'about:blank',
	]);
	const port = await eventually('Chromium says its port', async () => {
		const first = existsSync(portFile) ? readFileSync(portFile, 'utf8').split('\n')[0] : undefined;
		return first === '' ? undefined : first;
	});
	const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
	const context = browser.contexts()[0];
	if (context === undefined) throw new Error('Chromium has no window.');
	const page = context.pages()[0] ?? (await context.newPage());
	await page.setViewportSize({ width: 1280, height: 800 });
	return {
		context,
		page,
		kill: async () => {
			await program.kill();
			await browser.close();
		},
		close: async () => {
			await browser.newBrowserCDPSession().then((session) => session.send('Browser.close'));
			await program.ended;
		},
	};
}

export const chromiumEngine: Engine = {
	name: 'chromium',
	open: async (profile) => {
		const { page, kill, close } = await openChromium(profile);
		return { ...windowOf(page), kill, close };
	},
};

/** A page of Playwright as a window of steps that are written once for all engines. */
export function windowOf(page: Page): EngineWindow {
	const close = async (): Promise<void> => void (await page.context().close());
	page.setDefaultTimeout(PATIENCE);
	return {
		goto: async (url) => void (await page.goto(url)),
		reload: async () => void (await page.reload()),
		fill: (label, text) => page.getByLabel(label, { exact: true }).filter({ visible: true }).first().fill(text),
		click: (role, name) => page.getByRole(role, { name, exact: true }).first().click(),
		press: (key) => page.keyboard.press(key),
		sees: (text) => page.getByText(text).filter({ visible: true }).first().waitFor(),
		text: () => page.locator('body').innerText(),
		worksOffline: async () => void (await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')),
		screenshot: async (path) => void (await page.screenshot({ path })),
		kill: close,
		close,
	};
}
