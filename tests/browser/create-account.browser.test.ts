import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { goto } from '$app/navigation';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined), preloadCode: vi.fn(async () => undefined) }));

let shown: BookPage;

beforeEach(async () => {
	vi.mocked(goto).mockClear();
	shown = await openBookPage();
	await shown.open();
});
afterEach(async () => {
	shown.speak('en');
	await shown.crash();
	await shown.book.leave();
});

const accounts = () => shown.book.first(shown.book.queries.accounts({ status: 'active', from: 0, count: 50 }));
const dialog = page.getByRole('dialog', { name: 'New account' });

async function openDialog() {
	await userEvent.keyboard('n');
	await expect.element(dialog).toBeVisible();
}

/** Chooses a type and goes on to the contacts. */
async function goToContacts() {
	await openDialog();
	await dialog.getByRole('radio', { name: 'Individual' }).click();
	await dialog.getByRole('button', { name: 'Continue' }).click();
}

test('an account is made by keyboard alone: the first field has the focus, Ctrl Enter saves, its page opens with a word about it', async () => {
	await openDialog();
	await expect.element(dialog.getByRole('radio', { name: 'Individual' })).toHaveFocus();
	await userEvent.keyboard('{ArrowRight} ');
	await expect.element(dialog.getByRole('radio', { name: 'Company' })).toBeChecked();
	await userEvent.keyboard('{Tab}Martin SARL');
	await expect
		.element(dialog.getByRole('textbox', { name: /^Account name/ }))
		.toHaveAttribute('placeholder', 'Martin SARL');
	await userEvent.keyboard('{Enter}');
	await expect.element(dialog.getByRole('textbox', { name: 'First name' })).toHaveFocus();
	await userEvent.keyboard('Léa{Tab}Martin{Control>}{Enter}{/Control}');
	await expect.poll(() => vi.mocked(goto).mock.calls.length).toBe(1);
	const [row] = await accounts();
	expect(row).toMatchObject({ name: 'Martin SARL', type: 'company' });
	expect(vi.mocked(goto)).toHaveBeenCalledWith(`/accounts/${row?.id}`);
	await expect.element(page.getByText(/^Martin SARL \(MAR-\d+\) is saved on this device\.$/)).toBeVisible();
	await expect.element(dialog).not.toBeInTheDocument();
});

test('a letter typed into a field opens nothing', async () => {
	await openDialog();
	await dialog.getByRole('textbox', { name: /^Account name/ }).click();
	await userEvent.keyboard('nn');
	await expect.element(dialog.getByRole('textbox', { name: /^Account name/ })).toHaveValue('nn');
	expect(page.getByRole('dialog').elements()).toHaveLength(1);
});

describe('what is wrong', () => {
	test('stands beside its field, is tied to it, and the first one gets the cursor', async () => {
		await openDialog();
		await dialog.getByRole('radio', { name: 'Company' }).click();
		await userEvent.keyboard('{Control>}{Enter}{/Control}');
		const company = dialog.getByRole('textbox', { name: 'Company name' });
		await expect.element(company).toHaveFocus();
		await expect.element(company).toHaveAccessibleDescription('Enter the company’s name.');
		await expect.element(company).toHaveAttribute('aria-invalid', 'true');
		expect(await accounts()).toEqual([]);
	});

	test('in a name is named while typing, and one press repairs it', async () => {
		await openDialog();
		const name = dialog.getByRole('textbox', { name: /^Account name/ });
		await name.fill('Martin / Fils');
		await expect.element(name).toHaveAccessibleDescription(/“\/” can’t be used in a name/);
		await dialog.getByRole('button', { name: 'Use “Martin - Fils”' }).click();
		await expect.element(name).toHaveValue('Martin - Fils');
		await expect.element(name).toHaveFocus();
	});

	test('LOGIN without an address: it stays off, says why, and the cursor goes to the e-mail', async () => {
		await goToContacts();
		const login = dialog.getByRole('switch', { name: 'LOGIN' });
		await login.click();
		await expect.element(login).not.toBeChecked();
		await expect.element(login).toHaveAccessibleDescription('Needs an e‑mail address');
		await expect.element(dialog.getByRole('textbox', { name: /^E-mail/ })).toHaveFocus();
		await userEvent.keyboard('lea@example.com');
		await login.click();
		await expect.element(login).toBeChecked();
	});

	test('on a disk that refuses: the dialog stays with everything typed and says why', async () => {
		await goToContacts();
		await dialog.getByRole('textbox', { name: 'Last name' }).fill('Martin');
		vi.spyOn(shown.book.commands, 'createAccount').mockRejectedValueOnce(
			Object.assign(new Error('quota'), { reason: 'quota' }),
		);
		await dialog.getByRole('button', { name: /^Create account/ }).click();
		await expect.element(dialog.getByRole('alert').getByText(/storage is full/)).toBeVisible();
		await expect.element(dialog.getByRole('textbox', { name: 'Last name' })).toHaveValue('Martin');
		await dialog.getByRole('button', { name: /^Create account/ }).click();
		await expect.poll(() => vi.mocked(goto).mock.calls.length).toBe(1);
		expect(await accounts()).toHaveLength(1);
	});
});

