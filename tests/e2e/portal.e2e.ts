import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { GOOD, openPortalStage, type PortalStage } from '../support/portal-stage.ts';

let stage: PortalStage;

/** A phone that is held upright. */
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
test.use({ ...phone, locale: 'fr-FR' });

test.beforeEach(async () => {
	stage = await openPortalStage();
	await stage.book.edit('firm', { replyTo: 'bonjour@durand.example', 'signUp/open': true });
});
test.afterEach(() => stage.close());

const open = (page: Page, token: string) => page.goto(`${stage.relay.url}/portal/activate#t=${token}`);
const activations = async () => (await stage.book.events()).filter((event) => event.type === 'invitation.activated').length;

/** What axe finds, as `rule: element`, and controls that a finger would miss. */
async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
	const small = await page.locator('button:visible, main a:visible, input:visible:not([type=radio]):not([type=checkbox]), select:visible').evaluateAll((found) =>
		found.flatMap((element) => {
			const { height, width, left } = element.getBoundingClientRect();
			return left >= 0 && (height < 44 || width < 44) ? [`small: ${element.textContent || element.getAttribute('name') || element.tagName} ${width}×${height}`] : [];
		}),
	);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
	return [...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)), ...small, ...(wide ? ['wider than the phone'] : [])];
}

