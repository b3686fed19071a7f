import { expect, test, type Browser, type Page } from '@playwright/test';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { created, individual } from '../support/device.ts';
import { startMailServer, tokenOf, type MailServer } from '../support/mail-server.ts';
import { FIRM, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';
import { startDevice } from '../support/replicating-device.ts';

const PASSWORD = 'trois-girafes-en-velours';

let mail: MailServer;
let relay: TestRelay;
let owner: { browser: TestBrowser; profile: Profile };

test.beforeEach(async () => {
	mail = await startMailServer();
	relay = await startRelay({ environment: { SMTP_URL: mail.url } });
	const browser = relay.browser();
	owner = { browser, profile: (await setUpFirm(browser, { locale: 'en' })) as Profile };
});
test.afterEach(async () => {
	await relay.close();
	await mail.close();
});

async function colleague(): Promise<{ browser: TestBrowser; profile: Profile }> {
	const email = 'paul@durand.example';
	await owner.browser.post('/api/staff/invitations', { email, role: 'member' });
	await expect
		.poll(async () => {
			await relay.server.deliverMail();
			return mail.received.filter(({ envelope }) => envelope.to.includes(email)).length;
		})
		.toBeGreaterThan(0);
	const browser = relay.browser();
	const answer = await browser.post('/api/staff/join', {
		token: tokenOf(mail.linkTo(email)),
		name: 'Paul Petit',
		password: PASSWORD,
		locale: 'en',
		deviceName: 'Firefox',
	});
	return { browser, profile: answer.body as Profile };
}

async function secondDevice(): Promise<{ browser: TestBrowser; profile: Profile }> {
	const browser = relay.browser();
	const answer = await browser.post('/api/sign-in', {
		email: FIRM.email,
		password: FIRM.password,
		device: { name: 'Tablet' },
	});
	return { browser, profile: answer.body as Profile };
}

/** A page of a browser profile in which somebody is signed in already. */
async function open(browser: Browser, who: { browser: TestBrowser; profile: Profile }, path: string): Promise<Page> {
	const context = await browser.newContext();
	await context.addCookies([...who.browser.cookies].map(([name, value]) => ({ name, value, url: relay.url })));
	await context.addInitScript(
		(profile) => localStorage.setItem('carnet.profile', profile),
		JSON.stringify(who.profile),
	);
	const page = await context.newPage();
	await page.goto(relay.url + path);
	return page;
}

test('colleagues on one record see each other, what the other types, and each change at once', async ({ browser }) => {
	const device = await startDevice(owner.profile, () => owner.browser.socket('/sync/log'));
	const { account } = await created(device.deps, individual('Léa', 'Martin'));
	await expect.poll(() => device.store.read((tx) => tx.outbox.pending(0, 1))).toEqual([]);
	device.stop();

	const path = `/accounts/${account}?tab=info`;
	const anne = await open(browser, owner, path);
	const paul = await open(browser, await colleague(), path);
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
	const laptop = await open(browser, owner, '/settings');
	const tablet = await open(browser, await secondDevice(), '/settings');
	const paul = await open(browser, await colleague(), '/settings');
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
