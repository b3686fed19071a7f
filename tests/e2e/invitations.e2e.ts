import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { GOOD } from '../support/portal-stage.ts';
import { startRelay, type TestRelay } from '../support/relay.ts';
import { firm } from '../support/steps.ts';

const CLIENT = 'lea@exemple.fr';

let folder: string;
let mail: MailServer;
let relay: TestRelay;

/** On the port and the folder of the one before. */
async function startAgain(port = '0'): Promise<void> {
	const environment = { PORT: port, SMTP_URL: mail.url, MAIL_FROM: 'carnet@cabinet-morel.example' };
	relay = await startRelay({ dataDir: join(folder, 'relay'), environment });
}

test.beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'carnet-invitations-'));
	mail = await startMailServer();
	await startAgain();
});
test.afterEach(async () => {
	await relay.close();
	await mail.close();
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A browser profile of the firm's owner, in the synced book, ready for the time without a relay. */
async function staff(browser: Browser, first: boolean): Promise<Page> {
	const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })).newPage();
	await page.goto(relay.url);
	if (first) {
		await page.getByLabel('Firm’s name').fill(firm.name);
		await page.getByLabel('Your name').fill(firm.owner.name);
	}
	await page.getByLabel('E-mail').fill(firm.owner.email);
	await page.getByLabel('Password', { exact: true }).fill(firm.owner.password);
	await page.getByRole('button', { name: first ? 'Create the firm' : 'Sign in' }).click();
	await expect(page.getByRole('button', { name: /Sync: show what waits/ })).toContainText('Synced');
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
	return page;
}

/** What axe finds on screen. */
async function faults(page: Page, themes: readonly ('dark' | 'light')[]): Promise<string[]> {
	const found: string[] = [];
	for (const colorScheme of themes) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.waitForFunction(() => document.getAnimations().length === 0);
		const { violations } = await new AxeBuilder({ page })
			.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
			.exclude('iframe')
			.analyze();
		found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${colorScheme} ${id}: ${html}`)));
	}
	return found;
}

test('INV-12, INV-14 asked without a relay, the invitation leaves once when it is back; the client activates on a phone, and both staff devices know within 2 s', async ({ browser }) => {
	const laptop = await staff(browser, true);
	const tablet = await staff(browser, false);
	await laptop.context().setOffline(true);
	await relay.close();

	await laptop.getByRole('button', { name: 'New account' }).first().click();
	await laptop.getByRole('radio', { name: 'Individual' }).click();
	await laptop.getByRole('button', { name: 'Continue' }).click();
	await laptop.getByLabel('First name').fill('Léa');
	await laptop.getByLabel('Last name').fill('Martin');
	await laptop.getByLabel('E-mail').fill(CLIENT);
	const login = laptop.getByRole('switch', { name: 'LOGIN' });
	await login.click();
	await expect(login).toBeChecked();
	await laptop.keyboard.press('Control+Enter');
	const dialog = laptop.getByRole('dialog', { name: 'Invite: Léa Martin' });
	await dialog.getByLabel('Personal message').fill('See you on Tuesday.');
	await expect(dialog.getByText('There is no connection to the relay.')).toBeVisible();
	await expect(dialog.frameLocator('iframe').getByText('See you on Tuesday.')).toBeVisible();
	expect.soft(await faults(laptop, ['dark', 'light'])).toEqual([]);
	await dialog.getByRole('button', { name: 'Send' }).click();
	await expect(laptop.getByText('The invitation for Léa Martin will be sent when connected.')).toBeVisible();
	await laptop.getByRole('link', { name: 'Info', exact: true }).click();
	await expect(laptop.getByText('On this device. Will be sent when connected.')).toBeVisible();
	expect.soft(await faults(laptop, ['light'])).toEqual([]);

	await startAgain(new URL(relay.url).port);
	await laptop.context().setOffline(false);
	const sent = () => mail.received.filter(({ envelope }) => envelope.to.includes(CLIENT));
	await expect.poll(() => sent().length).toBe(1);
	await tablet.getByText('Léa Martin').first().click();
	await tablet.getByRole('link', { name: 'Info', exact: true }).click();
	for (const page of [laptop, tablet]) await expect(page.getByText(/^Handed to the mail server/)).toBeVisible();

	const hand = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'fr-FR' };
	const phone = await (await browser.newContext(hand)).newPage();
	await phone.goto(mail.linkTo(CLIENT));
	await expect(phone.getByText('See you on Tuesday.')).toBeVisible();
	await phone.getByLabel('Choisissez un mot de passe').fill(GOOD);
	await phone.getByRole('button', { name: 'Activer mon accès' }).click();
	await expect(phone.getByRole('heading', { level: 1, name: 'Léa Martin' })).toBeVisible();
	for (const page of [laptop, tablet]) await expect(page.getByText('Activated', { exact: true })).toBeVisible({ timeout: 2_000 });
	await expect(phone.getByRole('heading', { name: 'Dossiers' })).toBeVisible();
	expect(sent()).toHaveLength(1);
});