test('POR-2, POR-32 a client follows the link, chooses a password and is in their area; language and connection cost them nothing', async ({ page, context }) => {
	const { token } = await stage.invite({ message: 'Bonjour Léa,\nvoici votre accès.' });
	await open(page, token);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bonjour Léa');
	await expect(page).toHaveURL(`${stage.relay.url}/portal/activate`);
	await expect(page.getByText('voici votre accès.')).toBeVisible();
	await expect(page.getByLabel('E-mail')).toHaveValue('l•••@exemple.fr');
	await expect(page.getByLabel('E-mail')).toHaveAttribute('autocomplete', 'username');
	const password = page.getByLabel('Choisissez un mot de passe');
	await expect(password).toHaveAttribute('autocomplete', 'new-password');
	await password.fill('motdepasse2026');
	await page.getByRole('button', { name: 'Activer mon accès' }).click();
	await expect(page.getByText('Ce mot de passe est refusé')).toBeVisible();
	await expect(password).toBeFocused();
	await password.fill(GOOD);
	await page.getByRole('button', { name: 'Afficher le mot de passe' }).click();
	await expect(password).toHaveAttribute('type', 'text');
	await page.getByRole('button', { name: 'English' }).click();
	await expect(page.getByLabel('Choose a password')).toHaveValue(GOOD);

	await context.setOffline(true);
	await page.getByRole('button', { name: 'Activate my access' }).click();
	await expect(page.getByText('No connection.')).toBeVisible();
	await expect(page.getByLabel('Choose a password')).toHaveValue(GOOD);
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Activate my access' }).dblclick();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Martin');
	await expect(page.getByRole('heading', { name: 'Folders' })).toBeVisible();
	expect(await activations()).toBe(1);
	await open(page, token);
	await page.reload();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link has been used');
	await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('POR-1 a browser that opens the link, runs everything and presses all that it finds leaves it good', async ({ browser }) => {
	const { token } = await stage.invite();
	const scanner = await browser.newPage();
	for (let round = 0; round < 3; round++) {
		await open(scanner, token);
		// In whichever language the scanner has left it.
		await scanner.locator('form').waitFor();
		const buttons = scanner.locator('button, a[href^="/"]');
		for (let i = 0; i < (await buttons.count()); i++) {
			await buttons.nth(i).click({ timeout: 3_000, noWaitAfter: true }).catch(() => undefined);
			if (!scanner.url().endsWith('/portal/activate')) await open(scanner, token);
		}
	}
	await scanner.close();
	expect(await activations()).toBe(0);
	const answer = await stage.relay.browser().post('/portal/api/activation', { token, password: GOOD });
	expect(answer.status).toBe(200);
});

test('POR-6 the wrong person who is signed in is asked to switch, in place', async ({ page }) => {
	const { token } = await stage.invite();
	await open(page, token);
	await page.getByLabel('Choisissez un mot de passe').fill(GOOD);
	await page.getByRole('button', { name: 'Activer mon accès' }).click();
	await expect(page.getByRole('heading', { name: 'Dossiers' })).toBeVisible();
	const paul = await stage.book.contact('paul@exemple.fr', { firstName: 'Paul' });
	const own = await stage.book.account('Paul', [paul]);
	const other = await stage.invite({ contact: paul, accounts: [own], email: 'paul@exemple.fr' });
	await open(page, other.token);
	await page.reload();
	await expect(page.getByText('Ce lien est pour p•••@exemple.fr, et l•••@exemple.fr est connecté')).toBeVisible();
	await page.getByRole('button', { name: 'Se déconnecter et continuer' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bonjour Paul');
	await expect(page.getByLabel('Choisissez un mot de passe')).toBeVisible();
});

test('POR-11, POR-14 several accounts: a choice, a switch without signing in, and what the firm closes is gone', async ({ page }) => {
	await stage.activated();
	const lilas = await stage.book.account('SCI des Lilas', [stage.lea, await stage.book.contact('x@exemple.fr')]);
	const { token } = await stage.invite({ accounts: [lilas] });
	await open(page, token);
	await page.getByLabel('Mot de passe', { exact: true }).fill(GOOD);
	await page.getByRole('button', { name: 'Ajouter le compte' }).click();
	await expect(page.getByText('Quel compte souhaitez-vous voir')).toBeVisible();
	await page.getByRole('button', { name: 'SCI des Lilas' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('SCI des Lilas');
	await page.getByLabel('Voir un autre compte').selectOption('Martin');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Martin');
	await stage.book.setLogin(lilas, stage.lea, false);
	await page.getByLabel('Voir un autre compte').selectOption('SCI des Lilas');
	await expect(page.getByText('Ce compte ne vous est plus ouvert.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'SCI des Lilas' })).toHaveCount(0);

	await page.getByRole('link', { name: 'Votre accès' }).click();
	await expect(page.getByText('Cet appareil')).toBeVisible();
	await page.getByRole('button', { name: /^Se déconnecter de/ }).click();
	await expect(page.getByRole('button', { name: /^Se déconnecter de/ })).toHaveCount(0);
	await page.getByRole('button', { name: 'Se déconnecter', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('S’identifier');
	await page.getByLabel('E-mail').fill('lea@exemple.fr');
	await page.getByLabel('Mot de passe', { exact: true }).fill('pas le bon du tout');
	await page.getByRole('button', { name: 'S’identifier' }).click();
	await expect(page.getByText('L’e-mail ou le mot de passe ne sont pas bons.')).toBeVisible();
	await page.getByLabel('Mot de passe', { exact: true }).fill(GOOD);
	await page.getByRole('button', { name: 'S’identifier' }).click();
	await expect(page.getByRole('heading', { name: 'Dossiers' })).toBeVisible();
});

test('POR-13 a forgotten password is chosen anew by mail', async ({ page }) => {
	await stage.activated();
	await page.goto(`${stage.relay.url}/portal`);
	await page.getByRole('link', { name: 'Mot de passe oublié' }).click();
	await page.getByLabel('E-mail').fill('lea@exemple.fr');
	await page.getByRole('button', { name: 'Envoyer le lien' }).click();
	await expect(page.getByText('Si lea@exemple.fr a un accès ici')).toBeVisible();
	await stage.deliver();
	await page.goto(stage.mail.linkTo('lea@exemple.fr'));
	await page.getByLabel('Nouveau mot de passe').fill('nouveau sésame 88');
	await page.getByRole('button', { name: 'Enregistrer le mot de passe' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Votre mot de passe est changé');
	await page.getByRole('link', { name: 'S’identifier' }).click();
	await page.getByLabel('E-mail').fill('lea@exemple.fr');
	await page.getByLabel('Mot de passe', { exact: true }).fill('nouveau sésame 88');
	await page.getByRole('button', { name: 'S’identifier' }).click();
	await expect(page.getByRole('heading', { name: 'Dossiers' })).toBeVisible();
});

test.describe('in English', () => {
	test.use({ locale: 'en-GB' });

	test('POR-24 a new client registers with the code from their mail', async ({ page }) => {
		await page.goto(`${stage.relay.url}/portal/sign-up`);
		await page.getByLabel('Your e-mail').fill('zoe@exemple.fr');
		await page.getByRole('button', { name: 'Continue' }).click();
		const code = page.getByLabel('The 6 digits from the message');
		await expect(code).toBeFocused();
		await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
		await stage.deliver();
		await code.fill('000000');
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(page.getByText('This code is not right. 4 tries are left.')).toBeVisible();
		await code.fill(stage.codeTo('zoe@exemple.fr'));
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.getByLabel('First name').fill('Zoé');
		await page.getByRole('button', { name: 'Register' }).click();
		await expect(page.getByText('Enter your last name.')).toBeVisible();
		await page.getByLabel('Last name').fill('Petit');
		await page.getByLabel('For a company').check();
		await page.getByLabel('Company name').fill('Fleurs & Cie');
		await page.getByRole('checkbox', { name: /^I agree/ }).check();
		await page.getByRole('button', { name: 'Register' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thank you, Zoé');
		expect((await stage.book.events()).filter((event) => event.type === 'client.signedUp')).toMatchObject([{ name: 'Zoé Petit' }]);
	});

	test('POR-20 while the firm takes no registrations, the link is gone and the page says so', async ({ page }) => {
		await page.goto(`${stage.relay.url}/portal/sign-in`);
		await expect(page.getByRole('link', { name: 'Register' })).toBeVisible();
		await stage.book.edit('firm', { 'signUp/open': false });
		await page.reload();
		await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
		await expect(page.getByRole('link', { name: 'Register' })).toHaveCount(0);
		await page.goto(`${stage.relay.url}/portal/sign-up`);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cabinet Durand does not take registrations online');
	});
});

test('POR-31 the pages keep a strict policy, are kept by no cache, and are not taken over by the installed app', async ({ page }) => {
	const broken: string[] = [];
	page.on('console', (message) => /Content Security Policy/i.test(message.text()) && broken.push(message.text()));
	// The app of staff is installed on this very browser first.
	await page.goto(stage.relay.url);
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
	const ofTheApp = await page.evaluate(() => [...document.styleSheets].map(({ href }) => href));
	const answer = await page.goto(`${stage.relay.url}/portal/sign-in`);
	await expect(page.getByRole('button', { name: 'S’identifier' })).toBeVisible();
	expect(answer?.fromServiceWorker()).toBe(false);
	const headers = answer?.headers() ?? {};
	expect(headers['cache-control']).toBe('no-store');
	expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'(?: 'sha256-[^']+')+; style-src 'self';.*frame-ancestors 'none'$/);
	expect(headers['referrer-policy']).toBe('no-referrer');
	expect(await page.locator('link[rel=manifest]').count()).toBe(0);
	// A sheet that both loaded would let one's looks win over the other's.
	const ofThePortal = await page.evaluate(() => [...document.styleSheets].map(({ href }) => href));
	expect(ofThePortal.filter((sheet) => ofTheApp.includes(sheet))).toEqual([]);
	expect((await page.goto(`${stage.relay.url}/portal/no-such-page`))?.status()).toBe(404);
	expect(broken).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
	test.describe(`in the ${colorScheme} theme, at 320 px`, () => {
		test.use({ ...phone, colorScheme, viewport: { width: 320, height: 640 }, contextOptions: { reducedMotion: 'reduce' } });

		test('POR-32 every page passes the checks that a machine can make, and fits a finger', async ({ page }) => {
			const { token } = await stage.invite({ message: 'Bonjour' });
			await open(page, token);
			await page.getByRole('button', { name: 'Activer mon accès' }).click();
			await expect(page.getByText('Saisissez un mot de passe.')).toBeVisible();
			expect.soft(await faults(page), 'activation').toEqual([]);
			await page.getByLabel('Choisissez un mot de passe').fill(GOOD);
			await page.getByRole('button', { name: 'Activer mon accès' }).click();
			await expect(page.getByRole('heading', { name: 'Dossiers' })).toBeVisible();
			expect.soft(await faults(page), 'home').toEqual([]);
			await page.getByRole('link', { name: 'Votre accès' }).click();
			await expect(page.getByText('Cet appareil')).toBeVisible();
			expect.soft(await faults(page), 'access').toEqual([]);
			await open(page, token);
			await page.reload();
			await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ce lien a déjà servi');
			expect.soft(await faults(page), 'a dead link').toEqual([]);
			await page.goto(`${stage.relay.url}/portal/sign-in`);
			await page.getByRole('button', { name: 'S’identifier' }).click();
			await expect(page.getByText('Saisissez votre adresse e-mail.')).toBeVisible();
			expect.soft(await faults(page), 'sign-in').toEqual([]);
			await page.goto(`${stage.relay.url}/portal/sign-up`);
			await page.getByLabel('Votre e-mail').fill('zoe@exemple.fr');
			expect.soft(await faults(page), 'sign-up, the address').toEqual([]);
			await page.getByRole('button', { name: 'Continuer' }).click();
			await stage.deliver();
			await page.getByLabel('Les 6 chiffres du message').fill(stage.codeTo('zoe@exemple.fr'));
			expect.soft(await faults(page), 'sign-up, the code').toEqual([]);
			await page.getByRole('button', { name: 'Continuer' }).click();
			await page.getByLabel('Prénom').fill('Zoé');
			await page.getByRole('button', { name: 'S’inscrire' }).click();
			await expect(page.getByText('Saisissez votre nom.')).toBeVisible();
			expect.soft(await faults(page), 'sign-up, the rest').toEqual([]);
		});
	});
}
