import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { startRelay, type TestRelay } from '../support/relay.ts';
import { firm } from '../support/steps.ts';

let relay: TestRelay;
/** Whether a test took the relay away itself. */
let away = false;

test.beforeEach(async () => {
	relay = await startRelay();
	away = false;
});

test.afterEach(async () => {
	if (!away) await relay.close();
});

const WORDS = {
	en: {
		firmName: 'Firm’s name',
		yourName: 'Your name',
		password: 'Password',
		createFirm: 'Create the firm',
		synced: /Synced/,
		newAccount: 'New account',
		individual: 'Individual',
		company: 'Company',
		next: 'Continue',
		companyName: 'Company name',
		accountName: /^Account name/,
		tags: /^Tags/,
		createTag: 'Create “Prospect”',
		preview: 'Preview the folders',
		folders: 'Folders of the account',
		firstName: 'First name',
		lastName: 'Last name',
		email: /^E-mail/,
		phone: /^Phone/,
		take: 'Use it',
		suggestion: /Did you mean .*gmail\.com/,
		birth: 'Birth date',
		details: 'Civility, birth date',
		login: 'LOGIN',
		saved: /is saved on this device/,
		notSynced: 'Not yet synced',
		character: /“\/” can’t be used/,
		repair: 'Use “Dupré - Martin”',
		future: /can’t be in the future/,
		siren: /its last digit does not fit/,
	},
	fr: {
		firmName: 'Nom du cabinet',
		yourName: 'Votre nom',
		password: 'Mot de passe',
		createFirm: 'Créer le cabinet',
		synced: /Synchronisé/,
		newAccount: 'Nouveau compte',
		individual: 'Particulier',
		company: 'Société',
		next: 'Continuer',
		companyName: 'Raison sociale',
		accountName: /^Nom du compte/,
		tags: /^Étiquettes/,
		createTag: /^Créer «.Prospect.»$/,
		preview: 'Aperçu des dossiers',
		folders: 'Dossiers du compte',
		firstName: 'Prénom',
		lastName: 'Nom',
		email: /^E-mail/,
		phone: /^Téléphone/,
		take: 'La reprendre',
		suggestion: /Vouliez-vous dire .*gmail\.com/,
		birth: 'Date de naissance',
		details: 'Civilité, naissance',
		login: 'Connexion',
		saved: /est enregistré sur cet appareil/,
		notSynced: 'Pas encore synchronisé',
		character: /«.\/.» est impossible/,
		repair: /Utiliser «.Dupré - Martin.»/,
		future: /ne peut pas être dans le futur/,
		siren: /sa clé ne correspond pas/,
	},
} as const;
type Words = (typeof WORDS)[keyof typeof WORDS];

