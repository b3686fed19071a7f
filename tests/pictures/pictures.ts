import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { fillBook } from '../bench/fill-book.ts';
import { chromiumLaunch } from '../support/browsers.ts';
import { startRelay } from '../support/relay.ts';
import { bookScreens, emptyScreens, owner, type Photographer } from './screens.ts';
import { said, type Said } from './said.ts';

/**
 * `npm run pictures [folder] [pattern]`: photographs the real app, filled with sample clients, in light and dark, French and English, on a phone, a
 * tablet and a laptop; empty; and with 100,000 accounts. Of the pictures' names (`list-tablet-fr-dark`), a pattern chooses those whose second half
 * it fits. The README's pictures are the best of them, under docs/pictures.
 */
const folder = process.argv[2] ?? 'pictures';
const pattern = new RegExp(process.argv[3] ?? '');
const sizes = {
	laptop: { width: 1280, height: 800 },
	tablet: { width: 834, height: 1194 },
	phone: { width: 390, height: 844 },
};
const MANY = 100_000;

const home = mkdtempSync(join(tmpdir(), 'carnet-pictures-'));
const [filled, bare] = [
	await startRelay({ dataDir: join(home, 'filled') }),
	await startRelay({ dataDir: join(home, 'bare') }),
];
const browser = await chromium.launch({ ...chromiumLaunch(), headless: true });
mkdirSync(folder, { recursive: true });
/** Screens that could not be photographed: the others still are. */
const failed: string[] = [];
try {
	let first = true;
	for (const locale of ['en', 'fr'] as const) {
		for (const theme of ['light', 'dark'] as const) {
			const wanted = Object.entries(sizes).filter(([device]) => pattern.test(`${device}-${locale}-${theme}`));
			if (wanted.length === 0) continue;
			for (const [relay, screens] of [
				[filled, bookScreens],
				[bare, emptyScreens],
			] as const) {
				const context = await browser.newContext({
					locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
					colorScheme: theme,
					timezoneId: 'Europe/Paris',
					viewport: sizes.laptop,
					reducedMotion: 'reduce',
				});
				await enter(context, relay.url, said(locale), { setUp: first, samples: relay === filled });
				for (const [device, viewport] of wanted)
					for (const screen of screens)
						await photograph(context, relay.url, screen, viewport, said(locale), `${device}-${locale}-${theme}`);
				if (relay === bare && wanted.some(([device]) => device === 'laptop')) await photographMany(context, relay.url, `laptop-${locale}-${theme}`);
				await context.close();
			}
			first = false;
		}
	}
} finally {
	await browser.close();
	await filled.close();
	await bare.close();
	rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
for (const line of failed) console.error(line);
if (failed.length > 0) process.exitCode = 1;

async function enter(
	context: BrowserContext,
	url: string,
	words: Said,
	{ setUp, samples }: { setUp: boolean; samples: boolean },
): Promise<void> {
	const page = await context.newPage();
	await page.goto(url);
	if (setUp) {
		await page.getByLabel(words('setup_firm_name')).fill('Cabinet Garnier');
		await page.getByLabel(words('setup_name')).fill('Agnès Garnier');
	}
	await page.getByLabel(words('signin_email'), { exact: true }).fill(owner.email);
	await page.getByLabel(words('signin_password'), { exact: true }).fill(owner.password);
	if (setUp && samples) await page.getByText(words('setup_samples'), { exact: true }).click();
	await page.getByRole('button', { name: words(setUp ? 'setup_act' : 'signin_act'), exact: true }).click();
	await page.getByRole('button', { name: new RegExp(words('status_synced')) }).waitFor({ timeout: 60_000 });
	await page.close();
}

async function photograph(
	context: BrowserContext,
	url: string,
	{ name, path, prepare }: Photographer,
	viewport: { width: number; height: number },
	words: Said,
	look: string,
): Promise<void> {
	const page = await context.newPage();
	page.setDefaultTimeout(8_000);
	try {
		await page.setViewportSize(viewport);
		await page.goto(`${url}${path}`);
		await prepare(page, words);
		await settled(page);
	} catch (error) {
		failed.push(`${name}-${look}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
	}
	await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
	await page.close();
}

async function photographMany(context: BrowserContext, url: string, look: string): Promise<void> {
	const page = await context.newPage();
	await page.goto(`${url}/clients`);
	await page.getByRole('heading', { level: 1 }).first().waitFor();
	await fillBook(page, MANY, { documents: false });
	await page.goto(`${url}/clients`);
	await page.getByRole('grid').getByRole('link').first().waitFor();
	await settled(page);
	await page.screenshot({ path: join(folder, `list-many-${look}.png`) });
	await page.close();
}

/** Waits until nothing moves and the network is quiet. */
async function settled(page: Page): Promise<void> {
	await page.waitForLoadState('networkidle');
	await page.evaluate(() =>
		Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
	);
}