test('a double click on Create makes one account', async () => {
	await goToContacts();
	await dialog.getByRole('textbox', { name: 'Last name' }).fill('Martin');
	await dialog.getByRole('button', { name: /^Create account/ }).dblClick();
	await expect.poll(() => vi.mocked(goto).mock.calls.length).toBe(1);
	expect(await accounts()).toHaveLength(1);
});

test('closing with something typed asks once; going on keeps it, discarding leaves nothing', async () => {
	await openDialog();
	await dialog.getByRole('textbox', { name: /^Account name/ }).fill('Martin');
	await userEvent.keyboard('{Escape}');
	const question = page.getByRole('dialog', { name: 'Discard what you typed?' });
	await question.getByRole('button', { name: 'Keep editing' }).click();
	await expect.element(question).not.toBeInTheDocument();
	await expect.element(dialog.getByRole('textbox', { name: /^Account name/ })).toHaveValue('Martin');
	await dialog.getByRole('textbox', { name: /^Account name/ }).click();
	await userEvent.keyboard('{Escape}');
	await question.getByRole('button', { name: 'Discard', exact: true }).click();
	await expect.element(dialog).not.toBeInTheDocument();
	expect(await shown.book.queries.draft('create-account')).toBeUndefined();
});

test('closing an untouched dialog asks nothing', async () => {
	await openDialog();
	await userEvent.keyboard('{Escape}');
	await expect.element(dialog).not.toBeInTheDocument();
});

test('switching the language keeps everything that was typed', async () => {
	await goToContacts();
	await dialog.getByRole('textbox', { name: 'First name' }).fill('Léa');
	shown.speak('fr');
	const french = page.getByRole('dialog', { name: 'Nouveau compte' });
	await expect.element(french.getByRole('textbox', { name: 'Prénom' })).toHaveValue('Léa');
	await expect.element(french.getByRole('button', { name: /^Créer le compte/ })).toBeVisible();
});

test('after a crash the unfinished form is offered, and goes on where it was', async () => {
	await goToContacts();
	await dialog.getByRole('textbox', { name: 'First name' }).fill('Léa');
	await expect.poll(async () => JSON.stringify(await shown.book.queries.draft('create-account'))).toContain('Léa');
	await shown.crash();
	await shown.open();
	await openDialog();
	await dialog.getByRole('button', { name: 'Go on with it' }).click();
	await expect.element(dialog.getByRole('textbox', { name: 'First name' })).toHaveValue('Léa');
	await userEvent.keyboard('{Control>}{Enter}{/Control}');
	await expect.poll(() => vi.mocked(goto).mock.calls.length).toBe(1);
	expect((await accounts()).map((row) => row.name)).toEqual(['Léa']);
});

