import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import { makeSamples } from '../../src/lib/commands/samples/make-samples.ts';
import { createAccounts } from '../../src/lib/commands/create-account.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { openChromium, type ChromiumProfile } from '../support/engines/chromium.ts';
import { FIRM, setUpFirm, startRelay, type TestRelay } from '../support/relay.ts';
import { startDevice } from '../support/replicating-device.ts';
import { eventually } from '../support/engines/processes.ts';
import { tellPainted, type Painting } from './painted.ts';
import { median } from './rows.ts';

const RELAUNCHES = 9;
const SAVES = 15;

/** What one size of book cost, in ms unless it says otherwise. */
export interface BookFigures {
	/** From a new tab's navigation to the first rows on screen, with no connection; the median. */
	open: number;
	/** The least that it can cost there: opening the database raw and reading 50 rows; the median. */
	floor: number;
	/** From the click on Create to the word that it is saved on this device, painted; the median. */
	save: number;
	/** From the click on Create to the new account's page, painted; the median. */
	saveToPage: number;
	firstSync: number;
	/** Script and style that the list asks for until it is painted, gzip, kB. */
	download: number;
	/** Script and style of a first visit, with all that is fetched when the page has nothing better to do, in kB as they travelled. */
	downloadInAll: number;
}

/** Fills a relay with accounts, brings them to a browser, and measures it there. */
export async function measureBook(accounts: number): Promise<BookFigures> {
	const folder = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
	const relay = await startRelay({ dataDir: join(folder, 'relay') });
	const browser = await openChromium(join(folder, 'profile'));
	let closed = false;
	try {
		await fill(relay, accounts);
		const firstSync = await signIn(browser.page, relay.url, accounts);
		const downloadInAll = await firstLoad(browser.page);
		await browser.page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
		await relay.close();
		closed = true;
		await browser.context.setOffline(true);
		const { open, download } = await relaunches(browser, relay.url);
		const floor = await rawOpen(browser.page);
		const { save, saveToPage } = await saves(browser.page, relay.url);
		return { open, floor, save, saveToPage, firstSync, download, downloadInAll };
	} finally {
		await browser.kill();
		if (!closed) await relay.close();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

async function fill(relay: TestRelay, accounts: number): Promise<void> {
	const browser = relay.browser();
	const device = await startDevice((await setUpFirm(browser)) as Profile, () => browser.socket('/sync/log'));
	const samples = makeSamples(accounts);
	for (let done = 0; done < samples.length; done += 50) await createAccounts(device.deps, samples.slice(done, done + 50));
	await eventually(
		'the relay has every account',
		async () => ((await device.store.read((tx) => tx.outbox.pending(0, 1))).length === 0 ? true : undefined),
		120_000,
	);
	device.stop();
}

async function signIn(page: Page, url: string, accounts: number): Promise<number> {
	await page.goto(url);
	await page.getByLabel('E-mail').fill(FIRM.email);
	await page.getByLabel('Password', { exact: true }).fill(FIRM.password);
	const began = performance.now();
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('button', { name: /Synced/ }).waitFor({ timeout: 300_000 });
	await page.getByRole('link', { name: new RegExp(`Accounts ${accounts.toLocaleString('en')}`) }).waitFor({ timeout: 60_000 });
	return performance.now() - began;
}

/** Script and style that a first visit to the list loads, kB. */
async function firstLoad(page: Page): Promise<number> {
	return page.evaluate(() => {
		const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
		return entries.filter(({ name }) => /\.(?:js|css)$/.test(new URL(name).pathname)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1_000;
	});
}

async function relaunches(browser: ChromiumProfile, url: string): Promise<{ open: number; download: number }> {
	const times: number[] = [];
	let download = 0;
	for (let i = 0; i < RELAUNCHES; i++) {
		const page = await browser.context.newPage();
		await page.addInitScript(tellPainted);
		await page.addInitScript(() => {
			const look = () => {
				if (document.querySelectorAll('[role=row]').length < 5) return requestAnimationFrame(look);
				return (window as unknown as Painting).afterFrame().then(() => performance.mark('list'));
			};
			look();
		});
		await page.goto(`${url}/clients`);
		await page.waitForFunction(() => performance.getEntriesByName('list').length > 0);
		times.push(await page.evaluate(() => performance.getEntriesByName('list')[0]?.startTime ?? Number.NaN));
		download = gzipped(await scriptsUntilList(page)) / 1_000;
		await page.close();
	}
	return { open: median(times.slice(2)), download };
}

/** The paths of the script and style that was asked for before the list was painted. */
async function scriptsUntilList(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const painted = performance.getEntriesByName('list')[0]?.startTime ?? 0;
		const before = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < painted);
		return before.map(({ name }) => new URL(name).pathname).filter((path) => /\.(?:js|css)$/.test(path));
	});
}

/** What files of the build come to in gzip, bytes. */
function gzipped(paths: readonly string[]): number {
	return [...new Set(paths)].reduce((sum, path) => sum + gzipSync(readFileSync(join('build', path)), { level: 9 }).length, 0);
}

/** The floor: IndexedDB opened raw, 50 rows of the accounts' index read. */
async function rawOpen(page: Page): Promise<number> {
	const times = await page.evaluate(async (rounds) => {
		const name = (await indexedDB.databases()).find((database) => /^carnet-[0-9a-f-]+$/.test(database.name ?? ''))?.name ?? '';
		const wait = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error);
			});
		const measured: number[] = [];
		for (let i = 0; i < rounds; i++) {
			const began = performance.now();
			const database = await wait(indexedDB.open(name));
			await wait(database.transaction('accounts').objectStore('accounts').getAll(null, 50));
			measured.push(performance.now() - began);
			database.close();
		}
		return measured;
	}, RELAUNCHES);
	return median(times);
}

async function saves(page: Page, url: string): Promise<{ save: number; saveToPage: number }> {
	await page.addInitScript(tellPainted);
	const told: number[] = [];
	const shown: number[] = [];
	for (let i = 0; i < SAVES; i++) {
		await page.goto(`${url}/clients`);
		await page.getByRole('button', { name: 'New account' }).first().click();
		await page.getByRole('radio', { name: 'Individual' }).click();
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.getByLabel('First name').fill('Zoé');
		await page.getByLabel('Last name').fill(`Mesure ${i}`);
		await page.evaluate((name) => {
			addEventListener('click', () => performance.mark('create'), { capture: true, once: true });
			const painted = (mark: string, there: () => boolean) => {
				if (!there()) return requestAnimationFrame(() => painted(mark, there));
				return (window as unknown as Painting).afterFrame().then(() => performance.mark(mark));
			};
			painted('told', () => {
				const toast = document.querySelector('[aria-label=Notifications]')?.textContent ?? '';
				return toast.includes(name) && toast.includes('is saved on this device');
			});
			painted('shown', () => document.querySelector('h1')?.textContent?.includes(name) === true);
		}, `Mesure ${i}`);
		await page.getByRole('button', { name: 'Create account' }).click();
		await page.waitForFunction(() => ['told', 'shown'].every((mark) => performance.getEntriesByName(mark).length > 0));
		const since = (mark: string) => page.evaluate((end) => performance.measure('save', 'create', end).duration, mark);
		told.push(await since('told'));
		shown.push(await since('shown'));
	}
	return { save: median(told), saveToPage: median(shown) };
}
