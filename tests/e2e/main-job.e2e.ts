import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChromium, type ChromiumProfile } from '../support/engines/chromium.ts';
import { startRelay, type TestRelay } from '../support/relay.ts';
import { firm } from '../support/steps.ts';

/** One relay on a port and a folder that stay, so that it can go and come back; two people's browser profiles. */
class Practice {
	readonly folder = mkdtempSync(join(tmpdir(), 'carnet-practice-'));
	readonly opened: ChromiumProfile[] = [];
	relay: TestRelay | null = null;
	url = '';

	async startRelay(): Promise<void> {
		this.relay = await startRelay({
			dataDir: join(this.folder, 'relay'),
			...(this.url === '' ? {} : { environment: { PORT: new URL(this.url).port } }),
		});
		this.url = this.relay.url;
	}

	async stopRelay(): Promise<void> {
		await this.relay?.close();
		this.relay = null;
	}

	async open(name: string): Promise<ChromiumProfile> {
		const profile = await openChromium(join(this.folder, name));
		this.opened.push(profile);
		return profile;
	}

	async end(): Promise<void> {
		for (const profile of this.opened) await profile.kill();
		await this.stopRelay();
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

let practice: Practice;

test.beforeEach(async () => {
	practice = new Practice();
	await practice.startRelay();
});

test.afterEach(() => practice.end());

async function setUp(page: Page): Promise<void> {
	await page.goto(practice.url);
	await page.getByLabel('Firm’s name').fill(firm.name);
	await page.getByLabel('Your name').fill(firm.owner.name);
	await page.getByLabel('E-mail').fill(firm.owner.email);
	await page.getByLabel('Password', { exact: true }).fill(firm.owner.password);
	await page.getByRole('button', { name: 'Create the firm' }).click();
	await ready(page);
}

async function signIn(page: Page): Promise<void> {
	await page.goto(practice.url);
	await page.getByLabel('E-mail').fill(firm.owner.email);
	await page.getByLabel('Password', { exact: true }).fill(firm.owner.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await ready(page);
}

/** The book is open, synced, and would open without the relay. */
async function ready(page: Page): Promise<void> {
	await expect(status(page)).toContainText('Synced');
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}

function status(page: Page) {
	return page.getByRole('button', { name: /Sync: show what waits/ });
}

async function createAccount(page: Page, account: { company?: string; firstName: string; lastName: string }): Promise<void> {
	await page.getByRole('button', { name: 'New account' }).first().click();
	await page.getByRole('radio', { name: account.company === undefined ? 'Individual' : 'Company' }).click();
	if (account.company !== undefined) await page.getByLabel('Company name').fill(account.company);
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByLabel('First name').fill(account.firstName);
	await page.getByLabel('Last name').fill(account.lastName);
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(page.getByText('is saved on this device').last()).toBeVisible();
	await expect(page).toHaveURL(/\/accounts\//);
	await openInfo(page);
}

/** The part of an account's page where its fields are edited. */
async function openInfo(page: Page): Promise<void> {
	await page.getByRole('link', { name: 'Info', exact: true }).click();
	await expect(page).toHaveURL(/tab=info/);
}

/** Edits a field in place and waits until it says that it is saved. */
async function edit(page: Page, label: string, value: string): Promise<void> {
	const field = page.getByRole('main').getByLabel(label, { exact: true });
	await field.fill(value);
	await field.press('Enter');
	await expect(page.getByRole('main').getByRole('status').filter({ hasText: 'Saved' }).first()).toBeVisible();
}

async function openClients(page: Page): Promise<void> {
	await page.getByRole('link', { name: 'Clients' }).first().click();
}

test('accounts made with no connection survive a kill, reach the other device within 2 s of the relay’s return, and edits of parted devices end equal', async () => {
	let laptop = await practice.open('laptop');
	const tablet = await practice.open('tablet');
	await setUp(laptop.page);
	await signIn(tablet.page);
	// Signed in on another day: Chromium writes a new cookie to its disk up to 30 s late, and closing is what makes it hurry.
	await laptop.close();
	laptop = await practice.open('laptop');
	await laptop.page.goto(practice.url);
	await ready(laptop.page);

	await laptop.context.setOffline(true);
	await practice.stopRelay();
	await createAccount(laptop.page, { firstName: 'Élise', lastName: 'Dupré' });
	await openClients(laptop.page);
	await createAccount(laptop.page, { company: 'Ateliers du Lac', firstName: 'Jean', lastName: 'Lefebvre' });
	await edit(laptop.page, 'Company name', 'Ateliers du Grand Lac');
	await laptop.kill();

	laptop = await practice.open('laptop');
	await laptop.context.setOffline(true);
	await laptop.page.goto(`${practice.url}/clients`);
	await expect(laptop.page.getByText('Élise Dupré').first()).toBeVisible();
	await expect(laptop.page.getByText('Ateliers du Grand Lac').first()).toBeVisible();
	await expect(status(laptop.page)).toContainText('3 changes waiting');

	await practice.startRelay();
	await laptop.context.setOffline(false);
	await expect(tablet.page.getByText('Ateliers du Grand Lac').first()).toBeVisible({ timeout: 2_000 });
	await expect(tablet.page.getByText('Élise Dupré').first()).toBeVisible({ timeout: 2_000 });
	await expect(status(laptop.page)).toContainText('Synced');

	for (const { page } of [laptop, tablet]) {
		await page.getByText('Élise Dupré').first().click();
		await openInfo(page);
	}
	await practice.stopRelay();
	for (const { context } of [laptop, tablet]) await context.setOffline(true);
	await edit(laptop.page, 'Account name', 'Dupré, first');
	await edit(laptop.page, 'E-mail', 'elise@dupre.example');
	await edit(tablet.page, 'Account name', 'Dupré, later');
	await edit(tablet.page, 'Phone 1', '07700 900123');

	await practice.startRelay();
	for (const { context } of [laptop, tablet]) await context.setOffline(false);
	for (const { page } of [laptop, tablet]) {
		await expect(page.getByRole('heading', { level: 1, name: 'Dupré, later' })).toBeVisible();
		await expect(page.getByRole('main').getByLabel('E-mail', { exact: true })).toHaveValue('elise@dupre.example');
		await expect(page.getByRole('main').getByLabel('Phone 1', { exact: true })).toHaveValue('07700 900123');
		await expect(page.getByText(/Also written.*Dupré, first/)).toBeVisible();
		await expect(status(page)).toContainText('Synced');
	}

	await laptop.page.getByRole('button', { name: /^Restore/ }).first().click();
	for (const { page } of [laptop, tablet]) {
		await expect(page.getByRole('heading', { level: 1, name: 'Dupré, first' })).toBeVisible();
		await expect(page.getByText(/Also written/)).toHaveCount(0);
	}
});

test('two tabs of one device that edit the same field end on the later edit, and one of them replicates', async () => {
	const laptop = await practice.open('laptop');
	await setUp(laptop.page);
	await createAccount(laptop.page, { firstName: 'Élise', lastName: 'Dupré' });
	const address = laptop.page.url();
	const second = await laptop.context.newPage();
	await second.goto(address);
	await edit(laptop.page, 'Account name', 'First tab');
	await edit(second, 'Account name', 'Second tab');
	for (const page of [laptop.page, second]) await expect(page.getByRole('heading', { level: 1, name: 'Second tab' })).toBeVisible();
	await expect(status(second)).toContainText('Synced');
	await laptop.page.close();
	await edit(second, 'Account name', 'Without the first');
	await expect(status(second)).toContainText('Synced', { timeout: 4_000 });
});

test('a tab that replicates and is frozen is replaced within 2 s, commits go on meanwhile, and thawed it does no harm', async () => {
	const laptop = await practice.open('laptop');
	await setUp(laptop.page);
	await createAccount(laptop.page, { firstName: 'Élise', lastName: 'Dupré' });
	const address = laptop.page.url();
	const second = await laptop.context.newPage();
	await second.goto(address);
	await expect(status(second)).toContainText('Synced');
	const first = await processOf(laptop, laptop.page);
	expect(first).not.toBe(await processOf(laptop, second));
	process.kill(first, 'SIGSTOP');
	try {
		await edit(second, 'Account name', 'While the first was frozen');
		await expect(status(second)).toContainText('Synced', { timeout: 5_000 });
		const [row] = (await practice.relay?.database.all('SELECT COUNT(*) AS rows FROM log_rows WHERE kind = $1', 'event')) ?? [];
		expect(row).toEqual({ rows: 3 });
	} finally {
		process.kill(first, 'SIGCONT');
	}
	await expect(laptop.page.getByRole('heading', { level: 1, name: 'While the first was frozen' })).toBeVisible();
	await edit(laptop.page, 'Account name', 'Thawed');
	for (const page of [laptop.page, second]) {
		await expect(page.getByRole('heading', { level: 1, name: 'Thawed' })).toBeVisible();
		await expect(status(page)).toContainText('Synced');
	}
});

/** The process that draws a tab: the one that works while the tab is kept busy. */
async function processOf({ context }: ChromiumProfile, page: Page): Promise<number> {
	const session = await context.browser()?.newBrowserCDPSession();
	if (session === undefined) throw new Error('no browser');
	const times = async () => new Map((await session.send('SystemInfo.getProcessInfo')).processInfo.map(({ id, cpuTime }) => [id, cpuTime]));
	const before = await times();
	await page.evaluate(() => {
		for (const end = performance.now() + 600; performance.now() < end; );
	});
	const worked = [...(await times())].map(([id, time]) => ({ id, time: time - (before.get(id) ?? time) }));
	return worked.sort((a, b) => b.time - a.time)[0]?.id ?? -1;
}
