import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChromium, type ChromiumProfile } from '../support/engines/chromium.ts';
import { startRelay, type TestRelay } from '../support/relay.ts';
import { firm } from '../support/steps.ts';

let folder: string;
let relay: TestRelay;
const opened: ChromiumProfile[] = [];

test.beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'carnet-merge-'));
	relay = await startRelay({ dataDir: join(folder, 'relay') });
});

test.afterEach(async () => {
	for (const profile of opened.splice(0)) await profile.kill();
	await relay.close();
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function enter(name: string, setUp: boolean): Promise<Page> {
	const profile = await openChromium(join(folder, name));
	opened.push(profile);
	const { page } = profile;
	await page.goto(relay.url);
	if (setUp) {
		await page.getByLabel('Firm’s name').fill(firm.name);
		await page.getByLabel('Your name').fill(firm.owner.name);
	}
	await page.getByRole('textbox', { name: 'E-mail' }).fill(firm.owner.email);
	await page.getByLabel('Password', { exact: true }).fill(firm.owner.password);
	await page.getByRole('button', { name: setUp ? 'Create the firm' : 'Sign in' }).click();
	await synced(page);
	return page;
}

const synced = (page: Page) => expect(page.getByRole('button', { name: /Synced/ })).toBeVisible({ timeout: 30_000 });

async function create(page: Page, firstName: string, lastName: string): Promise<void> {
	await page.getByRole('button', { name: 'New contact' }).first().click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('First name').fill(firstName);
	await dialog.getByLabel('Last name').fill(lastName);
	await dialog.getByLabel('E-mail').fill('lea@martin.example');
	await dialog.getByRole('button', { name: /^Create/ }).click();
	await expect(dialog).toBeHidden();
}

async function expectAccessible(page: Page): Promise<void> {
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
		expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
	}
}

test('MRG-1, INV-23 one client entered on two devices that were apart: found when they meet, merged, and one on both', async () => {
	const laptop = await enter('laptop', true);
	const tablet = await enter('tablet', false);
	for (const page of [laptop, tablet]) {
		await page.goto(`${relay.url}/clients/contacts`);
		await synced(page);
		await page.context().setOffline(true);
	}
	await create(laptop, 'Léa', 'Martin');
	await create(tablet, 'L', 'Martin-Roux');
	for (const page of [laptop, tablet]) await page.context().setOffline(false);
	await laptop.goto(`${relay.url}/clients/duplicates`);
	await expect(laptop.getByText('same e-mail')).toBeVisible({ timeout: 30_000 });
	await expectAccessible(laptop);
	await laptop.getByRole('button', { name: 'Merge…' }).click();
	const dialog = laptop.getByRole('dialog');
	await expect(dialog.getByText('What differs')).toBeVisible();
	await expectAccessible(laptop);
	await dialog.getByRole('group', { name: 'First name' }).getByRole('radio', { name: 'Léa' }).press('Space');
	await dialog.getByRole('group', { name: 'Last name' }).getByRole('radio', { name: 'Martin-Roux' }).press('Space');
	await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
	await expect(laptop.getByText('No duplicates')).toBeVisible();
	await tablet.goto(`${relay.url}/clients/contacts`);
	await expect(tablet.getByRole('link', { name: 'Léa Martin-Roux' })).toBeVisible({ timeout: 30_000 });
	await expect(tablet.getByRole('link', { name: /Martin/ })).toHaveCount(1);
});
