import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { openChromium, windowOf } from '../support/engines/chromium.ts';
import { startRelay } from '../support/relay.ts';
import { setUpFirm } from '../support/steps.ts';
import { fillBook } from './fill-book.ts';
import { heapOfPage, heapOfWorker, longestTask, timed, watchTasks } from './page-cost.ts';
import { atMost, rowsAsked, shown, type BenchRow } from './rows.ts';

/** `--rows 100000` measures the largest book. */
const ACCOUNTS = 20_000;
/** Nobody waits longer, ms. */
const PATIENCE = 3_600_000;

/** Changes all accounts of a book together with no connection, and takes it back: how long it takes, and what the page and the worker feel of it. */
export async function measureBulk(accounts = rowsAsked(ACCOUNTS)): Promise<BenchRow[]> {
	const folder = mkdtempSync(join(tmpdir(), 'carnet-bulk-'));
	const relay = await startRelay({ dataDir: join(folder, 'relay') });
	const browser = await openChromium(join(folder, 'profile'));
	let closed = false;
	try {
		const { page } = browser;
		await setUpFirm(windowOf(page), relay.url);
		await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
		await relay.close();
		closed = true;
		await browser.context.setOffline(true);
		await fillBook(page, accounts, { documents: true });
		await page.goto(`${relay.url}/clients`);
		const before = await heapOfPage(page);
		const tagged = await timed(() => tagAll(page, accounts));
		const tagTask = await longestTask(page);
		const undone = await timed(() => takeBack(page));
		const undoTask = await longestTask(page);
		const after = await heapOfPage(page);
		const worker = await heapOfWorker(page, 'many');
		const archived = await timed(() => archiveAll(page, accounts));
		const archiveTask = await longestTask(page);
		const of = `all of ${accounts} accounts`;
		return [
			shown(`a tag for ${of}`, tagged / 1_000, 's'),
			shown(`a tag for ${of}: accounts in a second`, (accounts / tagged) * 1_000, 'accounts'),
			atMost(`a tag for ${of}: longest task of the page`, tagTask, 50, 'ms'),
			shown(`undoing it for ${of}`, undone / 1_000, 's'),
			atMost(`undoing it for ${of}: longest task of the page`, undoTask, 50, 'ms'),
			shown(`the page's heap before and after, ${accounts} accounts: grown by`, (after - before) / 1_000_000, 'MB'),
			...(worker === null ? [] : [shown(`the worker's heap after both, ${accounts} accounts`, worker / 1_000_000, 'MB')]),
			shown(`archiving ${of}`, archived / 1_000, 's'),
			atMost(`archiving ${of}: longest task of the page`, archiveTask, 50, 'ms'),
		];
	} finally {
		await browser.kill();
		if (!closed) await relay.close();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** Gives all accounts a new tag from their list. */
export async function tagAll(page: Page, accounts: number): Promise<void> {
	await selectAll(page, accounts);
	await page.getByRole('button', { name: 'Tags', exact: true }).first().click();
	await page.getByRole('textbox', { name: 'Find or create a tag' }).fill('Reminder');
	await page.keyboard.press('Enter');
	await page.getByText(/have the tag “Reminder”/).waitFor({ timeout: PATIENCE });
}

/** Takes what was done last back, from its toast. */
async function takeBack(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
	await page.getByText(/^Undone/).waitFor({ timeout: PATIENCE });
}

async function archiveAll(page: Page, accounts: number): Promise<void> {
	await page.keyboard.press('Escape');
	await selectAll(page, accounts);
	await page.getByRole('button', { name: 'Archive', exact: true }).click();
	await page.getByText(/archived\./).waitFor({ timeout: PATIENCE });
}

/** Selects everything in the list of accounts, and begins to note the page's long tasks. */
async function selectAll(page: Page, accounts: number): Promise<void> {
	const grid = page.getByRole('grid', { name: 'Accounts' });
	await grid.getByRole('link').first().waitFor();
	await watchTasks(page);
	await grid.focus();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('x');
	await page.getByRole('button', { name: `Select all ${accounts.toLocaleString('en-GB')}` }).click();
}