describe('people who are in the book', () => {
	beforeEach(() => shown.book.contact({ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@example.com' }));

	test('are found while typing and linked by Enter, which sends nothing', async () => {
		await goToContacts();
		const finder = dialog.getByRole('combobox', { name: 'Link someone who is in the book' });
		await finder.fill('zoe');
		await expect.element(dialog.getByRole('option', { name: /Zoé Petit/ })).toBeVisible();
		await userEvent.keyboard('{Enter}');
		await expect.element(dialog.getByText('Zoé Petit')).toBeVisible();
		expect(vi.mocked(goto)).not.toHaveBeenCalled();
		await userEvent.keyboard('{Control>}{Enter}{/Control}');
		await expect.poll(() => vi.mocked(goto).mock.calls.length).toBe(1);
		expect((await shown.book.first(shown.book.queries.counts())).contacts).toBe(1);
	});

	test('and are typed again: linking is offered before anything is saved', async () => {
		await goToContacts();
		await dialog.getByRole('textbox', { name: 'Last name' }).fill('Petit');
		await dialog.getByRole('textbox', { name: /^E-mail/ }).fill('Zoe@example.com');
		await dialog.getByRole('button', { name: /^Create account/ }).click();
		await expect.element(dialog.getByRole('button', { name: 'Link Zoé Petit' })).toHaveFocus();
		expect(await accounts()).toEqual([]);
		await dialog.getByRole('button', { name: 'Link Zoé Petit' }).click();
		await dialog.getByRole('button', { name: /^Create account/ }).click();
		await expect.poll(() => vi.mocked(goto).mock.calls.length).toBe(1);
		expect((await shown.book.first(shown.book.queries.counts())).contacts).toBe(1);
	});
});

test('a contact alone is made through the same form', async () => {
	await userEvent.keyboard('{Shift>}n{/Shift}');
	const contact = page.getByRole('dialog', { name: 'New contact' });
	await expect.element(contact.getByRole('textbox', { name: 'First name' })).toHaveFocus();
	await userEvent.keyboard('{Control>}{Enter}{/Control}');
	await expect
		.element(contact.getByRole('textbox', { name: 'First name' }))
		.toHaveAccessibleDescription('Enter a first or a last name.');
	await contact.getByRole('textbox', { name: 'First name' }).fill('Léa');
	await userEvent.keyboard('{Control>}{Enter}{/Control}');
	await expect.poll(() => vi.mocked(goto).mock.calls.length).toBe(1);
	expect((await shown.book.first(shown.book.queries.counts())).contacts).toBe(1);
});

test('what was created is undone whole from its toast: the account and its new contacts', async () => {
	await goToContacts();
	await userEvent.keyboard('Léa{Tab}Martin{Control>}{Enter}{/Control}');
	await expect.element(dialog).not.toBeInTheDocument();
	expect(await accounts()).toHaveLength(1);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.poll(async () => (await accounts()).length).toBe(0);
	expect((await shown.book.first(shown.book.queries.counts())).contacts).toBe(0);
	await page.getByRole('button', { name: 'Redo' }).click();
	await expect.poll(async () => (await accounts()).length).toBe(1);
});

describe('several new contacts in one form', () => {
	test('those that are finished stand in one line, and open again with the cursor in them', async () => {
		await goToContacts();
		await userEvent.keyboard('Léa{Tab}Martin');
		await dialog.getByRole('button', { name: 'Add another contact' }).click();
		expect(dialog.getByRole('textbox', { name: 'First name' }).elements()).toHaveLength(1);
		await dialog.getByRole('button', { name: 'Open Léa Martin again' }).click();
		await expect.element(dialog.getByRole('textbox', { name: 'First name' }).first()).toHaveFocus();
		await dialog.getByRole('button', { name: 'Show Léa Martin in one line' }).click();
		await expect.element(dialog.getByRole('button', { name: 'Open Léa Martin again' })).toHaveFocus();
	});

	test('who have one address are asked about before anything is saved; both can be kept', async () => {
		await goToContacts();
		await userEvent.keyboard('Léa{Tab}Martin');
		await dialog.getByRole('textbox', { name: /^E-mail/ }).fill('lea@example.com');
		await dialog.getByRole('button', { name: 'Add another contact' }).click();
		await userEvent.keyboard('Luc{Tab}Martin');
		await dialog.getByRole('textbox', { name: /^E-mail/ }).fill('LEA@example.com');
		await userEvent.keyboard('{Control>}{Enter}{/Control}');
		await expect.element(dialog.getByText('Léa Martin, in this form too, has the same e-mail address.')).toBeVisible();
		expect(await accounts()).toEqual([]);
		await dialog.getByRole('button', { name: 'Keep both' }).click();
		await dialog.getByRole('button', { name: /^Create/ }).click();
		await expect.poll(async () => (await accounts()).length).toBe(1);
		expect((await shown.book.first(shown.book.queries.counts())).contacts).toBe(2);
	});
});
