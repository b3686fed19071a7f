import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import PasswordField from '../../src/lib/components/PasswordField.svelte';
import Segmented from '../../src/lib/components/Segmented.svelte';
import Switch from '../../src/lib/components/Switch.svelte';
import TextField from '../../src/lib/components/TextField.svelte';

test('what is wrong with a field is heard with it, in place of its hint', async () => {
	const screen = await render(TextField, { label: 'E-mail', hint: 'Where notices go' });
	const field = screen.getByLabelText('E-mail');
	await expect.element(field).toHaveAccessibleDescription('Where notices go');
	await screen.rerender({ error: 'An address has no spaces.' });
	await expect.element(field).toHaveAccessibleDescription('An address has no spaces.');
	await expect.element(field).toBeInvalid();
	await screen.rerender({ error: null });
	await expect.element(field).not.toBeInvalid();
});

test('a password can be pasted whole, and shown and hidden without losing it', async () => {
	const screen = await render(PasswordField, { label: 'Password', autocomplete: 'new-password' });
	const field = screen.getByLabelText('Password', { exact: true });
	const password = `  ${'tilleul orange 🚲 '.repeat(8)}`;
	await field.fill(password);
	await expect.element(field).toHaveAttribute('type', 'password');
	await screen.getByRole('button', { name: 'Show password' }).click();
	await expect.element(field).toHaveAttribute('type', 'text');
	await expect.element(field).toHaveValue(password);
});

test('a choice among a few is one stop of the keyboard, moved through with the arrows', async () => {
	const chosen: string[] = [];
	const options = [
		{ value: 'individual', label: 'Individual' },
		{ value: 'company', label: 'Company' },
	];
	const screen = await render(Segmented, { label: 'Type', value: 'individual', options, onchange: (value: string) => void chosen.push(value) });
	(screen.getByRole('radio', { name: 'Individual' }).element() as HTMLElement).focus();
	await userEvent.keyboard('{ArrowRight}');
	await expect.element(screen.getByRole('radio', { name: 'Company' })).toBeChecked();
	expect(chosen).toEqual(['company']);
	await userEvent.tab();
	await expect.element(screen.getByRole('radio', { name: 'Company' })).not.toHaveFocus();
});

test('a switch is named by its label, explained by its note, and turned with the space bar', async () => {
	const screen = await render(Switch, { label: 'NOTIFY', hint: 'Receives the firm’s notices' });
	const control = screen.getByRole('switch', { name: 'NOTIFY' });
	await expect.element(control).toHaveAccessibleDescription('Receives the firm’s notices');
	(control.element() as HTMLElement).focus();
	await userEvent.keyboard(' ');
	await expect.element(control).toBeChecked();
	await screen.getByText('NOTIFY').click();
	await expect.element(control).not.toBeChecked();
});
