import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { AccountTab } from '../../src/lib/app/paths.ts';
import type { CommandResult } from '../../src/lib/app/carnet.ts';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId, FieldId, TagId } from '../../src/lib/domain/ids.ts';
import AccountProfile from '../../src/lib/features/accounts/AccountProfile.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;
let account: AccountId;

beforeEach(async () => {
	shown = await openBookPage();
	account = await shown.book.account({
		type: 'company',
		companyName: 'Ateliers du Lac',
		people: [
			{
				firstName: 'Léa',
				lastName: 'Martin',
				email: 'lea@lac.example',
				phones: ['0612345678'],
				switches: { login: true },
			},
		],
	});
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

const row = async () => {
	const [found] = await shown.book.queries.accountsById([account]);
	if (found === undefined) throw new Error('the account is gone');
	return found;
};
const open = (tab: AccountTab = 'overview') => shown.open(AccountProfile, { id: account, tab });
async function made<T>(result: Promise<CommandResult<T>>): Promise<T> {
	const answer = await result;
	if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
	return answer.value;
}

describe('the overview', () => {
	test('says who can be reached and how, the ID, the folders, and who the account is related to', async () => {
		const [person] = (await row()).links;
		if (person === undefined) throw new Error('nobody is linked');
		const other = await shown.book.account({ people: [{ firstName: 'Paul', lastName: 'Petit' }] });
		await made(shown.book.commands.linkContact(other, person.contact, { login: false, notify: false, sync: false }));
		await open();
		await expect
			.element(page.getByRole('link', { name: 'lea@lac.example' }))
			.toHaveAttribute('href', 'mailto:lea@lac.example');
		await expect.element(page.getByRole('link', { name: '06 12 34 56 78' })).toHaveAttribute('href', 'tel:0612345678');
		await expect.element(page.getByRole('button', { name: `Copy the ID ${(await row()).code}` })).toBeVisible();
		await expect.element(page.getByText('Documents du cabinet')).toBeVisible();
		await expect.element(page.getByRole('link', { name: 'Paul Petit' })).toBeVisible();
		await expect.element(page.getByText('Through Léa Martin')).toBeVisible();
	});

	test('gives accounts of one name directories of their own', async () => {
		await shown.book.account({ type: 'company', companyName: 'ATELIERS DU LAC' });
		await open();
		const { code } = await row();
		await expect.element(page.getByRole('definition').filter({ hasText: `Ateliers du Lac ${code}` })).toBeVisible();
		await expect.element(page.getByText('Another account has this name, so the ID is part of it.')).toBeVisible();
	});
});

describe('the firm’s own fields', () => {
	let fees: FieldId;
	beforeEach(async () => {
		fees = await made(shown.book.commands.createField({ kind: 'account', label: 'Fees', type: 'amount' }));
	});
	const field = page.getByRole('textbox', { name: 'Fees' });

	test('are edited in place as they are typed here, and undone by the keyboard once the cursor is elsewhere', async () => {
		await open('info');
		await field.fill('12 500,5');
		await userEvent.keyboard('{Enter}');
		await expect.poll(async () => (await row()).custom[fees]).toBe(1_250_050);
		await expect.element(page.getByText(/“Fees” of Ateliers du Lac changed/)).toBeVisible();
		await expect.element(field).toHaveValue('12,500.50');
		await field.fill('many');
		await userEvent.keyboard('{Tab}');
		await expect.element(page.getByText('Enter an amount, such as 1,234.50.')).toBeVisible();
		expect((await row()).custom[fees]).toBe(1_250_050);
		await page.getByRole('button', { name: 'Take back' }).click();
		await userEvent.keyboard('{Control>}z{/Control}');
		await expect.poll(async () => (await row()).custom[fees]).toBeUndefined();
		await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
		await expect.poll(async () => (await row()).custom[fees]).toBe(1_250_050);
	});

	test('keep a value that does not fit a changed type, say so, and remove it only when told to', async () => {
		await made(shown.book.commands.editField(fees, { type: 'text' }));
		await made(shown.book.commands.editAccount(account, { custom: { [fees]: 'by the hour' } }));
		await made(shown.book.commands.editField(fees, { type: 'amount' }));
		await open('info');
		await expect.element(field).toHaveValue('');
		await expect.element(page.getByText(/Kept from before: “by the hour”/)).toBeVisible();
		await page.getByRole('button', { name: 'Remove the kept value of Fees' }).click();
		await expect.poll(async () => (await row()).custom[fees]).toBeUndefined();
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect.poll(async () => (await row()).custom[fees]).toBe('by the hour');
	});
});

test('a tag that nobody made is made in place, and undone with the record', async () => {
	await open('info');
	await page.getByRole('combobox', { name: 'Tags' }).fill('Audit');
	await page.getByRole('option', { name: 'Create “Audit”' }).click();
	await expect.poll(async () => (await row()).tags).toHaveLength(1);
	await expect.element(page.getByRole('list', { name: 'Tags' }).getByText('Audit')).toBeVisible();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.poll(async () => (await row()).tags).toEqual([]);
});

test('a SIREN is checked by its digits, and another account of the company is named', async () => {
	await shown.book.account({ type: 'company', companyName: 'SCI du Lac', siren: '732829320' });
	await open('info');
	const siren = page.getByRole('textbox', { name: 'SIREN' });
	await siren.fill('732 829 321');
	await userEvent.keyboard('{Tab}');
	await expect.element(siren).toHaveAccessibleDescription(/its check digit is wrong/);
	await siren.fill('732829320');
	await userEvent.keyboard('{Enter}');
	await expect.poll(async () => (await row()).siren).toBe('732829320');
	await expect.element(page.getByRole('link', { name: 'SCI du Lac' })).toBeVisible();
});

describe('the end of an account', () => {
	test('archiving suspends access and says whose, deleting asks for the name, and each step goes back', async () => {
		await open('info');
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: /^Archive/ }).click();
		await expect.element(page.getByText('Portal access of 1 person is suspended', { exact: false })).toBeVisible();
		await expect.element(page.getByText(/Portal access is suspended for Léa Martin/)).toBeVisible();
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: /^Delete/ }).click();
		await expect.element(page.getByRole('button', { name: 'Delete account' })).toBeDisabled();
		await page.getByRole('textbox', { name: /Type “Ateliers du Lac”/ }).fill('Ateliers du Lac');
		await page.getByRole('button', { name: 'Delete account' }).click();
		await expect.element(page.getByText(/This account was deleted on/)).toBeVisible();
		await expect.element(page.getByRole('link', { name: 'Léa Martin' })).toBeVisible();
		expect((await row()).status).toBe('deleted');
		await page.getByRole('button', { name: 'Restore to the archive' }).click();
		await expect.element(page.getByText('This account is archived')).toBeVisible();
		await page.getByRole('button', { name: 'Restore', exact: true }).click();
		await expect.poll(async () => (await row()).status).toBe('active');
		expect((await row()).links[0]?.login).toBe(true);
	});

	test('an edit from somebody who did not know of it is offered, and nothing comes back by itself', async () => {
		await made(shown.book.commands.archiveAccounts([account]));
		await made(shown.book.commands.deleteAccounts([account]));
		await shown.book.elsewhere(accountDocument(account), 'name', 'From a train', Date.now() + 1_000);
		await open();
		await expect.element(page.getByText(/A colleague edited it since/)).toBeVisible();
		expect((await row()).status).toBe('deleted');
		await page.getByRole('button', { name: 'Restore to the archive' }).click();
		await expect.element(page.getByRole('heading', { level: 1, name: 'From a train' })).toBeVisible();
	});
});

