import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import puppeteer, { type ElementHandle, type Page } from 'puppeteer-core';
import { findFirefox } from '../browsers.ts';
import { findByRole, findField } from './accessible-name.ts';
import { PATIENCE, type Engine, type EngineWindow } from './engine.ts';
import { eventually } from './processes.ts';

/** Firefox, driven over WebDriver BiDi. null where it is not installed. */
export function firefoxEngine(): Engine | null {
	const executablePath = findFirefox();
	if (executablePath === null) return null;
	return {
		name: 'firefox',
		open: async (profile) => {
			mkdirSync(profile, { recursive: true });
			const browser = await puppeteer.launch({
				browser: 'firefox',
				executablePath,
				headless: true,
				userDataDir: profile,
				defaultViewport: { width: 1280, height: 800 },
				timeout: 60_000,
			});
			const page = (await browser.pages())[0] ?? (await browser.newPage());
			page.setDefaultTimeout(PATIENCE);
			return windowOf(page);
		},
	};
}

function windowOf(page: Page): EngineWindow {
	const browser = page.browser();
	const withElement = (what: string, script: string, args: string[], act: (found: ElementHandle<Element>) => Promise<void>): Promise<boolean> =>
		eventually(what, async () => {
			const handle = await page.evaluateHandle(`(function () { ${script} }).apply(null, ${JSON.stringify(args)})`);
			const found = handle.asElement() as ElementHandle<Element> | null;
			if (found === null) return undefined;
			await act(found);
			return true;
		});
	return {
		// The app may be on its own way elsewhere, which ends the first try.
		goto: async (url) => void (await page.goto(url).catch(() => page.goto(url))),
		reload: async () => void (await page.reload()),
		fill: async (label, text) =>
			void (await withElement(`a field "${label}"`, findField, [label], async (field) => {
				await field.evaluate((input) => (input as HTMLInputElement).select());
				if (text === '') await page.keyboard.press('Backspace');
				else await field.type(text);
			})),
		click: async (role, name) =>
			void (await withElement(`a ${role} "${name}"`, findByRole, [role, name], async (found) => {
				await eventually('it stands still', async () => {
					const before = await placeOf(found);
					return before === (await placeOf(found)) || undefined;
				});
				await found.click();
			})),
		press: (key) => page.keyboard.press(key),
		sees: async (text) =>
			void (await eventually(`the page shows "${text}"`, async () => (await page.evaluate((wanted) => document.body.innerText.includes(wanted), text)) || undefined)),
		text: () => page.evaluate(() => document.body.innerText),
		worksOffline: async () =>
			void (await eventually('a service worker is in charge', async () => (await page.evaluate(() => navigator.serviceWorker.controller?.state === 'activated')) || undefined)),
		screenshot: async (path) => void (await page.screenshot({ path: path as `${string}.png` })),
		kill: async () => {
			const child = browser.process();
			if (child === null || child.exitCode !== null || child.signalCode !== null) return;
			const ended = once(child, 'exit');
			// Its helpers end with it.
			child.kill('SIGKILL');
			await ended;
			await browser.disconnect();
		},
		close: () => browser.close(),
	};
}

/** Where an element stands, one frame later: equal twice in a row when nothing moves it any more. */
function placeOf(found: ElementHandle<Element>): Promise<string> {
	return found.evaluate(
		(element) =>
			new Promise<string>((resolve) => {
				requestAnimationFrame(() => resolve(JSON.stringify(element.getBoundingClientRect())));
			}),
	);
}
