import { expect, test } from '@playwright/test';
import { created, individual } from '../support/device.ts';
import { startFirm, type TestFirm } from '../support/firm-people.ts';
import { FIRM } from '../support/relay.ts';
import { startDevice } from '../support/replicating-device.ts';

let firm: TestFirm;

test.beforeEach(async () => {
	firm = await startFirm();
});
test.afterEach(() => firm.close());

test('colleagues on one record see each other, what the other types, and each change at once', async ({ browser }) => {
	const device = await startDevice(firm.owner.profile, () => firm.owner.browser.socket('/sync/log'));
	const { account } = await created(device.deps, individual('Léa', 'Martin'));
	await expect.poll(() => device.store.read((tx) => tx.outbox.pending(0, 1))).toEqual([]);
	device.stop();

	const path = `/accounts/${account}?tab=info`;
	const anne = await firm.open(browser, firm.owner, path);
	const paul = await firm.open(browser, await firm.colleague(), path);
	await expect(anne.getByRole('img', { name: 'Paul Petit' })).toBeVisible();
	await expect(paul.getByRole('img', { name: FIRM.name })).toBeVisible();

	await paul.getByLabel('Account name').fill('Martin & fille');
	await expect(anne.getByText('Paul Petit is typing: Martin & fille')).toBeVisible();
	await expect(anne.getByLabel('Account name')).toHaveValue('');
	await paul.getByLabel('Account name').press('Enter');
	await expect(anne.getByLabel('Account name')).toHaveValue('Martin & fille', { timeout: 2_000 });
	await paul.getByLabel('Account name').blur();
	await expect(anne.getByText('Paul Petit is', { exact: false })).toBeHidden();

	await paul.context().close();
	await expect(anne.getByRole('img', { name: 'Paul Petit' })).toBeHidden();
	await anne.context().close();
});

test('theme and language chosen on one device are on the person’s other devices, and not on a colleague’s', async ({
	browser,
}) => {
	const laptop = await firm.open(browser, firm.owner, '/settings');
	const tablet = await firm.open(browser, await firm.secondDevice(), '/settings');
	const paul = await firm.open(browser, await firm.colleague(), '/settings');
	for (const page of [laptop, tablet, paul]) await expect(page.locator('html')).toHaveAttribute('lang', 'en');

	await laptop.getByRole('radio', { name: 'Dark' }).first().click();
	await expect(tablet.locator('html')).toHaveAttribute('data-theme', 'dark');
	await tablet.getByRole('radio', { name: 'Français' }).first().click();
	await expect(laptop.locator('html')).toHaveAttribute('lang', 'fr');
	await laptop.reload();
	await expect(laptop.locator('html')).toHaveAttribute('data-theme', 'dark');
	await expect(laptop.locator('html')).toHaveAttribute('lang', 'fr');
	await expect(paul.locator('html')).toHaveAttribute('lang', 'en');
	await expect(paul.locator('html')).not.toHaveAttribute('data-theme', /.*/);
	for (const page of [laptop, tablet, paul]) await page.context().close();
});
