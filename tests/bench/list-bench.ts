import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { openChromium } from '../support/engines/chromium.ts';
import { startRelay } from '../support/relay.ts';
import { setUpFirm } from '../support/steps.ts';
import { windowOf } from '../support/engines/chromium.ts';
import { fillBook } from './fill-book.ts';
import { tellPainted, type Painting } from './painted.ts';
import { median } from './rows.ts';

/** What is typed over the list, letter by letter: each letter leaves fewer. */
const TYPED = 'dupre 1';
const ROUNDS = 3;

/** What lists cost with one size of book, in ms. */
export interface ListFigures {
	/** From a key press over the list to the painted answer; the median and the longest of all. */
	key: number;
	slowestKey: number;
	/** The longest that the main thread was busy meanwhile. */
	longestTask: number;
	/** From a new page's start to the first rows on screen. */
	open: number;
	/** From the jump to the rows in the middle on screen. */
	jump: number;
	/** From the press on a column's head to the sorted rows on screen. */
	sort: number;
	/** From the press on a row to the account's name as the page's heading. */
	profile: number;
	/** In the dialog of a new account, from a key press to the people who could be linked. */
	link: number;
}

/** Measures lists in a browser whose database was filled directly: what is measured is reading, and making rows takes long. */
export async function measureLists(accounts: number): Promise<ListFigures> {
	const folder = mkdtempSync(join(tmpdir(), 'carnet-lists-'));
	const relay = await startRelay({ dataDir: join(folder, 'relay') });
	const browser = await openChromium(join(folder, 'profile'));
	let closed = false;
	try {
		const { page } = browser;
		await setUpFirm(windowOf(page), relay.url);
		await relay.close();
		closed = true;
		await browser.context.setOffline(true);
		await fillBook(page, accounts, { documents: false });
		const open = await opened(page, `${relay.url}/clients`);
		const jump = await jumped(page);
		const keys = await typed(page);
		const sort = await sorted(page);
		const profile = await profiled(page);
		const link = await linked(page);
		return {
			open,
			jump,
			key: median(keys.times),
			slowestKey: Math.max(...keys.times),
			longestTask: keys.longestTask,
			sort,
			profile,
			link,
		};
	} finally {
		await browser.kill();
		if (!closed) await relay.close();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

async function opened(page: Page, url: string): Promise<number> {
	const times: number[] = [];
	await page.addInitScript(tellPainted);
	await page.addInitScript(() => {
		const look = () => {
			if (document.querySelectorAll('[role=row] a').length < 5) return requestAnimationFrame(look);
			return (window as unknown as Painting).afterFrame().then(() => performance.mark('list'));
		};
		look();
	});
	for (let i = 0; i < ROUNDS; i++) {
		await page.goto(url);
		await page.waitForFunction(() => performance.getEntriesByName('list').length > 0);
		times.push(await page.evaluate(() => performance.getEntriesByName('list')[0]?.startTime ?? Number.NaN));
	}
	return median(times);
}

/** Waits for the row at the middle, once the order of a long list is at hand: that is read in the background. */
async function jumped(page: Page): Promise<number> {
	const jump = () =>
		page.evaluate(async () => {
			const grid = document.querySelector('[role=grid]');
			if (grid === null) return Number.NaN;
			grid.scrollTop = 0;
			await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
			const began = performance.now();
			grid.scrollTop = grid.scrollHeight / 2;
			const middle = grid.getBoundingClientRect().top + grid.clientHeight / 2;
			for (;;) {
				await new Promise((resolve) => requestAnimationFrame(resolve));
				// By where rows are drawn: while a list scrolls, its rows are no target of the pointer.
				const row = [...grid.querySelectorAll('[role=row]')].find((one) => {
					const { top, bottom } = one.getBoundingClientRect();
					return top <= middle && middle < bottom && one.querySelector('a') !== null;
				});
				if (row?.querySelector('a')?.textContent) {
					await (window as unknown as Painting).afterFrame();
					return performance.now() - began;
				}
			}
		});
	await jump();
	const times: number[] = [];
	for (let i = 0; i < ROUNDS; i++) times.push(await jump());
	return median(times);
}

/**
 * Run in the page before a key is pressed: `answered` ends when the list's answer to it is painted, which is when the task after the frame that
 * found it there begins. What was typed is asked for within the key's
 * own task, so that the first frame after it finds the list answering, or answered already.
 */
function watchAnswer(): void {
	const { marks } = window as unknown as { marks: { times: number[] } };
	const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
	const pressed = new Promise<number>((resolve) => {
		addEventListener('keydown', () => resolve(performance.now()), { capture: true, once: true });
	});
	const answered = pressed.then(async (began) => {
		do await frame();
		while (document.querySelector('[role=status][aria-busy=true]') !== null);
		await (window as unknown as Painting).afterFrame();
		marks.times.push(performance.now() - began);
	});
	Object.assign(window, { answered });
}

async function typed(page: Page): Promise<{ times: number[]; longestTask: number }> {
	const field = page.getByRole('textbox', { name: 'Filter accounts' });
	// The first answer waits for the index, which is read in the background after the list is there.
	await field.fill('zz');
	await page.getByText('Nothing found for').waitFor({ timeout: 120_000 });
	await page.evaluate(() => {
		const marks = { times: [] as number[], longest: 0 };
		Object.assign(window, { marks });
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) marks.longest = Math.max(marks.longest, duration);
		}).observe({ type: 'longtask' });
	});
	for (let round = 0; round < ROUNDS; round++) {
		await field.fill('');
		for (const letter of TYPED) {
			await page.evaluate(watchAnswer);
			await page.keyboard.press(letter === ' ' ? 'Space' : letter);
			await page.evaluate(() => (window as unknown as { answered: Promise<void> }).answered);
		}
	}
	return page.evaluate(() => {
		const { marks } = window as unknown as { marks: { times: number[]; longest: number } };
		return { times: marks.times, longestTask: marks.longest };
	});
}

