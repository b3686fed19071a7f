import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { startFirm, type TestFirm } from '../support/firm-people.ts';

let firm: TestFirm;

test.beforeEach(async () => {
	firm = await startFirm();
});
test.afterEach(() => firm.close());

const PAGES = [
	'you',
	'security',
	'firm',
	'staff',
	'tags',
	'fields',
	'templates',
	'sign-up',
	'devices',
	'data',
] as const;

/** What a person reads and presses, in both languages. */
const WORDS = {
	en: {
		language: 'English',
		newTag: 'New tag',
		tagName: (name: string) => `Name of the tag ${name}`,
		newField: 'New field',
		label: 'Label',
		createField: 'Create field',
		newTemplate: 'New template',
		templateName: 'Name of the template',
		newFolder: 'New folder',
		folderName: 'Name of the new folder',
		undo: 'Undo',
		offline: 'Offline',
		noConnection: /There is no connection to the relay/,
	},
	fr: {
		language: 'Français',
		newTag: 'Nouvelle étiquette',
		tagName: (name: string) => `Nom de l’étiquette ${name}`,
		newField: 'Nouveau champ',
		label: 'Libellé',
		createField: 'Créer le champ',
		newTemplate: 'Nouveau modèle',
		templateName: 'Nom du modèle',
		newFolder: 'Nouveau dossier',
		folderName: 'Nom du nouveau dossier',
		undo: 'Annuler',
		offline: 'Hors ligne',
		noConnection: /Aucune connexion au relais/,
	},
} as const;

for (const language of ['en', 'fr'] as const) {
	const said = WORDS[language];
	test(`in ${said.language}, tags, fields and templates are made with no connection, are there after a reload, and staff say that they need one`, async ({
		browser,
	}) => {
		const page = await firm.open(browser, firm.owner, '/settings/you');
		await page.getByRole('radio', { name: said.language }).first().click();
		await worksOffline(page);
		await page.context().setOffline(true);

		await goTo(page, 'tags');
		await page.getByRole('textbox', { name: said.newTag }).fill('À revoir');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('textbox', { name: said.tagName('À revoir') })).toBeVisible();

		await goTo(page, 'fields');
		await page.getByRole('button', { name: said.newField }).click();
		await page.getByLabel(said.label).fill('Clôture');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('button', { name: /^Clôture/ })).toBeVisible();
		// In the toast: a dialog that is just closing has a button of the same name in French.
		const toast = page.getByRole('region', { name: 'Notifications' });
		await toast.getByRole('button', { name: said.undo, exact: true }).click();
		await expect(page.getByRole('button', { name: /^Clôture/ })).toBeHidden();

		await goTo(page, 'templates');
		await page.getByRole('button', { name: said.newTemplate }).click();
		await page.getByLabel(said.templateName).fill('Société');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { level: 1, name: 'Société' })).toBeVisible();
		await page.getByRole('button', { name: said.newFolder, exact: true }).click();
		await page.getByRole('textbox', { name: said.folderName }).fill('Juridique');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('treeitem', { name: 'Juridique' })).toBeFocused();

		await page.reload();
		await expect(page.getByRole('treeitem', { name: 'Juridique' })).toBeVisible();
		await goTo(page, 'staff');
		await expect(page.getByText(said.noConnection)).toBeVisible();
		await page.context().close();
	});
}

for (const colorScheme of ['light', 'dark'] as const) {
	test(`in the ${colorScheme} theme every page of the settings passes the checks of WCAG 2.2 AA that a machine can make`, async ({
		browser,
	}) => {
		// Every page at two widths is looked through by axe.
		test.slow();
		const page = await firm.open(browser, firm.owner, '/settings/tags');
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.getByRole('textbox', { name: 'New tag' }).fill('VIP');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('textbox', { name: 'Name of the tag VIP' })).toBeVisible();
		await goTo(page, 'fields');
		await page.getByRole('button', { name: 'New field' }).click();
		await page.getByLabel('Label').fill('Mandate');
		await page.getByRole('combobox', { name: /^Type/ }).click();
		await page.getByRole('option', { name: /^Choice/ }).click();
		await page.getByRole('textbox', { name: 'Choice 1' }).fill('Audit');
		expect.soft(await faults(page), 'the dialog of a field').toEqual([]);
		await page.getByRole('button', { name: 'Create field' }).click();
		await expect(page.getByRole('button', { name: /^Mandate/ })).toBeVisible();
		await goTo(page, 'templates');
		await page.getByRole('button', { name: 'New template' }).click();
		await page.getByLabel('Name of the template').fill('Company');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('tree')).toBeVisible();
		expect.soft(await faults(page), 'a template').toEqual([]);
		await page.getByRole('treeitem').first().press('F2');
		await page.getByRole('textbox', { name: 'Folder name' }).fill('A/B');
		expect.soft(await faults(page), 'a template with a name that is wrong').toEqual([]);
		await page.keyboard.press('Escape');
		for (const width of [1280, 320]) {
			await page.setViewportSize({ width, height: 800 });
			for (const section of PAGES) {
				await page.goto(`${firm.relay.url}/settings/${section}`);
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
				expect.soft(await faults(page), `${section} at ${width} px`).toEqual([]);
				const over = await page.evaluate(
					() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
				);
				expect.soft(over, `${section} fits ${width} px`).toBe(0);
			}
		}
		await page.context().close();
	});
}

