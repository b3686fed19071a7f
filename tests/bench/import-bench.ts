import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';
import { openChromium } from '../support/engines/chromium.ts';
import { FIRM, setUpFirm, startRelay } from '../support/relay.ts';
import { atMost, shown, type BenchRow } from './rows.ts';

const ROWS = 50_000;

/** Imports a CSV of 50,000 new clients with no connection, in a real browser: how long each part takes, and what the page and the worker feel of it. */
export async function measureImport(rows = ROWS): Promise<BenchRow[]> {
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
			await page.locator('input[type=file]').setInputFiles(file);
			await page.getByRole('button', { name: 'Continue' }).waitFor({ timeout: 120_000 });
		});
		const planned = await timed(async () => {
			await page.getByRole('button', { name: 'Continue' }).click();
			await page.getByRole('button', { name: /^Import / }).waitFor({ timeout: 300_000 });
		});
		const heap = await workerHeap(page);
		const written = await timed(async () => {
			await page.getByRole('button', { name: /^Import / }).click();
			await page.getByText('Import finished').waitFor({ timeout: 3_600_000 });
		});
		return [
			shown(`import of ${rows} rows: reading the file`, read / 1_000, 's'),
			shown(`import of ${rows} rows: the preview`, planned / 1_000, 's'),
			shown(`import of ${rows} rows: writing`, written / 1_000, 's'),
			atMost(`import of ${rows} rows: longest task of the page`, await longestTask(page), 50, 'ms'),
			...(heap === null ? [] : [shown(`import of ${rows} rows: the worker's heap at the preview`, heap / 1_000_000, 'MB')]),
		];
	} finally {
		await browser.kill();
		await relay.close();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

function fileOf(rows: number): string {
	const lines = ['Account name;Tags;First name;Last name;E-mail;Phone;Date of birth;Address;Postcode;City;LOGIN'];
	for (let i = 0; i < rows; i++) lines.push(`Client ${i};VAT;Paul;Durand${i};paul${i}@clients.example;06 12 ${10 + (i % 90)} 56 78;12/05/1978;${i} rue de la Paix;75002;Paris;no`);
	return lines.join('\r\n');
}

async function timed(work: () => Promise<void>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

async function watchTasks(page: Page): Promise<void> {
	await page.evaluate(() => {
		const tasks: number[] = [];
		Object.assign(window, { tasks });
		new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
	});
}

async function longestTask(page: Page): Promise<number> {
	return page.evaluate(() => Math.max(0, ...(window as unknown as { tasks: number[] }).tasks));
}

/** What the worker that imports holds after a collection, in bytes; null where the browser does not say. */
async function workerHeap(page: Page): Promise<number | null> {
	const session: CDPSession = await page.context().newCDPSession(page);
	const attached = new Promise<string | null>((resolve) => {
		session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
			if (targetInfo.title.includes('exchange') || targetInfo.url.includes('exchange')) resolve(sessionId);
		});
	});
	await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
	const answer = new Promise<number | null>((resolve) => {
		session.on('Target.receivedMessageFromTarget', ({ message }) => {
			const { id, result } = JSON.parse(message) as { id?: number; result?: { usedSize?: number } };
			if (id === 2) resolve(result?.usedSize ?? null);
		});
	});
	const worker = await attached;
	if (worker === null) return null;
	const send = (id: number, method: string) => session.send('Target.sendMessageToTarget', { sessionId: worker, message: JSON.stringify({ id, method }) });
	await send(1, 'HeapProfiler.collectGarbage');
	await send(2, 'Runtime.getHeapUsage');
	const bytes = await answer;
	await session.detach();
	return bytes;
}