async function sorted(page: Page): Promise<number> {
	await page.getByRole('textbox', { name: 'Filter accounts' }).fill('');
	const times: number[] = [];
	for (let i = 0; i < ROUNDS; i++) {
		times.push(
			await page.evaluate(async () => {
				const first = () => document.querySelector('[role=row] a')?.textContent;
				const before = first();
				const head = [...document.querySelectorAll<HTMLElement>('[role=columnheader] button')].find(
					(one) => one.textContent?.trim() === 'ID',
				);
				const began = performance.now();
				head?.click();
				// Between two orders there may be no row at all: that is no answer yet.
				for (let frame = 0; frame < 600 && [before, '', undefined].includes(first()); frame++)
					await new Promise((resolve) => requestAnimationFrame(resolve));
				await (window as unknown as Painting).afterFrame();
				return performance.now() - began;
			}),
		);
	}
	return median(times);
}

async function profiled(page: Page): Promise<number> {
	const links = page.locator('[role=row] a');
	await links.first().waitFor();
	const times: number[] = [];
	for (let i = 0; i < ROUNDS; i++) {
		times.push(
			await page.evaluate(async () => {
				const link = document.querySelector<HTMLElement>('[role=row] a');
				const name = link?.textContent?.trim() ?? '';
				const began = performance.now();
				link?.click();
				for (let frame = 0; frame < 600; frame++) {
					await new Promise((resolve) => requestAnimationFrame(resolve));
					if (document.querySelector('h1')?.textContent?.trim() === name) break;
				}
				await (window as unknown as Painting).afterFrame();
				return performance.now() - began;
			}),
		);
		await page.waitForURL(/\/accounts\//);
		await page.goBack();
		await page.waitForURL(/\/clients/);
		await links.first().waitFor();
	}
	return median(times);
}

async function linked(page: Page): Promise<number> {
	await page.getByRole('button', { name: 'New account' }).click();
	await page.getByRole('radio', { name: 'Individual' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click();
	const field = page.getByRole('combobox', { name: 'Link someone who is in the book' });
	const times: number[] = [];
	for (let i = 0; i < ROUNDS; i++) {
		// One letter says too little to look.
		await field.fill('a');
		await page.getByRole('option').first().waitFor({ state: 'detached' });
		await page.evaluate(() => {
			const answered = new Promise<number>((resolve) => {
				addEventListener('keydown', () => resolve(performance.now()), { capture: true, once: true });
			}).then(async (began) => {
				do await new Promise((resolve) => requestAnimationFrame(resolve));
				while (document.querySelector('[role=dialog] [role=option]') === null);
				await (window as unknown as Painting).afterFrame();
				return performance.now() - began;
			});
			Object.assign(window, { answered });
		});
		await page.keyboard.press('n');
		times.push(await page.evaluate(() => (window as unknown as { answered: Promise<number> }).answered));
	}
	return median(times);
}