test('two devices that edit templates and fields while parted show the same afterwards; a member reads it all', async ({
	browser,
}) => {
	const laptop = await firm.open(browser, firm.owner, '/settings/templates');
	await laptop.getByRole('button', { name: 'New template' }).click();
	await laptop.getByLabel('Name of the template').fill('Company');
	await laptop.keyboard.press('Enter');
	await expect(laptop.getByRole('tree', { name: 'Folders of Company' })).toBeVisible();
	const path = new URL(laptop.url()).pathname;

	const tablet = await firm.open(browser, await firm.secondDevice(), path);
	await expect(tablet.getByRole('tree', { name: 'Folders of Company' })).toBeVisible();
	for (const page of [laptop, tablet]) {
		await worksOffline(page);
		await page.context().setOffline(true);
	}
	await addFolder(laptop, 'Legal');
	await addFolder(tablet, 'LEGAL');
	await addFolder(tablet, 'Payroll');
	await goTo(laptop, 'fields');
	await addField(laptop, 'Mandate');
	await goTo(tablet, 'fields');
	await addField(tablet, 'Fiscal year end');

	for (const page of [laptop, tablet]) await page.context().setOffline(false);
	for (const page of [laptop, tablet]) {
		await expect(page.getByRole('button', { name: /^Mandate/ })).toBeVisible();
		await expect(page.getByRole('button', { name: /^Fiscal year end/ })).toBeVisible();
	}
	await laptop.goto(firm.relay.url + path);
	await tablet.goto(firm.relay.url + path);
	const folders = (page: Page) => page.getByRole('treeitem').allInnerTexts();
	await expect.poll(async () => (await folders(laptop)).length).toBe(6);
	await expect.poll(() => folders(tablet)).toEqual(await folders(laptop));
	// Both stay, told apart: on a disk they would be one.
	expect(
		(await folders(laptop))
			.filter((name) => /^legal/i.test(name))
			.map((name) => name.toLowerCase().trim())
			.sort(),
	).toEqual(['legal', 'legal (2)']);

	const paul = await firm.open(browser, await firm.colleague(), path);
	await expect(paul.getByText('Your role is Member, so you can only read it.', { exact: false })).toBeVisible();
	await expect.poll(() => folders(paul)).toEqual(await folders(laptop));
	await expect(paul.getByRole('button', { name: 'New folder' })).toBeHidden();
	for (const page of [laptop, tablet, paul]) await page.context().close();
});

/** By the navigation, as a person goes; with no connection nothing else is there. */
async function goTo(page: Page, section: (typeof PAGES)[number]): Promise<void> {
	await page.locator(`nav a[href="/settings/${section}"]`).click();
	await expect(page).toHaveURL(new RegExp(`/settings/${section}$`));
}

async function worksOffline(page: Page): Promise<void> {
	await page.evaluate(() => navigator.serviceWorker.ready);
	await expect(page.getByRole('button', { name: /^(Synced|Synchronisé)/ })).toBeVisible();
}

async function addFolder(page: Page, name: string): Promise<void> {
	await page.getByRole('button', { name: 'New folder', exact: true }).click();
	await page.getByRole('textbox', { name: 'Name of the new folder' }).fill(name);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('treeitem', { name, exact: true }).first()).toBeVisible();
}

async function addField(page: Page, label: string): Promise<void> {
	await page.getByRole('button', { name: 'New field' }).click();
	await page.getByLabel('Label').fill(label);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: new RegExp(`^${label}`) })).toBeVisible();
}

/** What axe finds, as `rule: element`. */
async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		// An experiment of axe's that takes the initials of a person's picture for a word.
		.disableRules(['label-content-name-mismatch'])
		.analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 120)}`),
	);
}
