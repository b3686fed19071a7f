import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { FRENCH } from '../../src/lib/commands/samples/sample-data.ts';
import { openChromium } from '../support/engines/chromium.ts';
import { FIRM, setUpFirm, startRelay } from '../support/relay.ts';
import { tagAll } from './bulk-bench.ts';
import { heapOfPage, heapOfWorker, longestTask, timed, watchTasks } from './page-cost.ts';
import { atMost, missed, rowsAsked, shown, type BenchRow } from './rows.ts';

/** The whole of a large firm; `--rows 50000` measures five times as many. */
const ROWS = 10_000;
/** Records of each kind that are put by hand, to compare. */
const BY_HAND = 1_000;

/**
 * Imports a CSV of new clients with no connection, in a real browser, and goes on working with them: how long each part takes, and what the page
 * and the worker feel of it.
 */
export async function measureImport(rows = rowsAsked(ROWS)): Promise<BenchRow[]> {
	const folder = mkdtempSync(join(tmpdir(), 'carnet-import-'));
	const relay = await startRelay({ dataDir: join(folder, 'relay') });
	const browser = await openChromium(join(folder, 'profile'));
	try {
		await setUpFirm(relay.browser(), { locale: 'en' });
		const { page } = browser;
		await page.goto(relay.url);
		await page.getByLabel('E-mail').fill(FIRM.email);
		await page.getByLabel('Password', { exact: true }).fill(FIRM.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByRole('button', { name: /Synced/ }).waitFor();
		await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
		await page.goto(`${relay.url}/import`);
		await browser.context.setOffline(true);
		await watchTasks(page);
		const file = join(folder, 'clients.csv');
		writeFileSync(file, fileOf(rows));
		const read = await timed(async () => {
			await choose(page, file);
			await page.getByRole('button', { name: 'Continue' }).waitFor({ timeout: 120_000 });
		});
		const planned = await timed(async () => {
			await page.getByRole('button', { name: 'Continue' }).click();
			await page.getByRole('button', { name: /^Import / }).waitFor({ timeout: 300_000 });
		});
		const readTask = await longestTask(page);
		const atPreview = await heapOfWorker(page, 'exchange');
		await page.getByRole('button', { name: /^Import / }).click();
		await page.getByRole('progressbar').waitFor();
		const stops: number[] = [];
		const written = await timed(async () => {
			for (let i = 0; i < STOPS; i++) stops.push(await stopAndGoOn(page, (i + 1) / (STOPS + 1)));
			await page.getByText('Import finished').waitFor({ timeout: 3_600_000 });
		});
		const writeTask = await longestTask(page);
		const [atEnd, pageHeap] = [await heapOfWorker(page, 'exchange'), await heapOfPage(page)];
		const raw = await putByHand(page, BY_HAND);
		await page.getByRole('link', { name: 'See clients' }).click();
		const bulk = await timed(() => tagAll(page, rows));
		const bulkTask = await longestTask(page);
		await page.goto(`${relay.url}/clients/duplicates`);
		await watchTasks(page);
		const found = await timed(async () => page.getByText(/Merge…|No duplicates/).first().waitFor({ timeout: 120_000 }));
		const duplicatesTask = await longestTask(page);
		await page.goto(relay.url);
		await watchTasks(page);
		await browser.context.setOffline(false);
		const sending = await waitUntilSent(page, rows);
		const of = `import of ${rows} rows`;
		return [
			shown(`${of}: reading the file`, read / 1_000, 's'),
			shown(`${of}: the preview`, planned / 1_000, 's'),
			atMost(`${of}: longest task of the page until the preview`, readTask, 50, 'ms'),
			shown(`${of}: writing`, written / 1_000, 's'),
			shown(`${of}: rows written in a second`, (rows / written) * 1_000, 'rows'),
			atMost(`${of}: time for a row, against bare puts of its records`, written / rows / raw, 2.5, 'times'),
			atMost(`${of}: longest task of the page while writing`, writeTask, 50, 'ms'),
			atMost(`${of}: stopping it, the slowest of ${STOPS}`, Math.max(...stops), 200, 'ms'),
			...(atPreview === null ? [] : [shown(`${of}: the worker's heap at the preview`, atPreview / 1_000_000, 'MB')]),
			...(atEnd === null ? [] : [shown(`${of}: the worker's heap at the end`, atEnd / 1_000_000, 'MB')]),
			shown(`${of}: the page's heap at the end`, pageHeap / 1_000_000, 'MB'),
			shown(`a tag for all of ${rows} accounts`, bulk / 1_000, 's'),
			atMost(`a tag for all of ${rows} accounts: longest task of the page`, bulkTask, 50, 'ms'),
			shown(`duplicates among ${rows} contacts: until they are on screen`, found / 1_000, 's'),
			atMost(`duplicates among ${rows} contacts: longest task of the page`, duplicatesTask, 50, 'ms'),
			sending,
			atMost(`sending ${rows} imported rows and the tag: longest task of the page`, await longestTask(page), 50, 'ms'),
		];
	} finally {
		await browser.kill();
		await relay.close();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** How long the outbox may take to leave, ms: what comes after it is measured all the same. */
const SENT_WITHIN = 600_000;

/** How long it takes until the relay has everything; where that is too long, how much still waits. */
async function waitUntilSent(page: Page, rows: number): Promise<BenchRow> {
	const what = `sending ${rows} imported rows and the tag`;
	const status = page.getByRole('button', { name: 'Sync: show what waits' });
	const began = performance.now();
	try {
		await status.filter({ hasText: /Synced/ }).waitFor({ timeout: SENT_WITHIN });
		return shown(what, (performance.now() - began) / 1_000, 's');
	} catch {
		return missed(what, `not within ${SENT_WITHIN / 1_000} s (${(await status.innerText()).replaceAll(/\s+/g, ' ').trim()})`);
	}
}

/** How often the import is stopped and gone on with. */
const STOPS = 4;

/** Clients of many names, as a firm has them; every two hundredth has a namesake. */
function fileOf(rows: number): string {
	const lines = ['Account name;Tags;First name;Last name;E-mail;Phone;Date of birth;Address;Postcode;City;LOGIN'];
	const { firstNames, lastNames, trades } = FRENCH;
	const one = (list: readonly string[], place: number) => list[place % list.length] ?? '';
	for (let i = 0; i < rows; i++) {
		const last = `${one(lastNames, i)} ${one(lastNames, i * 7 + 3)}`;
		const phone = String(600_000_000 + i * 17).padStart(10, '0');
		const like = i % 200 === 199 ? i - 1 : i;
		lines.push(`${last} ${one(trades, i)} ${i};VAT;${one(firstNames, like * 3)};${one(lastNames, like)} ${like};p${i}@clients.example;${phone};12/05/1978;${i} rue de la Paix;75002;Paris;no`);
	}
	return lines.join('\r\n');
}

/** Chooses a file as a person does. Playwright's own way hands its bytes over by a script of the page, which is a long task of the page. */
async function choose(page: Page, file: string): Promise<void> {
	await page.locator('input[type=file]').waitFor({ state: 'attached' });
	const session = await page.context().newCDPSession(page);
	const { root } = await session.send('DOM.getDocument');
	const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'input[type=file]' });
	await session.send('DOM.setFileInputFiles', { nodeId, files: [file] });
	await session.detach();
}

/** Stops the import when a share of it is written, and goes on with it; answers how long it took until it stood still, in ms; 0 where it ended before. */
async function stopAndGoOn(page: Page, share: number): Promise<number> {
	const stopped = await page.evaluate(async (share) => {
		const button = (words: string) => [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === words);
		const finished = () => document.body.innerText.includes('Import finished');
		const reached = () => {
			const bar = document.querySelector('[role="progressbar"]');
			const value = (name: string) => Number(bar?.getAttribute(name) ?? 0);
			return button('Stop') !== undefined && value('aria-valuenow') >= value('aria-valuemax') * share;
		};
		const until = async (fact: () => boolean) => {
			while (!fact() && !finished()) await new Promise(requestAnimationFrame);
		};
		await until(reached);
		const began = performance.now();
		button('Stop')?.click();
		await until(() => button('Go on with the import') !== undefined);
		return finished() ? 0 : performance.now() - began;
	}, share);
	if (stopped > 0) await page.getByRole('button', { name: 'Go on with the import' }).click();
	return stopped;
}

/**
 * Puts the first imported records into a database of the same form, with nothing but the browser's own calls, as many in a transaction as the
 * import does: ms for a row.
 */
async function putByHand(page: Page, rows: number): Promise<number> {
	return page.evaluate(async (count) => {
		const STORES = ['documents', 'events', 'accounts', 'contacts', 'outbox', 'commands'];
		const AT_ONCE = 100;
		const answer = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error);
			});
		const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('carnet-') && !each.name.includes('personal'))?.name;
		if (name === undefined) throw new Error('no book');
		const book = await answer(indexedDB.open(name));
		const rowsOf = async (store: string, most: number) => answer<unknown[]>(book.transaction(store).objectStore(store).getAll(null, most));
		const accounts = await rowsOf('accounts', count);
		const [documents, events, contacts, outbox, commands] = await Promise.all([
			rowsOf('documents', count * 2),
			rowsOf('events', count * 2),
			rowsOf('contacts', count),
			rowsOf('outbox', count / AT_ONCE),
			rowsOf('commands', count / AT_ONCE),
		]);
		const all: Record<string, unknown[]> = { documents, events, accounts, contacts, outbox, commands };
		const opening = indexedDB.open('by-hand', 1);
		opening.onupgradeneeded = () => {
			for (const store of STORES) {
				const like = book.transaction(store).objectStore(store);
				const made = opening.result.createObjectStore(store, { keyPath: like.keyPath, autoIncrement: like.autoIncrement });
				for (const index of like.indexNames) {
					const { keyPath, unique, multiEntry } = like.index(index);
					made.createIndex(index, keyPath, { unique, multiEntry });
				}
			}
		};
		const copy = await answer(opening);
		const began = performance.now();
		const groups = count / AT_ONCE;
		for (let i = 0; i < groups; i++) {
			const transaction = copy.transaction(STORES, 'readwrite', { durability: 'strict' });
			for (const store of STORES) {
				const own = all[store] ?? [];
				const size = own.length / groups;
				for (const row of own.slice(Math.floor(i * size), Math.floor((i + 1) * size))) transaction.objectStore(store).put(row);
			}
			await new Promise((resolve, reject) => {
				transaction.oncomplete = resolve;
				transaction.onabort = reject;
			});
		}
		const took = performance.now() - began;
		book.close();
		copy.close();
		return took / count;
	}, rows);
}