test('somebody who is kept because everybody was unlinked is said to be, and kept for good by one press', async () => {
	const [link] = (await row()).links;
	if (link === undefined) throw new Error('nobody is linked');
	await shown.book.elsewhere(accountDocument(account), `link/${link.contact}/present`, false, Date.now() + 1_000);
	await open('info');
	await expect.element(page.getByText('Léa Martin is kept')).toBeVisible();
	await page.getByRole('button', { name: 'Keep Léa Martin' }).click();
	await expect.element(page.getByText('Léa Martin is kept')).not.toBeInTheDocument();
	expect((await row()).links).toHaveLength(1);
});

describe('activity', () => {
	test('tells tags, switches and folders in words, is filtered by field, and writes a single value again', async () => {
		const tag: TagId = await made(shown.book.commands.createTag({ name: 'VIP', color: 'violet', kind: 'account' }));
		await made(shown.book.commands.editAccount(account, { tags: { add: [tag], remove: [] } }));
		await made(shown.book.commands.editAccount(account, { tags: { add: [], remove: [tag] } }));
		await made(shown.book.commands.editAccount(account, { name: 'The Lake' }));
		await open('activity');
		const lines = page.getByRole('list', { name: 'Activity' });
		await expect.element(lines.getByText('Tag VIP removed')).toBeVisible();
		await expect.element(lines.getByText('LOGIN for Léa Martin')).toBeVisible();
		await page.getByLabelText('Show changes of').click();
		await page.getByRole('option', { name: 'Tags' }).click();
		await expect.element(lines.getByText('Tag VIP added')).toBeVisible();
		await expect.element(lines.getByText('The Lake')).not.toBeInTheDocument();
		await page.getByRole('button', { name: 'Restore: Tag VIP added' }).click();
		await expect.poll(async () => (await row()).tags).toEqual([tag]);
	});

	test('a folder that was removed or renamed comes back as it was, and a company is one again with its name', async () => {
		const id = await shown.book.account({ type: 'company', companyName: 'Dupré SARL' });
		const tree = async () => (await shown.book.first(shown.book.queries.folders(id)))?.tree.roots ?? [];
		const folder = (await tree())[1];
		if (folder === undefined) throw new Error('There is no folder.');
		await made(shown.book.commands.editFolders(id, [{ op: 'rename', id: folder.id, name: 'Bilans' }]));
		await made(shown.book.commands.editFolders(id, [{ op: 'remove', id: folder.id }]));
		await made(shown.book.commands.editAccount(id, { type: 'individual' }));
		await shown.open(AccountProfile, { id, tab: 'activity' });
		await page.getByRole('button', { name: 'Restore: Folder Bilans' }).first().click();
		await expect.poll(async () => (await tree()).map(({ name }) => name)).toContain('Bilans');
		await page.getByRole('button', { name: 'Restore Type: Company' }).click();
		await expect
			.poll(async () => await shown.book.first(shown.book.queries.account(id)))
			.toMatchObject({ type: 'company', companyName: 'Dupré SARL' });
	});

	test('shows more of a long history when asked', async () => {
		for (let n = 1; n <= 55; n++) await made(shown.book.commands.editAccount(account, { name: `Name ${n}` }));
		await open('activity');
		const lines = page.getByRole('list', { name: 'Activity' });
		await expect.element(lines.getByText('Name 55')).toBeVisible();
		await expect.element(lines.getByText('created')).not.toBeInTheDocument();
		await page.getByRole('button', { name: 'Show more' }).click();
		await expect.element(lines.getByText('created')).toBeVisible();
		await expect.element(page.getByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
	});
});
