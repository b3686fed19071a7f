import { expect, test, type Page } from '@playwright/test';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/engines/processes.ts';
import { windowOf } from '../support/engines/chromium.ts';
import { startRelay, type TestRelay } from '../support/relay.ts';
import { setUpFirm } from '../support/steps.ts';

const built = 'build';
/** A piece that only the first build has. */
const ONLY_FIRST = '/_app/immutable/chunks/only-first.js';
let folder: string;
let port: number;
let relay: TestRelay;
let serving = false;

test.beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'carnet-builds-'));
	port = await freePort();
	for (const build of ['first', 'second']) copyBuild(build);
	writeFileSync(join(folder, 'first', ONLY_FIRST), 'export {};');
	await serve('first');
});

test.afterEach(async () => {
	await stop();
	rmSync(folder, { recursive: true, force: true });
});

test('the app opens without the relay once it was opened with it, and never answers for the relay', async ({
	page,
}) => {
	await setUpFirm(windowOf(page), relay.url);
	await stop();

	await page.reload();
	await expect(page.getByText('No accounts yet')).toBeVisible();
	expect(await buildOf(page)).toBe('first');
	await page.goto(`${relay.url}/settings`);
	await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible();
	const asked = await page.evaluate(() =>
		Promise.all(
			['/api/entrance', '/dev/mailbox', '/portal'].map((path) =>
				fetch(path).then(
					() => 'answered',
					() => 'no answer',
				),
			),
		),
	);
	expect(asked).toEqual(['no answer', 'no answer', 'no answer']);
	expect((await kept(page)).filter((path) => /^\/(api|sync|dev|portal)\//.test(path))).toEqual([]);
});

test('a newer build is offered, waits for consent, and changes the page once', async ({ page }) => {
	await setUpFirm(windowOf(page), relay.url);
	const loads: string[] = [];
	page.on('load', () => void loads.push(page.url()));
	// The first service worker is no update.
	await expect(offer(page)).toBeHidden();

	await stop();
	await serve('second');
	await lookForUpdate(page);
	await expect(offer(page)).toBeVisible();
	expect(loads).toEqual([]);
	expect(await buildOf(page)).toBe('first');
	await offer(page).click();
	await expect.poll(() => buildOf(page)).toBe('second');
	await expect(offer(page)).toBeHidden();
	await expect(page.getByText('No accounts yet')).toBeVisible();
	await expect.poll(() => loads).toHaveLength(1);
	// Tabs of the build before may still ask for its pieces.
	expect((await page.request.get(`${relay.url}${ONLY_FIRST}`)).status()).toBe(200);
	expect(loads).toHaveLength(1);
});

test('a newer build that was ready before the page was loaded changes the page once, too', async ({ page }) => {
	await setUpFirm(windowOf(page), relay.url);
	await stop();
	await serve('second');
	await lookForUpdate(page);
	await expect(offer(page)).toBeVisible();
	await page.reload();
	await expect(page.getByText('No accounts yet')).toBeVisible();
	const loads: string[] = [];
	page.on('load', () => void loads.push(page.url()));
	await offer(page).click();
	await expect.poll(() => buildOf(page), { timeout: 15_000 }).toBe('second');
	await expect(offer(page)).toBeHidden();
	await expect.poll(() => loads).toHaveLength(1);
});

test('a newer build takes over while the page keeps asking the relay, and leaves alone what is the relay’s', async ({
	page,
}) => {
	await setUpFirm(windowOf(page), relay.url);
	await stop();
	await serve('second');
	await lookForUpdate(page);
	await expect(offer(page)).toBeVisible();
	// Calls that are answered one after another, so that one always arrives while the worker before is stopped.
	await page.evaluate(() => {
		const ask = (): void => void fetch('/health').then(ask, ask);
		for (let i = 0; i < 4; i++) ask();
	});
	const loads: string[] = [];
	page.on('load', () => void loads.push(page.url()));
	await offer(page).click();
	await expect.poll(() => buildOf(page), { timeout: 15_000 }).toBe('second');
	await expect.poll(() => loads).toHaveLength(1);
	await page.goto(`${relay.url}/health`);
	await expect(page.locator('meta[name=build]')).toHaveCount(0);
});

test('a piece that can’t be had loads the page again once, and never without a connection', async ({
	page,
	context,
}) => {
	await setUpFirm(windowOf(page), relay.url);
	const loads: string[] = [];
	page.on('load', () => void loads.push(page.url()));
	const miss = () => page.evaluate(() => dispatchEvent(new Event('vite:preloadError', { cancelable: true })));
	await context.setOffline(true);
	expect(await miss()).toBe(true);
	await context.setOffline(false);
	await Promise.all([page.waitForEvent('load'), miss()]);
	await expect(page.getByText('No accounts yet')).toBeVisible();
	expect(await miss()).toBe(true);
	expect(loads).toHaveLength(1);
});

test('a tab that another one updated under its feet keeps its build and is offered the newer one', async ({
	context,
	page,
}) => {
	await setUpFirm(windowOf(page), relay.url);
	const other = await context.newPage();
	await other.goto(relay.url);
	await stop();
	await serve('second');
	await lookForUpdate(page);
	await offer(page).click();
	await expect.poll(() => buildOf(page)).toBe('second');
	expect(await buildOf(other)).toBe('first');
	await stop();
	// The pieces of its own build are still on the device.
	const piece = await other.evaluate(() =>
		performance
			.getEntriesByType('resource')
			.map(({ name }) => name)
			.find((name) => name.includes('/_app/immutable/')),
	);
	expect(await other.evaluate((url) => fetch(url ?? '').then(({ status }) => status), piece)).toBe(200);
	await expect(offer(other)).toBeVisible();
	await offer(other).click();
	await expect.poll(() => buildOf(other)).toBe('second');
});

/** What a person clicks to change to the newer build. */
function offer(page: Page) {
	return page.getByRole('button', { name: 'Update ready' });
}

/** A relay with one of the builds, always at the same address and with the same data. */
async function serve(build: string): Promise<void> {
	relay = await startRelay({
		buildFolder: join(folder, build),
		dataDir: join(folder, 'data'),
		environment: { PORT: String(port) },
	});
	serving = true;
}

async function stop(): Promise<void> {
	if (serving) await relay.close();
	serving = false;
}

/** The paths that the service worker keeps. */
function kept(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		const caches = await window.caches.keys();
		const requests = await Promise.all(caches.map(async (name) => (await window.caches.open(name)).keys()));
		return requests.flat().map(({ url }) => new URL(url).pathname);
	});
}

async function lookForUpdate(page: Page): Promise<void> {
	await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
}

function buildOf(page: Page): Promise<string | null> {
	return page.locator('meta[name=build]').getAttribute('content');
}

/** A copy of the build under another version's name, which its page says. */
function copyBuild(name: string): void {
	const copy = join(folder, name);
	cpSync(built, copy, { recursive: true });
	const version: string = JSON.parse(readFileSync(join(built, '_app', 'version.json'), 'utf8')).version;
	for (const file of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
		const path = join(copy, file);
		if (/\.(br|gz)$/.test(file)) rmSync(path);
		else if (/(app\.html|service-worker\.js|version\.json)$/.test(file) && statSync(path).isFile()) {
			const text = readFileSync(path, 'utf8').replaceAll(version, `${version}-${name}`);
			writeFileSync(path, text.replace('<head>', `<head><meta name="build" content="${name}">`));
		}
	}
}
