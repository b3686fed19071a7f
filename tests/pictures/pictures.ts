import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { chromiumLaunch } from '../support/browsers.ts';
import { startRelay } from '../support/relay.ts';

/**
 * `npm run pictures [folder]`: photographs the real app, filled with sample clients, in light and dark, French and English,
 * on a phone, a tablet and a laptop. The README's pictures are the best of them, under docs/pictures.
 */
const folder = process.argv[2] ?? 'pictures';
const sizes = {
	laptop: { width: 1280, height: 800 },
	tablet: { width: 834, height: 1194 },
	phone: { width: 390, height: 844 },
};
const words = {
	en: {
		firm: 'Firm’s name',
		person: 'Your name',
		email: 'E-mail',
		password: 'Password',
		samples: 'Fill with sample clients',
		create: 'Create the firm',
		signIn: 'Sign in',
		synced: /Synced/,
		newAccount: 'New account',
		company: 'Company',
		companyName: 'Company name',
		next: 'Continue',
	},
	fr: {
		firm: 'Nom du cabinet',
		person: 'Votre nom',
		email: 'E-mail',
		password: 'Mot de passe',
		samples: 'Remplir',
		create: 'Créer le cabinet',
		signIn: 'S’identifier',
		synced: /Synchronisé/,
		newAccount: 'Nouveau compte',
		company: 'Société',
		companyName: 'Raison sociale',
		next: 'Continuer',
	},
} as const;
/** Parts of the settings that have something to see in a firm with sample clients. */
const SETTINGS = ['you', 'firm', 'staff', 'tags', 'fields', 'templates', 'devices'];
const owner = { email: 'agnes@cabinet-garnier.example', password: 'violette-tasse-nuage-9' };

const home = mkdtempSync(join(tmpdir(), 'carnet-pictures-'));
const relay = await startRelay({ dataDir: join(home, 'relay') });
const browser = await chromium.launch({ ...chromiumLaunch(), headless: true });
mkdirSync(folder, { recursive: true });
try {
	let first = true;
	for (const locale of ['en', 'fr'] as const) {
		for (const theme of ['light', 'dark'] as const) {
			const context = await browser.newContext({
				locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
				colorScheme: theme,
				timezoneId: 'Europe/Paris',
				viewport: sizes.laptop,
			});
			await enter(context, locale, first);
			first = false;
			for (const [device, viewport] of Object.entries(sizes))
				await photograph(context, viewport, locale, `${device}-${locale}-${theme}`);
			await context.close();
		}
	}
} finally {
	await browser.close();
	await relay.close();
	rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

async function enter(context: BrowserContext, locale: 'en' | 'fr', setUp: boolean): Promise<void> {
	const said = words[locale];
	const page = await context.newPage();
	await page.goto(relay.url);
	if (setUp) {
		await page.getByLabel(said.firm).fill('Cabinet Garnier');
		await page.getByLabel(said.person).fill('Agnès Garnier');
	}
	await page.getByLabel(said.email).fill(owner.email);
	await page.getByLabel(said.password, { exact: true }).fill(owner.password);
	if (setUp) await page.getByText(said.samples).click();
	await page.getByRole('button', { name: setUp ? said.create : said.signIn }).click();
	await page.getByRole('button', { name: said.synced }).waitFor({ timeout: 60_000 });
	await page.close();
}

async function photograph(
	context: BrowserContext,
	viewport: { width: number; height: number },
	locale: 'en' | 'fr',
	name: string,
): Promise<void> {
	const said = words[locale];
	const page = await context.newPage();
	await page.setViewportSize(viewport);
	const take = (what: string) =>
		settled(page).then(() => page.screenshot({ path: join(folder, `${what}-${name}.png`) }));
	await page.goto(`${relay.url}/clients`);
	await page.getByText('Antoine Tanguy').first().waitFor();
	await take('list');
	await page.getByText('Antoine Tanguy').first().click();
	await page.getByRole('heading', { level: 1, name: 'Antoine Tanguy' }).waitFor();
	await take('account');
	for (const tab of ['info', 'documents', 'activity']) {
		await page.goto(`${new URL(page.url()).origin}${new URL(page.url()).pathname}?tab=${tab}`);
		await page.getByRole('heading', { level: 1, name: 'Antoine Tanguy' }).waitFor();
		await take(`account-${tab}`);
	}
	await page.goto(`${relay.url}/clients/contacts`);
	await page.getByText('Antoine Tanguy').first().waitFor();
	await take('contacts');
	await page.keyboard.press('ControlOrMeta+k');
	await page.getByRole('combobox').fill('tanguy');
	await page.getByRole('option', { name: /Antoine Tanguy/ }).first().waitFor();
	await take('palette');
	await page.goto(`${relay.url}/clients`);
	await page.getByRole('button', { name: said.newAccount }).first().click();
	await page.getByRole('radio', { name: said.company }).click();
	await page.getByLabel(said.companyName).fill('Dupré / Martin');
	await take('create');
	await page.close();
	const settings = await context.newPage();
	await settings.setViewportSize(viewport);
	for (const part of SETTINGS) {
		await settings.goto(`${relay.url}/settings/${part}`);
		await settings.getByRole('heading', { level: 1 }).first().waitFor();
		await settled(settings).then(() => settings.screenshot({ path: join(folder, `settings-${part}-${name}.png`) }));
	}
	await settings.close();
}

/** Waits until nothing moves and the network is quiet. */
async function settled(page: Page): Promise<void> {
	await page.waitForLoadState('networkidle');
	await page.evaluate(() =>
		Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
	);
}
