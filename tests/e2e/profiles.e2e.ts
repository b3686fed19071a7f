import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountId, ContactId } from '../../src/lib/domain/ids.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { created, individual } from '../support/device.ts';
import { FIRM, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';
import { startDevice } from '../support/replicating-device.ts';

/** What the screen says, in the language that it is in. */
const WORDS = {
	en: {
		info: 'Info',
		name: 'Account name',
		phone: 'Phone 1',
		saved: 'Saved',
		undo: 'Undo',
		undone: /^Undone: /,
		actions: 'More actions',
		archive: /^Archive/,
		isArchived: 'This account is archived',
		remove: /^Delete…/,
		typed: /Type “Dupré SARL”/,
		removeAct: 'Delete account',
		isDeleted: /This account was deleted on/,
		undelete: 'Restore to the archive',
		restore: 'Restore',
		waiting: /changes waiting/,
		synced: /Synced/,
	},
	fr: {
		info: 'Infos',
		name: 'Nom du compte',
		phone: 'Téléphone 1',
		saved: 'Enregistré',
		undo: 'Annuler',
		undone: /^Annulé/,
		actions: 'Autres actions',
		archive: /^Archiver/,
		isArchived: 'Ce compte est archivé',
		remove: /^Supprimer…/,
		typed: /Tapez «\u00a0Dupré SARL\u00a0»/,
		removeAct: 'Supprimer le compte',
		isDeleted: /Ce compte a été supprimé le/,
		undelete: 'Rétablir dans les archives',
		restore: 'Rétablir',
		waiting: /modifications en attente/,
		synced: /Synchronisé/,
	},
} as const;
type Language = keyof typeof WORDS;

let folder: string;
let relay: TestRelay | null;
let url: string;
let owner: { browser: TestBrowser; profile: Profile };
let account: AccountId;
let people: ContactId[];

test.beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'carnet-profiles-'));
	relay = await startRelay({ dataDir: folder });
	url = relay.url;
	const browser = relay.browser();
	owner = { browser, profile: (await setUpFirm(browser, { locale: 'en' })) as Profile };
	const device = await startDevice(owner.profile, () => browser.socket('/sync/log'));
	const made = await created(
		device.deps,
		individual('Léa', 'Martin', {
			contacts: ['Léa Martin', 'Paul Petit'].map((name) => ({
				create: {
					firstName: name.split(' ')[0] ?? '',
					lastName: name.split(' ')[1] ?? '',
					email: `${name.split(' ')[1]}@example.com`,
					phones: [],
				},
				switches: { login: name.startsWith('Léa'), notify: false, sync: false },
			})),
		}),
	);
	account = made.account;
	people = made.contacts;
	await expect.poll(() => device.store.read((tx) => tx.outbox.pending(0, 1))).toEqual([]);
	device.stop();
});

