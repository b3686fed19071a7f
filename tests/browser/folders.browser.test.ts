import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import { flattenTree } from '../../src/lib/domain/folder-tree.ts';
import type { FolderNode } from '../../src/lib/domain/folder.ts';
import type { AccountId, FolderId } from '../../src/lib/domain/ids.ts';
import AccountFolders from '../../src/lib/features/folders/AccountFolders.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

const TAX = '01900000-0000-7000-8000-00000000000a' as FolderId;
const YEAR = '01900000-0000-7000-8000-00000000000b' as FolderId;

let shown: BookPage;
let account: AccountId;

beforeEach(async () => {
	await page.viewport(1280, 800);
	shown = await openBookPage({ firmLocale: 'en' });
	account = await shown.book.account({});
	const made = await shown.book.commands.editFolders(account, [
		{ op: 'add', id: TAX, name: 'Tax', parent: null },
		{ op: 'add', id: YEAR, name: '2026', parent: TAX },
	]);
	if (!made.ok) throw new Error(JSON.stringify(made.problems));
	await shown.open(AccountFolders, { account, archived: false });
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const tree = page.getByRole('tree', { name: 'Folders of this account' });
const row = (name: string) => tree.getByRole('treeitem', { name, exact: true });

/** The stored tree, a name each, indented by two spaces a level. */
async function folders(): Promise<string[]> {
	const found = await shown.book.first(shown.book.queries.folders(account));
	const words = (nodes: readonly FolderNode[], level: number): string[] =>
		nodes.flatMap(({ name, children }) => [`${'  '.repeat(level)}${name}`, ...words(children, level + 1)]);
	return words(found?.tree.roots ?? [], 0);
}

describe('by keyboard alone', () => {
	test('one walks, renames, adds, moves and deletes; the focus stays with the folder', async () => {
		await expect.element(row('Client uploads Client uploads')).toHaveAttribute('tabindex', '0');
		await userEvent.tab();
		while (document.activeElement?.getAttribute('role') !== 'treeitem') await userEvent.tab();
		await userEvent.keyboard('ta');
		await expect.element(row('Tax')).toHaveFocus();
		await userEvent.keyboard('{F2}');
		await userEvent.keyboard('Taxes{Enter}');
		await expect.element(row('Taxes')).toHaveFocus();
		await userEvent.keyboard('{Insert}2025{Enter}');
		await expect.element(row('2025')).toHaveFocus();
		await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
		await expect.poll(async () => (await folders()).slice(-3)).toEqual(['Taxes', '  2025', '  2026']);
		await expect.element(row('2025')).toHaveFocus();
		await userEvent.keyboard('{Alt>}{ArrowLeft}{/Alt}');
		await expect.poll(async () => (await folders()).slice(-3)).toEqual(['Taxes', '  2026', '2025']);
		await expect.element(row('2025')).toHaveFocus();
		await userEvent.keyboard('{Delete}');
		await expect.poll(async () => (await folders()).slice(-2)).toEqual(['Taxes', '  2026']);
		await expect.element(row('2026')).toHaveFocus();
		await userEvent.keyboard('{ArrowLeft}{Delete}');
		await expect.element(page.getByText('Only an empty folder can be deleted.')).toBeVisible();
		await userEvent.keyboard('{Control>}z{/Control}');
		await expect.poll(async () => (await folders()).slice(-3)).toEqual(['Taxes', '  2026', '2025']);
	});

	test('a name that can’t be a directory’s says why and is repaired by one press; Escape gives up', async () => {
		await row('Tax').click();
		await userEvent.keyboard('{F2}A/B{Enter}');
		const name = page.getByRole('textbox', { name: 'Folder name' });
		await expect.element(name).toHaveAccessibleDescription(/“\/” can’t be used/);
		await page.getByRole('button', { name: 'Use “A-B”' }).click();
		await expect.poll(folders).toContain('A-B');
		await row('A-B').click();
		await userEvent.keyboard('{F2}Something else{Escape}');
		await expect.element(row('A-B')).toHaveFocus();
		expect(await folders()).toContain('A-B');
	});

	test('the menu of a row opens by Shift F10, and moves to a chosen place', async () => {
		await row('2026').click();
		await userEvent.keyboard('{Shift>}{F10}{/Shift}');
		await page.getByRole('menuitem', { name: 'Move to…' }).click();
		await page.getByRole('radio', { name: 'Firm documents' }).click();
		await page.getByRole('button', { name: 'Move', exact: true }).click();
		await expect.poll(folders).toEqual(['Client uploads', 'Firm documents', '  2026', 'Permanent documents', 'Tax']);
		await row('Tax').click();
		await userEvent.keyboard('{Shift>}{F10}{/Shift}');
		await page.getByRole('menuitem', { name: /^New folder inside/ }).click();
		await expect.element(page.getByRole('textbox', { name: 'Name of the new folder' })).toHaveFocus();
		await userEvent.keyboard('VAT{Enter}');
		await expect.element(row('VAT')).toHaveFocus();
	});
});

describe('by pointer', () => {
	test('a folder is dragged into another one', async () => {
		const box = (name: string) => {
			const { left, top, height } = row(name).element().getBoundingClientRect();
			return { x: left + 120, y: top + height / 2 };
		};
		await expect.element(row('2026')).toBeVisible();
		const [from, to] = [box('2026'), box('Permanent documents')];
		const fire = (type: string, at: { x: number; y: number }, target: EventTarget) =>
			target.dispatchEvent(
				new PointerEvent(type, { bubbles: true, clientX: at.x, clientY: at.y, button: 0, pointerType: 'mouse' }),
			);
		fire('pointerdown', from, row('2026').element());
		fire('pointermove', { x: from.x, y: from.y - 10 }, window);
		fire('pointermove', to, window);
		fire('pointerup', to, window);
		await expect.poll(folders).toEqual(['Client uploads', 'Firm documents', 'Permanent documents', '  2026', 'Tax']);
	});

	test('another folder takes the clients’ documents: exactly one does', async () => {
		await row('Tax').hover();
		await row('Tax').getByRole('button', { name: 'Actions for Tax' }).click();
		await page.getByRole('menuitem', { name: 'Use for client uploads' }).click();
		await expect.element(row('Tax Client uploads')).toBeVisible();
		const found = await shown.book.first(shown.book.queries.folders(account));
		expect(flattenTree(found?.tree ?? { roots: [] }).filter(({ clientUploads }) => clientUploads)).toHaveLength(1);
	});
});

test('a template adds only what is missing, shown before, and takes it back', async () => {
	const template = await shown.book.commands.createTemplate({ name: 'Company' });
	if (!template.ok) throw new Error('refused');
	await shown.book.commands.editTemplateFolders(template.value, [
		{ op: 'add', id: '01900000-0000-7000-8000-00000000000c' as FolderId, name: 'tax', parent: null },
		{ op: 'add', id: '01900000-0000-7000-8000-00000000000d' as FolderId, name: 'Legal', parent: null },
	]);
	await page.getByRole('button', { name: 'Apply a template…' }).click();
	const preview = page.getByRole('list', { name: 'Folders of the template' });
	await expect.element(preview.getByText('Legal')).toBeVisible();
	await expect.poll(() => preview.getByText('new', { exact: true }).elements().length).toBe(1);
	await page.getByRole('button', { name: 'Apply', exact: true }).click();
	await expect.element(page.getByText('1 folder added from “Company”.')).toBeVisible();
	await expect
		.poll(folders)
		.toEqual(['Client uploads', 'Firm documents', 'Permanent documents', 'Tax', '  2026', 'Legal']);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.poll(folders).not.toContain('Legal');
});

test('what a rule repaired after parted devices met is said in words', async () => {
	const other = '01900000-0000-7000-8000-00000000000e' as FolderId;
	await shown.book.elsewhere(
		accountDocument(account),
		`folder/${other}`,
		{ name: 'TAX', parent: null, order: 9, clientUploads: false, removed: false },
		Date.now(),
	);
	await expect
		.element(page.getByText('Two folders had the same name. The later one is shown as “TAX (2)”.'))
		.toBeVisible();
	shown.speak('fr');
	await expect.element(page.getByText(/Deux dossiers portaient le même nom/)).toBeVisible();
	shown.speak('en');
});

test('the folders of an archived account are only read, and it says why', async () => {
	await shown.crash();
	await shown.open(AccountFolders, { account, archived: true });
	await expect.element(page.getByText(/This account is archived/)).toBeVisible();
	await expect.element(page.getByRole('treeitem').first()).toBeVisible();
	await expect.element(page.getByRole('button', { name: 'New folder' })).not.toBeInTheDocument();
	(page.getByRole('treeitem').first().element() as HTMLElement).focus();
	await userEvent.keyboard('{F2}');
	await expect.element(page.getByRole('textbox')).not.toBeInTheDocument();
});
