import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import type { Said } from './said.ts';

/** Who signs in to photograph. */
export const owner = { email: 'agnes@cabinet-garnier.example', password: 'violette-tasse-nuage-9' };

/** A screen, and the way to it. */
export interface Photographer {
	/** What the picture's name begins with. */
	name: string;
	path: string;
	/** Once the page is open; what it leaves on screen is photographed. */
	prepare: (page: Page, said: Said) => Promise<unknown>;
}

const CSV = fileURLToPath(new URL('../corpus/import/practice-tool.csv', import.meta.url));
const CLIENT = 'Antoine Tanguy';

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).first().waitFor();
const client = (page: Page) => page.getByRole('grid').getByText(CLIENT).first();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();

async function openClient(page: Page, tab?: string): Promise<void> {
	await client(page).click();
	await page.getByRole('heading', { level: 1, name: CLIENT }).waitFor();
	if (tab === undefined) return;
	await page.goto(`${new URL(page.url()).origin}${new URL(page.url()).pathname}?tab=${tab}`);
	await page.getByRole('heading', { level: 1, name: CLIENT }).waitFor();
}

async function chooseInMenu(page: Page, said: Said, item: string): Promise<void> {
	await openClient(page);
	await press(page, said('accounts_actions'));
	await page.getByRole('menuitem', { name: said(item) }).click();
	await page.getByRole('dialog').waitFor();
}

async function importFile(page: Page): Promise<void> {
	await page.locator('input[type=file]').setInputFiles(CSV);
	await page.getByRole('combobox').first().waitFor();
}

const settings = ['you', 'security', 'mails', 'firm', 'staff', 'tags', 'fields', 'templates', 'sign-up', 'devices', 'data'].map(
	(part): Photographer => ({ name: `settings-${part}`, path: `/settings/${part}`, prepare: heading }),
);

/** Screens of a book with sample clients. */
export const bookScreens: readonly Photographer[] = [
	{ name: 'list', path: '/clients', prepare: (page) => client(page).waitFor() },
	{
		name: 'list-filter',
		path: '/clients',
		prepare: async (page, said) => {
			await client(page).waitFor();
			await press(page, said('lists_filter'));
			await page.getByRole('option').first().waitFor();
		},
	},
	{
		name: 'list-selected',
		path: '/clients',
		prepare: async (page) => {
			await client(page).waitFor();
			await page.getByRole('grid').getByRole('link').first().focus();
			for (const key of ['Space', 'Shift+ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key);
		},
	},
	{ name: 'list-archived', path: '/clients?status=archived', prepare: heading },
	{ name: 'list-deleted', path: '/clients?status=deleted', prepare: heading },
	{ name: 'pending', path: '/clients?status=pending', prepare: heading },
	{ name: 'contacts', path: '/clients/contacts', prepare: (page) => client(page).waitFor() },
	{
		name: 'contact',
		path: '/clients/contacts',
		prepare: async (page) => {
			await client(page).click();
			await page.getByRole('heading', { level: 1, name: CLIENT }).waitFor();
		},
	},
	{ name: 'duplicates', path: '/clients/duplicates', prepare: heading },
	{ name: 'account', path: '/clients', prepare: (page) => openClient(page) },
	{ name: 'account-info', path: '/clients', prepare: (page) => openClient(page, 'info') },
	{ name: 'account-documents', path: '/clients', prepare: (page) => openClient(page, 'documents') },
	{ name: 'account-activity', path: '/clients', prepare: (page) => openClient(page, 'activity') },
	{ name: 'invite', path: '/clients', prepare: (page, said) => chooseInMenu(page, said, 'invite_act') },
	{ name: 'merge', path: '/clients', prepare: (page, said) => chooseInMenu(page, said, 'merge_with') },
	{
		name: 'palette',
		path: '/clients/contacts',
		prepare: async (page) => {
			await client(page).waitFor();
			await page.keyboard.press('ControlOrMeta+k');
			await page.getByRole('combobox').fill('tanguy');
			await page.getByRole('option', { name: new RegExp(CLIENT) }).first().waitFor();
		},
	},
	{
		name: 'create',
		path: '/clients',
		prepare: async (page, said) => {
			await press(page, said('accounts_new'));
			await page.getByRole('radio', { name: said('create_type_company') }).click();
			await page.getByLabel(said('record_company_name')).fill('Dupré / Martin');
		},
	},
	{
		name: 'create-contacts',
		path: '/clients',
		prepare: async (page, said) => {
			await press(page, said('accounts_new'));
			await page.getByRole('radio', { name: said('create_type_individual') }).click();
			await page.getByRole('dialog').getByRole('button', { name: said('common_continue'), exact: true }).click();
			await page.getByLabel(said('record_first_name'), { exact: true }).fill('Antoine');
			await page.getByLabel(said('record_last_name'), { exact: true }).fill('Tanguy');
		},
	},
	{ name: 'inbox', path: '/inbox', prepare: heading },
	{ name: 'import', path: '/import', prepare: heading },
	{ name: 'import-columns', path: '/import', prepare: (page) => importFile(page) },
	{
		name: 'import-preview',
		path: '/import',
		prepare: async (page, said) => {
			await importFile(page);
			await press(page, said('import_next'));
			await page.getByText('Dupré & Fils').first().waitFor();
		},
	},
	...settings,
	{ name: 'portal-sign-in', path: '/portal/sign-in', prepare: heading },
	{ name: 'portal-sign-up', path: '/portal/sign-up', prepare: heading },
];

/** Screens of a book with nothing in it. */
export const emptyScreens: readonly Photographer[] = [
	{ name: 'empty-list', path: '/clients', prepare: heading },
	{ name: 'empty-contacts', path: '/clients/contacts', prepare: heading },
	{ name: 'empty-pending', path: '/clients?status=pending', prepare: heading },
	{ name: 'empty-inbox', path: '/inbox', prepare: heading },
	{ name: 'empty-tags', path: '/settings/tags', prepare: heading },
	{ name: 'empty-fields', path: '/settings/fields', prepare: heading },
];