test.afterEach(async () => {
	await relay?.close();
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function stopRelay(...contexts: BrowserContext[]): Promise<void> {
	await relay?.close();
	relay = null;
	for (const context of contexts) await context.setOffline(true);
}

async function startRelayAgain(...contexts: BrowserContext[]): Promise<void> {
	relay = await startRelay({ dataDir: folder, environment: { PORT: new URL(url).port } });
	for (const context of contexts) await context.setOffline(false);
}

/** A page of a browser profile in which the owner is signed in already, on a device of its own. */
async function open(
	browser: Browser,
	path: string,
	options: { language?: Language; device?: string; theme?: 'light' | 'dark' } = {},
): Promise<Page> {
	const { language = 'en', device, theme = 'light' } = options;
	let who = owner;
	if (device !== undefined && relay !== null) {
		const another = relay.browser();
		const answer = await another.post('/api/sign-in', {
			email: FIRM.email,
			password: FIRM.password,
			device: { name: device },
		});
		who = { browser: another, profile: answer.body as Profile };
	}
	const context = await browser.newContext({
		locale: language === 'fr' ? 'fr-FR' : 'en-GB',
		colorScheme: theme,
		reducedMotion: 'reduce',
	});
	await context.addCookies([...who.browser.cookies].map(([name, value]) => ({ name, value, url })));
	await context.addInitScript(
		(profile) => localStorage.setItem('carnet.profile', profile),
		JSON.stringify(who.profile),
	);
	const page = await context.newPage();
	await page.goto(url + path);
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
	return page;
}

/** Types into a field in place and waits until it says that it is saved. */
async function edit(page: Page, label: string, value: string, saved: string = WORDS.en.saved): Promise<void> {
	const field = page.getByRole('main').getByLabel(label, { exact: true }).first();
	await field.fill(value);
	await field.press('Enter');
	await expect(page.getByRole('main').getByRole('status').filter({ hasText: saved }).first()).toBeVisible();
}

for (const language of ['en', 'fr'] as const) {
	test(`an account is edited, archived, deleted by its name and brought back with no connection, in ${language}`, async ({
		browser,
	}) => {
		const said = WORDS[language];
		const page = await open(browser, `/accounts/${account}`, { language });
		const title = page.getByRole('heading', { level: 1 });
		await expect(title).toHaveText('Léa Martin');
		await stopRelay(page.context());

		await page.getByRole('link', { name: said.info, exact: true }).click();
		await edit(page, said.name, 'Dupré SARL', said.saved);
		await edit(page, said.phone, '06 12 34 56 78', said.saved);
		await page.getByRole('button', { name: said.undo, exact: true }).click();
		await expect(page.getByText(said.undone)).toBeVisible();
		await expect(page.getByLabel(said.phone, { exact: true }).first()).toHaveValue('');

		await page.getByRole('button', { name: said.actions }).click();
		await page.getByRole('menuitem', { name: said.archive }).click();
		await expect(page.getByText(said.isArchived)).toBeVisible();
		await page.getByRole('button', { name: said.actions }).click();
		await page.getByRole('menuitem', { name: said.remove }).click();
		await page.getByLabel(said.typed).fill('Dupré SARL');
		await page.getByRole('button', { name: said.removeAct }).click();
		await expect(page.getByText(said.isDeleted)).toBeVisible();
		await page.getByRole('button', { name: said.undelete }).click();
		await expect(page.getByText(said.isArchived)).toBeVisible();
		await page.getByRole('button', { name: said.restore, exact: true }).click();
		await expect(page.getByText(said.isArchived)).toBeHidden();
		await expect(title).toHaveText('Dupré SARL');

		await page.reload();
		await expect(title).toHaveText('Dupré SARL');
		await expect(page.getByText(said.waiting).first()).toBeVisible();
		await startRelayAgain(page.context());
		await expect(page.getByText(said.synced).first()).toBeVisible();
		await page.context().close();
	});
}

test('deleted on one device and edited on another that did not know: both offer it to be restored, with what was written', async ({
	browser,
}) => {
	const laptop = await open(browser, `/accounts/${account}?tab=info`);
	const tablet = await open(browser, `/accounts/${account}?tab=info`, { device: 'Tablet' });
	await expect(laptop.getByRole('heading', { level: 1 })).toHaveText('Léa Martin');
	await expect(tablet.getByRole('heading', { level: 1 })).toHaveText('Léa Martin');
	await stopRelay(laptop.context(), tablet.context());

	await laptop.getByRole('button', { name: 'More actions' }).click();
	await laptop.getByRole('menuitem', { name: /^Archive/ }).click();
	await expect(laptop.getByText('This account is archived')).toBeVisible();
	await laptop.getByRole('button', { name: 'More actions' }).click();
	await laptop.getByRole('menuitem', { name: /^Delete…/ }).click();
	await laptop.getByLabel(/Type “Léa Martin”/).fill('léa martin');
	await laptop.getByRole('button', { name: 'Delete account' }).click();
	await expect(laptop.getByText(/This account was deleted on/)).toBeVisible();
	await edit(tablet, 'Account name', 'From a train');

	await startRelayAgain(laptop.context(), tablet.context());
	for (const page of [laptop, tablet]) {
		await expect(page.getByText(/This account was deleted on/)).toBeVisible();
		await expect(page.getByText(/A colleague edited it since/)).toBeVisible();
		await expect(page.getByRole('link', { name: 'Paul Petit' })).toBeVisible();
	}
	await tablet.getByRole('button', { name: 'Restore to the archive' }).click();
	for (const page of [laptop, tablet]) {
		await expect(page.getByText('This account is archived')).toBeVisible();
		await expect(page.getByRole('heading', { level: 1, name: 'From a train' })).toBeVisible();
	}
	for (const page of [laptop, tablet]) await page.context().close();
});

test('two devices that together unlink everybody end with the same contact, who is said to be kept', async ({
	browser,
}) => {
	const laptop = await open(browser, `/accounts/${account}?tab=info`);
	const tablet = await open(browser, `/accounts/${account}?tab=info`, { device: 'Tablet' });
	for (const page of [laptop, tablet]) await expect(page.getByRole('link', { name: 'Paul Petit' })).toBeVisible();
	await stopRelay(laptop.context(), tablet.context());
	for (const [page, name] of [
		[laptop, 'Léa Martin'],
		[tablet, 'Paul Petit'],
	] as const) {
		await page.getByRole('button', { name: `Actions for ${name}` }).click();
		await page.getByRole('menuitem', { name: 'Unlink from this account' }).click();
		await expect(page.getByText(`${name} is no longer linked`, { exact: false })).toBeVisible();
	}
	await startRelayAgain(laptop.context(), tablet.context());
	await expect(laptop.getByText(/ is kept$/)).toBeVisible();
	const kept = (await laptop.getByText(/ is kept$/).innerText()).replace(' is kept', '');
	await expect(tablet.getByText(`${kept} is kept`)).toBeVisible();
	await laptop.getByRole('button', { name: `Keep ${kept}` }).click();
	for (const page of [laptop, tablet]) {
		await expect(page.getByText(`${kept} is kept`)).toBeHidden();
		await expect(page.getByRole('link', { name: kept }).first()).toBeVisible();
		await page.context().close();
	}
});

test('ERA-2, ERA-5 an account and its people are erased with no connection: they wait for the relay, and then are gone on every device', async ({
	browser,
}) => {
	const laptop = await open(browser, `/accounts/${account}`, { language: 'fr' });
	const tablet = await open(browser, `/accounts/${account}`, { device: 'Tablet' });
	await expect(tablet.getByRole('heading', { level: 1 })).toHaveText('Léa Martin');
	await stopRelay(laptop.context(), tablet.context());
	for (const item of [WORDS.fr.archive, WORDS.fr.remove]) {
		await laptop.getByRole('button', { name: WORDS.fr.actions }).click();
		await laptop.getByRole('menuitem', { name: item }).click();
	}
	await laptop.getByLabel(/Tapez/).fill('Léa Martin');
	await laptop.getByRole('button', { name: WORDS.fr.removeAct }).click();
	await laptop.getByRole('button', { name: 'Effacer définitivement…' }).click();
	await laptop.getByRole('checkbox', { name: /Effacer aussi 2 contacts/ }).check();
	await laptop.getByLabel(/Tapez/).fill('Léa Martin');
	await laptop.getByRole('dialog').getByRole('button', { name: 'Effacer définitivement' }).click();
	await expect(laptop.getByText('En attente d’effacement définitif')).toBeVisible();
	await laptop.reload();
	await expect(laptop.getByText('En attente d’effacement définitif')).toBeVisible();
	await startRelayAgain(laptop.context(), tablet.context());
	await expect(laptop.getByText('Effacé définitivement')).toBeVisible();
	await expect(tablet.getByText('Erased for good')).toBeVisible();
	await tablet.goto(`${url}/clients/contacts`);
	await expect(tablet.getByText('No contacts yet')).toBeVisible();
	for (const page of [laptop, tablet]) await page.context().close();
});

for (const theme of ['light', 'dark'] as const) {
	test(`each part of an account’s and a contact’s page passes the checks of WCAG 2.2 AA that a machine can make, ${theme}`, async ({
		browser,
	}) => {
		const page = await open(browser, `/accounts/${account}`, { theme });
		const parts = ['', '?tab=info', '?tab=documents', '?tab=activity'].map((tab) => `/accounts/${account}${tab}`);
		const look = async (path: string) => {
			await page.goto(url + path);
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			expect.soft(await faults(page), path).toEqual([]);
		};
		for (const path of [...parts, `/contacts/${people[0]}`, `/contacts/${people[0]}?tab=activity`]) await look(path);
		await page.setViewportSize({ width: 320, height: 640 });
		for (const path of parts) {
			await look(path);
			const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			expect.soft(wider, `${path} is wider than a small phone`).toBeLessThanOrEqual(0);
		}
		await page.setViewportSize({ width: 1280, height: 800 });
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: /^Archive/ }).click();
		await expect(page.getByText('This account is archived')).toBeVisible();
		expect.soft(await faults(page), 'archived').toEqual([]);
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: /^Delete…/ }).click();
		await page.getByLabel(/Type “Léa Martin”/).fill('Léa Martin');
		expect.soft(await faults(page), 'asked before deleting').toEqual([]);
		await page.getByRole('button', { name: 'Delete account' }).click();
		await expect(page.getByText(/This account was deleted on/)).toBeVisible();
		expect.soft(await faults(page), 'deleted').toEqual([]);
		await page.getByRole('button', { name: 'Erase for good…' }).click();
		await page.getByLabel(/Type “Léa Martin”/).fill('Léa Martin');
		expect.soft(await faults(page), 'asked before erasing').toEqual([]);
		await page.context().close();
	});
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
