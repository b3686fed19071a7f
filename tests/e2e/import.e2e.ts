import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { axeFaults } from '../support/axe-faults.ts';
import { openChromium, windowOf, type ChromiumProfile } from '../support/engines/chromium.ts';
import { startFirm, type TestFirm } from '../support/firm-people.ts';
import { startRelay } from '../support/relay.ts';
import { setUpFirm } from '../support/steps.ts';

let firm: TestFirm;

test.beforeEach(async () => {
	firm = await startFirm();
});
test.afterEach(() => firm.close());

/** Windows-1252, as French Excel writes: a company with two people, a household, and a row that can't be read. */
const FILE = Buffer.from(
	[
		'Nom du compte;SIREN;Étiquettes;Prénom;Nom;E-mail;Téléphone;Connexion',
		'Dupré SAS;732 829 320;VIP;Jean;Dupré;jean@dupre.example;0102030405;oui',
		'Dupré SAS;;;Zoé;Petit;zoe@dupre.example;;',
		';;;Luc;Martin;luc@martin;612345678;',
		';;;Ève;Faure;pas une adresse;;',
	].join('\r\n'),
	'latin1',
);

const WORDS = {
	en: { language: 'English', next: 'Continue', errors: /^Errors/, fix: 'Correct E-mail, line 4', rejects: 'Download the rows that are not imported', go: 'Import 3 rows', done: 'Import finished', undo: 'Undo the import', undone: 'Undone', unchanged: /^Unchanged\s*2/, again: 'Choose another file' },
	fr: { language: 'Français', next: 'Continuer', errors: /^En erreur/, fix: 'Corriger E-mail, ligne 4', rejects: 'Télécharger les lignes non importées', go: 'Importer 3 lignes', done: 'Import terminé', undo: 'Annuler l’import', undone: 'Annulé', unchanged: /^Sans changement\s*2/, again: 'Choisir un autre fichier' },
} as const;

for (const language of ['en', 'fr'] as const) {
	const said = WORDS[language];
	test(`in ${said.language}, a file comes in with no connection, a second time changes nothing, and it is taken back whole`, async ({ browser }) => {
		const page = await firm.open(browser, firm.owner, '/settings/you');
		await page.getByRole('radio', { name: said.language }).first().click();
		await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
		await page.goto(`${firm.relay.url}/import`);
		await page.context().setOffline(true);

		await choose(page);
		await page.getByRole('button', { name: said.next }).click();
		await expect(page.getByRole('button', { name: said.errors })).toHaveAttribute('aria-pressed', 'true');
		const field = page.getByRole('textbox', { name: said.fix });
		await field.fill('luc@martin.example');
		await field.press('Tab');
		const saving = page.waitForEvent('download');
		await page.getByRole('button', { name: said.rejects }).click();
		const rejects = readFileSync(await (await saving).path(), 'utf8').split('\r\n');
		expect(rejects.length).toBe(3);
		expect(rejects[1]).toContain('pas une adresse');
		await page.getByRole('button', { name: said.go }).click();
		await expect(page.getByText(said.done)).toBeVisible();

		await page.getByRole('button', { name: said.again }).click();
		await choose(page);
		await page.getByRole('button', { name: said.next }).click();
		await expect(page.getByRole('button', { name: said.unchanged })).toBeVisible();
		await page.goto(`${firm.relay.url}/clients`);
		await expect(page.getByText('Dupré SAS').first()).toBeVisible();
		await expect(page.getByText('Luc Martin').first()).toBeVisible();

		await page.goto(`${firm.relay.url}/settings/data`);
		await page.getByRole('button', { name: said.undo }).click();
		await page.getByRole('dialog').getByRole('button', { name: said.undo }).click();
		await expect(page.getByText(said.undone, { exact: true })).toBeVisible();
		await page.goto(`${firm.relay.url}/clients`);
		await expect(page.getByText('Dupré SAS')).toBeHidden();
		await page.context().close();
	});
}

test('the browser is killed while an import is written: any page says so on start, and it goes on, or is taken back', async () => {
	const relay = await startRelay();
	const profile = mkdtempSync(join(tmpdir(), 'carnet-import-'));
	const clients = Array.from({ length: 1_200 }, (_, i) => `Client${i};Prénom${i};client${i}@exemple.fr`);
	const buffer = Buffer.from(['Nom;Prénom;E-mail', ...clients].join('\r\n'));
	let chromium = await openChromium(profile);
	try {
		await setUpFirm(windowOf(chromium.page), relay.url);
		await chromium.page.goto(`${relay.url}/import`);
		await choose(chromium.page, buffer);
		await chromium.page.getByRole('button', { name: 'Continue' }).click();
		await chromium.page.getByRole('button', { name: /^Import 1,200 rows/ }).click();
		await killInTheMiddle(chromium, 'Importing clients.csv');

		chromium = await openChromium(profile);
		await chromium.page.goto(`${relay.url}/inbox`);
		await expect(cutOffOn(chromium)).toContainText('The import of clients.csv is not finished');
		expect.soft(await axeFaults(chromium.page), 'the notice of a cut-off import').toEqual([]);
		await cutOffOn(chromium).getByRole('button', { name: 'Go on with the import' }).click();
		await expect(cutOffOn(chromium)).toContainText('The import of clients.csv is finished', { timeout: 60_000 });
		await expect(cutOffOn(chromium)).toContainText('Accounts created: 1,200');
		await expect(chromium.page.getByText('1,200').first()).toBeVisible();

		await cutOffOn(chromium).getByRole('link', { name: 'See the result' }).click();
		await chromium.page.getByRole('button', { name: 'Undo the import' }).click();
		await chromium.page.getByRole('dialog').getByRole('button', { name: 'Undo the import' }).click();
		await killInTheMiddle(chromium, 'Undoing the import');

		chromium = await openChromium(profile);
		await chromium.page.goto(`${relay.url}/clients`);
		await cutOffOn(chromium).getByRole('button', { name: 'Finish undoing' }).click();
		await expect(cutOffOn(chromium)).toContainText('The import of clients.csv is undone', { timeout: 60_000 });
		await expect(chromium.page.getByText('No accounts yet')).toBeVisible();

		const { page } = chromium;
		await page.goto(`${relay.url}/settings/fields`);
		await page.getByRole('button', { name: 'New field' }).click();
		await page.getByLabel('Label').fill('Regime');
		await page.getByRole('switch', { name: 'Required' }).click();
		await page.getByRole('button', { name: 'Create field' }).click();
		await expect(page.getByRole('button', { name: /^Regime/ })).toBeVisible();
		await page.goto(`${relay.url}/import`);
		await choose(page);
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(page.getByRole('textbox', { name: 'Regime, for all of them' })).toBeVisible();
		expect.soft(await axeFaults(page), 'the preview of an import that lacks a required field').toEqual([]);
	} finally {
		await chromium.kill();
		await relay.close();
		rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
	}
});

function cutOffOn({ page }: ChromiumProfile): Locator {
	return page.getByRole('region', { name: 'Imports that were cut off' });
}

/** Kills the browser as soon as something of the work is done, and not all of it. */
async function killInTheMiddle(chromium: ChromiumProfile, work: string): Promise<void> {
	const bar = chromium.page.getByRole('progressbar', { name: work });
	await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow')), { intervals: [50] }).toBeGreaterThan(1);
	await chromium.kill();
}

async function choose(page: Page, buffer = FILE): Promise<void> {
	await page.locator('input[type=file]').setInputFiles({ name: 'clients.csv', mimeType: 'text/csv', buffer });
}
