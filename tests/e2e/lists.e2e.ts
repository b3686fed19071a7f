import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { startFirm, type TestFirm } from '../support/firm-people.ts';
import { created, individual } from '../support/device.ts';
import { startDevice } from '../support/replicating-device.ts';

let firm: TestFirm;

test.beforeEach(async () => {
	firm = await startFirm();
	const { browser, profile } = await firm.secondDevice();
	const device = await startDevice(profile, () => browser.socket('/sync/log'));
	for (const [first, last] of PEOPLE) await created(device.deps, individual(first, last));
	for (const name of COMPANIES)
		await created(device.deps, { ...individual('Gérante', name), type: 'company', companyName: name });
	await expect.poll(() => device.store.read((tx) => tx.outbox.pending(0, 1))).toEqual([]);
	device.stop();
});
test.afterEach(() => firm.close());

const PEOPLE = [
	['Léa', 'Aubert'],
	['Paul', 'Aubry'],
	['Zoé', 'Zola'],
] as const;
const COMPANIES = ['Atelier Aubin', 'Écrins SARL'];

/** What a person reads and presses, in both languages. */
const WORDS = {
	en: {
		language: 'English',
		accounts: 'Accounts',
		contacts: 'Contacts',
		filterAccounts: 'Filter accounts',
		found: '3 found',
		filter: 'Filter',
		type: 'Type',
		company: 'Company',
		save: 'Save…',
		name: 'Name',
		everyone: 'Everyone in the firm',
		keep: 'Save',
		saved: /^Saved filters/,
		clear: 'Clear',
		columns: 'Columns',
		city: 'City',
		cityFirst: 'Move City to the left',
		selected: (count: number) => `${count} selected`,
		all: 'Select all 5',
		tags: 'Tags',
		findTag: 'Find or create a tag',
		tagged: '5 records have the tag “Relance”.',
		undo: 'Undo',
		switches: 'Switches',
	},
	fr: {
		language: 'Français',
		accounts: 'Comptes',
		contacts: 'Contacts',
		filterAccounts: 'Filtrer les comptes',
		found: '3 trouvés',
		filter: 'Filtrer',
		type: 'Type',
		company: 'Société',
		save: 'Enregistrer…',
		name: 'Nom',
		everyone: 'Tout le cabinet',
		keep: 'Enregistrer',
		saved: /^Filtres enregistrés/,
		clear: 'Effacer',
		columns: 'Colonnes',
		city: 'Ville',
		cityFirst: 'Déplacer Ville à gauche',
		selected: (count: number) => `${count} sélectionnés`,
		all: 'Sélectionner les 5',
		tags: 'Étiquettes',
		findTag: 'Chercher ou créer une étiquette',
		tagged: '5 fiches portent l’étiquette « Relance ».',
		undo: 'Annuler',
		switches: 'Options',
	},
} as const;

