import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FIRM_SETTINGS } from '../../src/lib/domain/document-name.ts';
import type { FieldId, TemplateId } from '../../src/lib/domain/ids.ts';
import type { RecordKind, TagColor } from '../../src/lib/domain/tag.ts';
import SettingsPage from '../../src/lib/features/settings/SettingsPage.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

const goto = vi.hoisted(() => vi.fn(async (_: string) => undefined));
vi.mock('$app/navigation', () => ({ goto }));

let shown: BookPage;

beforeEach(async () => {
	await page.viewport(1280, 800);
	shown = await openBookPage();
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const open = (section: string, item?: string) => shown.open(SettingsPage, { section, item });
const vocabulary = () => shown.book.first(shown.book.queries.vocabulary());
const firm = () => shown.book.first(shown.book.queries.firm());
const tagNames = async () => (await vocabulary()).tags.map(({ name }) => name);
const labels = async () => (await firm()).fields.filter(({ archived }) => !archived).map(({ label }) => label);

async function tag(name: string, kind: RecordKind = 'account', color: TagColor = 'red') {
	const made = await shown.book.commands.createTag({ name, kind, color });
	if (!made.ok) throw new Error(JSON.stringify(made.problems));
	return made.value;
}

async function field(label: string, type: 'text' | 'choice' | 'date' = 'text'): Promise<FieldId> {
	const choices = type === 'choice' ? [{ id: 'audit', label: 'Audit' }] : [];
	const made = await shown.book.commands.createField({ kind: 'account', label, type, choices });
	if (!made.ok) throw new Error(JSON.stringify(made.problems));
	return made.value;
}

describe('tags', () => {
	test('are made by typing and Enter; accents and case make no second one', async () => {
		await open('tags');
		const fresh = page.getByRole('textbox', { name: 'New tag' });
		await fresh.fill('À revoir');
		await userEvent.keyboard('{Enter}');
		await expect.poll(tagNames).toEqual(['À revoir']);
		await expect.element(fresh).toHaveValue('');
		await expect.element(fresh).toHaveFocus();
		await fresh.fill('a REVOIR');
		await expect.element(fresh).toHaveAccessibleDescription(/There is a tag “À revoir” already/);
		await userEvent.keyboard('{Enter}');
		expect(await tagNames()).toEqual(['À revoir']);
	});

	test('are renamed in place, and another’s name offers to merge the two', async () => {
		const vip = await tag('VIP');
		await tag('Important');
		await shown.book.account({ tags: [vip] });
		await open('tags');
		await expect.element(page.getByText('1 account', { exact: true })).toBeVisible();
		const name = page.getByRole('textbox', { name: 'Name of the tag VIP' });
		await name.fill('Very important');
		await userEvent.keyboard('{Enter}');
		await expect.poll(tagNames).toEqual(['Important', 'Very important']);
		await page.getByRole('textbox', { name: 'Name of the tag Very important' }).fill('important');
		await page.getByRole('button', { name: 'Merge the two' }).click();
		await expect.poll(tagNames).toEqual(['Important']);
		await expect.element(page.getByText('1 account', { exact: true })).toBeVisible();
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect.poll(tagNames).toEqual(['Important', 'Very important']);
	});

	test('say on how many records they sit before they are deleted, and come back by undo', async () => {
		const vip = await tag('VIP');
		await shown.book.account({ tags: [vip] });
		await shown.book.account({ tags: [vip] });
		await open('tags');
		await page.getByRole('button', { name: 'Actions for VIP' }).click();
		await page.getByRole('menuitem', { name: 'Delete…' }).click();
		await expect.element(page.getByText(/It is on 2 accounts and disappears from there/)).toBeVisible();
		await page.getByRole('button', { name: 'Delete the tag' }).click();
		await expect.poll(tagNames).toEqual([]);
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect.poll(tagNames).toEqual(['VIP']);
	});

	test('of contacts stand apart, and change their colour', async () => {
		await tag('VIP');
		await tag('Family', 'contact');
		await open('tags');
		await expect.element(page.getByRole('textbox', { name: 'Name of the tag Family' })).not.toBeInTheDocument();
		await page.getByRole('radio', { name: 'Contacts' }).click();
		await page.getByRole('button', { name: 'Colour of Family: Red' }).click();
		await page.getByRole('menuitem', { name: 'Teal' }).click();
		await expect.poll(async () => (await vocabulary()).named('contact', 'Family')?.color).toBe('teal');
	});
});

describe('custom fields', () => {
	test('are defined with choices by the keyboard', async () => {
		await open('fields');
		await page.getByRole('button', { name: 'New field' }).click();
		await page.getByRole('textbox', { name: 'Label' }).fill('Mandate');
		await page.getByRole('combobox', { name: /^Type/ }).click();
		await page.getByRole('option', { name: 'Choice One of a list' }).click();
		await page.getByRole('textbox', { name: 'Choice 1' }).fill('Audit');
		await userEvent.keyboard('{Enter}');
		await expect.element(page.getByRole('textbox', { name: 'Choice 2' })).toHaveFocus();
		await userEvent.keyboard('Payroll{Alt>}{ArrowUp}{/Alt}');
		await expect.element(page.getByRole('textbox', { name: 'Choice 1' })).toHaveValue('Payroll');
		await page.getByRole('button', { name: 'Create field' }).click();
		await expect
			.poll(async () =>
				(await firm()).fields.map(({ label, type, choices }) => [label, type, choices.map((one) => one.label)]),
			)
			.toEqual([['Mandate', 'choice', ['Payroll', 'Audit']]]);
	});

	test('keep their values when renamed; another type says how many do not fit, and keeps them', async () => {
		const year = await field('Year end');
		await shown.book.account({ custom: { [year]: '31/12' } });
		await shown.book.account({ custom: { [year]: '2026-06-30' } });
		await open('fields');
		await page.getByRole('button', { name: /^Year end/ }).click();
		await expect.element(page.getByText('2 records have a value.')).toBeVisible();
		await page.getByRole('textbox', { name: 'Label' }).fill('Fiscal year end');
		await page.getByRole('combobox', { name: /^Type/ }).click();
		await page.getByRole('option', { name: /^Date/ }).click();
		await expect.element(page.getByText(/1 of 2 values does not fit “Date”/)).toBeVisible();
		await page.getByRole('button', { name: 'Save' }).click();
		await expect.poll(labels).toEqual(['Fiscal year end']);
		expect(await shown.book.queries.fieldUses(year)).toEqual({ values: 2, unfit: 1 });
	});

	test('move by keys, by menu and by dragging, and go to the archive and back', async () => {
		for (const label of ['One', 'Two', 'Three']) await field(label);
		await open('fields');
		const one = page.getByRole('button', { name: /^One/ });
		await one.click();
		await userEvent.keyboard('{Escape}');
		await expect.element(one).toHaveFocus();
		await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
		await expect.poll(labels).toEqual(['Two', 'One', 'Three']);
		await expect.element(page.getByRole('button', { name: /^One/ })).toHaveFocus();
		await page.getByRole('button', { name: 'Actions for Three' }).click();
		await page.getByRole('menuitem', { name: /^Move up/ }).click();
		await expect.poll(labels).toEqual(['Two', 'Three', 'One']);
		await page.getByRole('button', { name: 'Actions for Two' }).click();
		await page.getByRole('menuitem', { name: /^Archive/ }).click();
		await expect.poll(labels).toEqual(['Three', 'One']);
		await page.getByText('1 archived field').click();
		await page.getByRole('button', { name: 'Restore the field Two' }).click();
		await expect.poll(async () => (await labels()).toSorted()).toEqual(['One', 'Three', 'Two']);
	});
});

describe('folder templates', () => {
	test('begin with the predefined folders, and open on their own page', async () => {
		await open('templates');
		await page.getByRole('button', { name: 'New template' }).click();
		await userEvent.keyboard('Company{Enter}');
		await expect.poll(async () => (await firm()).templates.map(({ name }) => name)).toEqual(['Company']);
		await expect.poll(() => goto.mock.calls.at(-1)?.[0]).toMatch(/^\/settings\/templates\//);
		const [template] = (await firm()).templates;
		expect(template?.folders.map(({ name }) => name)).toContain('Documents téléchargés par le client');
	});

	test('one is the default, is copied, and is deleted with a way back', async () => {
		await shown.book.commands.createTemplate({ name: 'Company' });
		await open('templates');
		const more = page.getByRole('button', { name: 'Actions for Company', exact: true });
		await more.click();
		await page.getByRole('menuitem', { name: 'Make default' }).click();
		await expect.element(page.getByRole('link', { name: /Company Default/ })).toBeVisible();
		await more.click();
		await page.getByRole('menuitem', { name: 'Duplicate' }).click();
		await expect
			.poll(async () => (await firm()).templates.map(({ name }) => name))
			.toEqual(['Company', 'Company (copy)']);
		await more.click();
		await page.getByRole('menuitem', { name: 'Delete…' }).click();
		await expect.element(page.getByText(/It is the default/)).toBeVisible();
		await page.getByRole('button', { name: 'Delete the template' }).click();
		await expect.poll(async () => (await firm()).defaultTemplate).toBeNull();
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect.poll(async () => (await firm()).templates.find(({ isDefault }) => isDefault)?.name).toBe('Company');
	});
});

describe('the firm', () => {
	test('its details are edited in place and undone', async () => {
		await open('firm');
		const name = page.getByRole('textbox', { name: 'Name', exact: true });
		await name.fill('Cabinet Lefèvre & Fils');
		await userEvent.keyboard('{Enter}');
		await expect.poll(async () => (await firm()).name).toBe('Cabinet Lefèvre & Fils');
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect.poll(async () => (await firm()).name).toBe('Cabinet Lefèvre');
		await page.getByRole('textbox', { name: 'Reply-to' }).fill('contact@');
		await userEvent.keyboard('{Tab}');
		await expect.element(page.getByRole('textbox', { name: 'Reply-to' })).toBeInvalid();
	});

	test('a large picture becomes a logo that is small enough', async () => {
		await open('firm');
		const canvas = new OffscreenCanvas(1600, 900);
		const context = canvas.getContext('2d');
		for (let x = 0; x < 1600; x += 8) {
			if (context === null) throw new Error('no canvas');
			context.fillStyle = `hsl(${x % 360} 80% 50%)`;
			context.fillRect(x, (x * 7) % 900, 300, 200);
		}
		const file = new File([await canvas.convertToBlob({ type: 'image/png' })], 'logo.png', { type: 'image/png' });
		await page.getByLabelText('Picture file for the logo').upload(file);
		await expect.poll(async () => (await firm()).logo).toMatch(/^data:image\/(?:png|webp|jpeg);base64,/);
		expect((await firm()).logo.length).toBeLessThanOrEqual(7_000);
		const text = new File(['no picture'], 'notes.txt', { type: 'text/plain' });
		await page.getByLabelText('Picture file for the logo').upload(text);
		await expect.element(page.getByText('Choose a PNG, JPEG, WebP or SVG picture.')).toBeVisible();
		await page.getByRole('button', { name: 'Remove', exact: true }).click();
		await expect.poll(async () => (await firm()).logo).toBe('');
	});
});

describe('a member', () => {
	const TEMPLATE = '01900000-0000-7000-8000-0000000000bb' as TemplateId;

	beforeEach(async () => {
		await shown.crash();
		await shown.book.leave();
		shown = await openBookPage({ role: 'member' });
		const written: [string, string | number][] = [
			['field/01900000-0000-7000-8000-0000000000aa/label', 'Mandate'],
			['field/01900000-0000-7000-8000-0000000000aa/type', 'text'],
			['field/01900000-0000-7000-8000-0000000000aa/kind', 'account'],
			['field/01900000-0000-7000-8000-0000000000aa/order', 0],
			[`template/${TEMPLATE}/name`, 'Company'],
		];
		for (const [name, value] of written) await shown.book.elsewhere(FIRM_SETTINGS, name, value, Date.now() - 60_000);
	});

	test('reads the firm, its fields and its templates with the reason, and finds nothing to change them by', async () => {
		await open('firm');
		const reason = page.getByText(/Your role is Member, so you can only read it/);
		await expect.element(reason).toBeVisible();
		await expect.element(page.getByText('Cabinet Lefèvre').first()).toBeVisible();
		await expect.element(page.getByRole('textbox')).not.toBeInTheDocument();
		await shown.crash();

		await open('fields');
		await expect.element(reason).toBeVisible();
		await expect.element(page.getByText('Mandate')).toBeVisible();
		await expect.element(page.getByRole('button', { name: /New field|Actions/ })).not.toBeInTheDocument();
		await shown.crash();

		await open('templates', TEMPLATE);
		await expect.element(reason).toBeVisible();
		const tree = page.getByRole('tree', { name: 'Folders of Company' });
		await expect.element(tree).toBeVisible();
		await tree.getByRole('treeitem').first().click();
		await userEvent.keyboard('{F2}');
		await expect.element(page.getByRole('textbox')).not.toBeInTheDocument();
		await expect.element(page.getByRole('button', { name: /New folder|Actions/ })).not.toBeInTheDocument();
	});

	test('changes tags like everybody', async () => {
		await open('tags');
		await page.getByRole('textbox', { name: 'New tag' }).fill('VIP');
		await userEvent.keyboard('{Enter}');
		await expect.poll(tagNames).toEqual(['VIP']);
	});
});

test('on a phone the settings are a list of pages, each with a way back', async () => {
	await page.viewport(390, 844);
	await shown.open(SettingsPage, { section: undefined });
	await expect.element(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
	await expect.element(page.getByRole('link', { name: /Custom fields/ })).toHaveAttribute('href', '/settings/fields');
	await shown.crash();
	shown.speak('fr');
	await open('tags');
	await expect.element(page.getByRole('heading', { level: 1, name: 'Étiquettes' })).toBeVisible();
	await expect.element(page.getByRole('link', { name: 'Revenir à Réglages' })).toHaveAttribute('href', '/settings');
	shown.speak('en');
});