for (const locale of ['en', 'fr'] as const) {
	test.describe(locale === 'en' ? 'in English' : 'in French', () => {
		test.use({ locale: locale === 'en' ? 'en-GB' : 'fr-FR', contextOptions: { reducedMotion: 'reduce' } });
		const said = WORDS[locale];

		for (const connected of [true, false]) {
			test(`a company with a tag, a repaired name and a contact is made by keyboard alone, ${connected ? 'online' : 'offline'}`, async ({
				page,
			}) => {
				await setUp(page, said);
				if (!connected) {
					await relay.close();
					away = true;
				}
				const dialog = await openDialog(page, said);
				await press(page, 'ArrowRight', 'Space', 'Tab');
				await expect(dialog.getByRole('textbox', { name: said.companyName })).toBeFocused();
				await page.keyboard.type('Dupré / Martin');
				await expect(dialog.getByText(said.character)).toBeVisible();
				await press(page, 'Tab');
				await expect(dialog.getByRole('button', { name: said.repair })).toBeFocused();
				await press(page, 'Enter');
				await expect(dialog.getByRole('textbox', { name: said.companyName })).toHaveValue('Dupré - Martin');
				await expect(dialog.getByRole('textbox', { name: said.accountName })).toHaveAttribute(
					'placeholder',
					'Dupré - Martin',
				);
				await press(page, 'Tab');
				await page.keyboard.type('732829321');
				await press(page, 'Tab');
				await expect(dialog.getByText(said.siren)).toBeVisible();
				await press(page, 'Shift+Tab', 'End', 'Backspace');
				await page.keyboard.type('0');
				await press(page, 'Tab', 'Tab');
				await expect(dialog.getByRole('combobox', { name: said.tags })).toBeFocused();
				await page.keyboard.type('Prospect');
				await expect(page.getByRole('option', { name: said.createTag })).toBeVisible();
				await press(page, 'Enter', 'Control+Enter');
				// No contact is there yet: the cursor waits at the first one.
				await expect(dialog.getByRole('textbox', { name: said.firstName })).toBeFocused();
				await page.keyboard.type('Zoé');
				await press(page, 'Tab');
				await page.keyboard.type('Dupré');
				await press(page, 'Tab');
				await page.keyboard.type('zoe@gmial.com,');
				await press(page, 'Tab');
				await expect(dialog.getByText(said.suggestion)).toBeVisible();
				await expect(dialog.getByRole('button', { name: said.take })).toBeFocused();
				await press(page, 'Enter');
				await expect(dialog.getByRole('textbox', { name: said.email })).toHaveValue('zoe@gmail.com');
				await expect(dialog.getByRole('textbox', { name: said.email })).toBeFocused();
				await press(page, 'Control+Enter');
				// The empty list, which is there a moment longer, says that accounts are saved on the device, too.
				await expect(page.getByText(said.saved).filter({ hasText: /Dupré - Martin \(DUP-\d+\)/ })).toBeVisible();
				await expect(page.getByRole('heading', { level: 1, name: 'Dupré - Martin' })).toBeVisible();
				await expect(page.getByText('Prospect').first()).toBeVisible();
				if (!connected) await expect(page.getByText(said.notSynced).first()).toBeVisible();
			});
		}

		test('LOGIN without an address puts the cursor there, and with a team member’s is refused; a birth date to come is refused', async ({
			page,
		}) => {
			await setUp(page, said);
			const dialog = await openDialog(page, said);
			await dialog.getByRole('radio', { name: said.individual }).click();
			await dialog.getByRole('button', { name: said.next }).click();
			await dialog.getByRole('textbox', { name: said.lastName, exact: true }).fill('Dupré');
			const login = dialog.getByRole('switch', { name: said.login });
			const email = dialog.getByRole('textbox', { name: said.email });
			await login.click();
			await expect(email).toBeFocused();
			await expect(login).not.toBeChecked();
			await email.fill(firm.owner.email);
			await login.click();
			await expect(login).not.toBeChecked();
			await email.fill('zoe@example.com');
			await login.click();
			await expect(login).toBeChecked();
			await dialog.getByRole('button', { name: said.details }).click();
			const birth = dialog.getByRole('textbox', { name: said.birth });
			await birth.fill('01/01/2999');
			await expect(dialog.getByText(said.future)).toBeVisible();
		});

		test('at 320 px every step fits the width, and both themes pass the checks that a machine can make', async ({
			page,
		}) => {
			await setUp(page, said);
			await page.setViewportSize({ width: 320, height: 640 });
			const dialog = await openDialog(page, said);
			await dialog.getByRole('radio', { name: said.company }).click();
			await dialog.getByRole('button', { name: said.preview }).click();
			await expect(dialog.getByRole('list', { name: said.folders })).toBeVisible();
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.emulateMedia({ colorScheme });
				expect(await faults(page), `the first step, ${colorScheme}`).toEqual([]);
			}
			expect(await overflow(page)).toBeLessThanOrEqual(0);
			await dialog.getByRole('textbox', { name: said.companyName }).fill('Dupré');
			await dialog.getByRole('textbox', { name: said.companyName }).press('Enter');
			await dialog.getByRole('textbox', { name: said.firstName }).fill('Zoé');
			await dialog.getByRole('button', { name: said.details }).click();
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.emulateMedia({ colorScheme });
				expect(await faults(page), `the second step, ${colorScheme}`).toEqual([]);
			}
			expect(await overflow(page)).toBeLessThanOrEqual(0);
		});
	});
}

async function setUp(page: Page, said: Words): Promise<void> {
	await page.goto(relay.url);
	await page.getByLabel(said.firmName).fill(firm.name);
	await page.getByLabel(said.yourName).fill(firm.owner.name);
	await page.getByLabel('E-mail', { exact: true }).fill(firm.owner.email);
	await page.getByLabel(said.password, { exact: true }).fill(firm.owner.password);
	await page.getByRole('button', { name: said.createFirm }).click();
	await expect(page.getByText(said.synced).first()).toBeVisible();
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}

/** Opens the dialog by its shortcut; the first field has the cursor. */
async function openDialog(page: Page, said: Words) {
	await expect(page.getByRole('button', { name: said.newAccount }).first()).toBeVisible();
	const dialog = page.getByRole('dialog', { name: said.newAccount });
	// The list behind it may still be taking its place.
	await expect(async () => {
		await page.keyboard.press('n');
		await expect(dialog).toBeVisible({ timeout: 2_000 });
	}).toPass();
	await expect(dialog.getByRole('radio').first()).toBeFocused();
	return dialog;
}

async function press(page: Page, ...keys: string[]): Promise<void> {
	for (const key of keys) await page.keyboard.press(key);
}

/** By how many px the page is wider than the window. */
function overflow(page: Page): Promise<number> {
	return page.evaluate(() => {
		const body = document.querySelector('[role="dialog"]');
		const wider = body === null ? 0 : body.scrollWidth - body.clientWidth;
		return Math.max(wider, document.documentElement.scrollWidth - window.innerWidth);
	});
}

/** What axe finds in the dialog, as `rule: element`. */
async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page })
		.include('[role="dialog"]')
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 120)}`),
	);
}