for (const [language, colorScheme] of [
	['en', 'dark'],
	['fr', 'light'],
] as const) {
	const said = WORDS[language];
	test(`in ${said.language}, lists are searched, filtered, arranged and changed by keys with no connection, and pass the checks of WCAG 2.2 AA that a machine can make in the ${colorScheme} theme`, async ({
		browser,
	}) => {
		const page = await firm.open(browser, firm.owner, '/settings/you');
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.getByRole('radio', { name: said.language }).first().click();
		await worksOffline(page);
		await page.context().setOffline(true);
		await page.getByRole('link', { name: 'Clients' }).first().click();
		const grid = page.getByRole('grid', { name: said.accounts });
		const names = () => grid.getByRole('link').allInnerTexts();
		const box = page.getByRole('textbox', { name: said.filterAccounts });
		await expect(grid.getByRole('link')).toHaveText([
			'Atelier Aubin',
			'Écrins SARL',
			'Léa Aubert',
			'Paul Aubry',
			'Zoé Zola',
		]);

		await page.keyboard.press('/');
		await page.keyboard.type('AUB');
		await expect(page.getByText(said.found)).toBeVisible();
		await page.getByRole('button', { name: said.filter, exact: true }).click();
		expect.soft(await faults(page, '[role="dialog"]'), 'what to filter by').toEqual([]);
		await page.getByRole('option', { name: said.type, exact: true }).click();
		expect.soft(await faults(page, '[role="dialog"]'), 'a filter').toEqual([]);
		await page.getByRole('checkbox', { name: said.company }).click();
		await page.keyboard.press('Escape');
		await expect(grid.getByRole('link')).toHaveText(['Atelier Aubin']);
		await page.getByRole('button', { name: said.save }).click();
		await page.getByRole('textbox', { name: said.name, exact: true }).fill(`Aub ${language}`);
		await page.getByRole('radio', { name: said.everyone }).click();
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: said.keep, exact: true }).click();
		await expect(page.getByRole('button', { name: new RegExp(`Aub ${language}`) })).toBeVisible();
		await page.getByRole('button', { name: said.clear, exact: true }).click();
		await expect.poll(async () => (await names()).length).toBe(5);

		await page.getByRole('button', { name: said.columns }).click();
		await page.getByRole('checkbox', { name: said.city }).click();
		await expect(page.getByRole('checkbox', { name: said.city })).toBeFocused();
		await page.getByRole('button', { name: said.cityFirst }).click();
		expect.soft(await faults(page, '[role="dialog"]'), 'columns').toEqual([]);
		await page.keyboard.press('Escape');

		await box.focus();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('x');
		await page.keyboard.press('Shift+ArrowDown');
		await page.keyboard.press('Shift+ArrowDown');
		await expect(page.getByRole('toolbar', { name: said.selected(3) })).toBeVisible();
		expect.soft(await faults(page), 'selected').toEqual([]);
		await page.getByRole('button', { name: said.all }).click();
		await page.getByRole('button', { name: said.tags, exact: true }).first().click();
		await page.getByRole('textbox', { name: said.findTag }).fill('Relance');
		await page.keyboard.press('Enter');
		await expect(page.getByText(said.tagged)).toBeVisible();
		await expect(grid.getByText('Relance').first()).toBeVisible();
		await page.keyboard.press('Escape');
		await page
			.getByRole('region', { name: 'Notifications' })
			.getByRole('button', { name: said.undo, exact: true })
			.click();
		await expect(grid.getByText('Relance')).toHaveCount(0);
		await page.keyboard.press('Escape');

		await page.reload();
		await expect(grid.getByRole('columnheader', { name: said.city })).toBeVisible();
		await page.getByRole('link', { name: said.contacts }).click();
		await expect(page.getByRole('grid', { name: said.contacts }).getByRole('link').first()).toBeVisible();
		expect.soft(await faults(page), 'contacts').toEqual([]);
		// 1280 × 1024 at 400 %: the page scrolls to the list, which keeps a height of its own.
		await page.setViewportSize({ width: 320, height: 256 });
		const first = page.getByRole('grid', { name: said.contacts }).getByRole('link').first();
		await first.scrollIntoViewIfNeeded();
		await expect(first).toBeInViewport({ ratio: 1 });

		await page.context().setOffline(false);
		const another = await firm.open(browser, await firm.secondDevice(), '/clients');
		await another.getByRole('button', { name: said.saved }).click();
		await another.getByRole('button', { name: `Aub ${language}`, exact: true }).click();
		await expect(another.getByRole('grid').getByRole('link')).toHaveText(['Atelier Aubin']);
		for (const one of [page, another]) await one.context().close();
	});
}

async function worksOffline(page: Page): Promise<void> {
	await page.evaluate(() => navigator.serviceWorker.ready);
	await expect(page.getByRole('button', { name: /^(Synced|Synchronisé)/ })).toBeVisible();
}

/** What axe finds, as `rule: element`. @param part what alone is looked at: a menu hides what is behind it */
async function faults(page: Page, part = 'body'): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page })
		.include(part)
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		// An experiment of axe's that takes the initials of a person's picture for a word.
		.disableRules(['label-content-name-mismatch'])
		.analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 120)}`),
	);
}
