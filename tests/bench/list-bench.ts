import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { makeSamples } from '../../src/lib/commands/samples/make-samples.ts';
import type { AccountId, ContactId } from '../../src/lib/domain/ids.ts';
import { foldText } from '../../src/lib/domain/text.ts';
import { accountFacets, contactFacets } from '../../src/lib/projections/facets.ts';
import { accountText, CHUNK_SIZE, contactText } from '../../src/lib/projections/search-text.ts';
import type { AccountRow, ContactRow } from '../../src/lib/storage/rows.ts';
import { openChromium } from '../support/engines/chromium.ts';
import { startRelay } from '../support/relay.ts';
import { setUpFirm } from '../support/steps.ts';
import { windowOf } from '../support/engines/chromium.ts';
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
		await fillDatabase(page, accounts);
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

/** One chunk of accounts, each with its contact; the page makes as many of it as are wanted, with ids and names of their own. */
function block(): { accounts: AccountRow[]; contacts: ContactRow[] } {
	const accounts: AccountRow[] = [];
	const contacts: ContactRow[] = [];
	for (const [i, sample] of makeSamples(CHUNK_SIZE).entries()) {
		const [link] = sample.contacts;
		if (link === undefined || !('create' in link)) continue;
		const { create: person } = link;
		const account = `01920000-0000-7000-8000-00000000${String(i).padStart(4, '0')}` as AccountId;
		const contact = `01920000-0000-7000-9000-00000000${String(i).padStart(4, '0')}` as ContactId;
		const personName = `${person.firstName} ${person.lastName}`;
		const name = sample.companyName === '' ? personName : sample.companyName;
		const labels = {
			tags: [],
			custom: {},
			createdBy: null,
			createdAt: 1_700_000_000_000 + i,
			alsoWritten: [],
			chunk: 0,
		};
		accounts.push({
			...labels,
			id: account,
			type: sample.type,
			name,
			typedName: '',
			sortKey: foldText(name),
			nameKey: name.toLowerCase(),
			companyName: sample.companyName,
			companyAddress: sample.companyAddress,
			siren: '',
			code: `DUP-${String(i).padStart(3, '0')}`,
			codeClaim: `DUP-${String(i).padStart(3, '0')}`,
			city: person.address?.city ?? '',
			email: person.email,
			hasEmail: person.email !== '',
			repairs: [],
			deletedAt: null,
			editedAfterDeletion: false,
			toReview: false,
			status: 'active',
			links: [{ contact, linkedAt: 0, login: false, notify: true, sync: false }],
			contactIds: [contact],
			access: [],
		});
		contacts.push({
			...labels,
			id: contact,
			firstName: person.firstName,
			lastName: person.lastName,
			name: personName,
			sortKey: foldText(personName),
			nameKey: foldText(personName),
			email: person.email,
			emailKey: person.email,
			phones: person.phones,
			phoneKeys: [],
			civility: null,
			birthDate: '',
			address: person.address ?? { street: '', postcode: '', city: '', country: '' },
			language: null,
			status: 'active',
			accounts: [account],
			logins: [],
			access: [],
		});
	}
	return { accounts, contacts };
}

/** Writes rows of so many accounts straight into the database of the book that a page shows, each with its contact. */
export async function fillDatabase(page: Page, count: number): Promise<void> {
	const { accounts, contacts } = block();
	const filling = {
		accounts,
		contacts,
		texts: [accounts.map(accountText), contacts.map(contactText)],
		facets: [accounts.map(accountFacets), contacts.map(contactFacets)],
		count,
	};
	// As text: the types of a field's value are too deep for those of `evaluate`.
	await page.evaluate(async (given: string) => {
		const { accounts, contacts, texts, facets, count } = JSON.parse(given) as typeof filling;
		const name =
			(await indexedDB.databases()).find((database) => /^carnet-[0-9a-f-]+$/.test(database.name ?? ''))?.name ?? '';
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			const request = indexedDB.open(name);
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error);
		});
		const numbered = <T>(value: T, n: number): T =>
			JSON.parse(JSON.stringify(value).replaceAll('-00000000', `-${String(n).padStart(8, '0')}`));
		for (let n = 0; n * accounts.length < count; n++) {
			const size = Math.min(accounts.length, count - n * accounts.length);
			const transaction = database.transaction(['accounts', 'contacts', 'search', 'counters'], 'readwrite', {
				durability: 'relaxed',
			});
			const put = (table: string, row: unknown) => transaction.objectStore(table).put(row);
			const named = <T extends { name: string; sortKey: string }>(row: T): T => ({
				...row,
				name: `${row.name} ${n}`,
				sortKey: `${row.sortKey} ${n}`,
			});
			const [ownAccounts, ownContacts] = numbered([accounts.slice(0, size), contacts.slice(0, size)] as const, n);
			for (const row of ownAccounts) put('accounts', { ...named(row), chunk: n });
			for (const row of ownContacts) put('contacts', { ...named(row), chunk: n });
			for (const [at, kind] of (['account', 'contact'] as const).entries()) {
				put('search', {
					key: `${kind}/${n}`,
					ids: (kind === 'account' ? ownAccounts : ownContacts).map(({ id }) => id),
					texts: (texts[at] ?? []).slice(0, size).map((text) => text.replace(/^[^\n]*/, (first) => `${first} ${n}`)),
					facets: numbered((facets[at] ?? []).slice(0, size), n),
					version: 2 * n + at + 1,
				});
			}
			for (const counter of ['accounts', 'contacts', 'packedAccounts', 'packedContacts'])
				put('counters', { name: counter, value: count });
			put('counters', { name: 'searchVersion', value: 2 * n + 2 });
			await new Promise<void>((resolve, reject) => {
				transaction.oncomplete = () => resolve();
				transaction.onerror = () => reject(transaction.error);
			});
		}
		database.close();
	}, JSON.stringify(filling));
}

async function opened(page: Page, url: string): Promise<number> {
	const times: number[] = [];
	await page.addInitScript(() => {
		const look = () => {
			if (document.querySelectorAll('[role=row] a').length < 5) return requestAnimationFrame(look);
			return requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('list')));
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
					await new Promise((resolve) => requestAnimationFrame(resolve));
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
 * Run in the page before a key is pressed: `answered` ends when the list's answer to it is painted. What was typed is asked for within the key's
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
		await frame();
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
				await new Promise((resolve) => requestAnimationFrame(resolve));
				return performance.now() - began;
			});
			Object.assign(window, { answered });
		});
		await page.keyboard.press('n');
		times.push(await page.evaluate(() => (window as unknown as { answered: Promise<number> }).answered));
	}
	return median(times);
}
