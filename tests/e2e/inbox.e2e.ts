import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { openPortalStage, type PortalStage } from '../support/portal-stage.ts';
import { FIRM } from '../support/relay.ts';

let stage: PortalStage;

test.beforeEach(async () => {
	stage = await openPortalStage();
	await stage.book.edit('firm', { 'signUp/open': true });
});
test.afterEach(() => stage.close());

/** A browser profile of the firm's owner, in the synced book. */
async function staff(browser: Browser): Promise<Page> {
	const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })).newPage();
	await page.goto(stage.relay.url);
	await page.getByLabel('E-mail').fill(FIRM.email);
	await page.getByLabel('Password', { exact: true }).fill(FIRM.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('button', { name: /Sync: show what waits/ })).toContainText('Synced');
	return page;
}

/** A client registers on their phone. */
async function register(browser: Browser): Promise<void> {
	const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-GB' });
	const page = await phone.newPage();
	await page.goto(`${stage.relay.url}/portal/sign-up`);
	await page.getByLabel('Your e-mail').fill('zoe@exemple.fr');
	await page.getByRole('button', { name: 'Continue' }).click();
	const code = page.getByLabel('The 6 digits from the message');
	await expect(code).toBeFocused();
	await stage.deliver();
	await code.fill(stage.codeTo('zoe@exemple.fr'));
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByLabel('First name').fill('Zoé');
	await page.getByLabel('Last name').fill('Petit');
	await page.getByLabel('For myself').check();
	await page.getByRole('checkbox', { name: /^I agree/ }).check();
	await page.getByRole('button', { name: 'Register' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thank you, Zoé');
}

/** What axe finds, in both themes. */
async function faults(page: Page): Promise<string[]> {
	const found: string[] = [];
	for (const colorScheme of ['dark', 'light'] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		// Colours that were on their way when the theme changed have arrived.
		await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))));
		const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
		found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${colorScheme} ${id}: ${html}`)));
	}
	return found;
}

test('POR-26, INV-16 a client registers on a phone: both devices of the firm tell of it within two seconds, the mail’s link and the Inbox lead to the new profile, and what was read on one is read on the other', async ({
	browser,
}) => {
	const [laptop, tablet] = [await staff(browser), await staff(browser)];
	await register(browser);
	const unread = (page: Page) => page.getByRole('link', { name: 'Inbox, 1 unread' });
	await expect(unread(laptop)).toBeVisible({ timeout: 2_000 });
	await expect(unread(tablet)).toBeVisible({ timeout: 2_000 });
	await stage.deliver();
	const mailed = stage.mail.received.find(({ envelope, text }) => envelope.to.includes(FIRM.email) && /\/accounts\//.test(text ?? ''));
	const goTo = /https?:\S+\/accounts\/\S+/.exec(mailed?.text ?? '')?.[0] ?? '';

	await unread(laptop).click();
	const entry = laptop.getByRole('row', { name: /Zoé Petit has registered/ });
	await expect(entry.getByText('To review')).toBeVisible();
	expect.soft(await faults(laptop), 'the Inbox').toEqual([]);
	await entry.getByRole('link').click();
	await expect(laptop).toHaveURL(goTo);
	await expect(laptop.getByText('This client registered online')).toBeVisible();
	expect.soft(await faults(laptop), 'the profile to review').toEqual([]);
	await expect(unread(tablet)).toHaveCount(0);

	await tablet.goto(goTo);
	await tablet.getByRole('button', { name: 'Keep' }).click();
	await expect(tablet.getByText('This client registered online')).toHaveCount(0);
	await expect(laptop.getByText('This client registered online')).toHaveCount(0, { timeout: 2_000 });

	await laptop.goto(`${stage.relay.url}/clients?status=pending`);
	await expect(laptop.getByRole('grid', { name: 'Pending activations' })).toBeVisible();
	expect.soft(await faults(laptop), 'Pending activation').toEqual([]);
});
