import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { ApiResult } from '../../src/lib/app/api-call.ts';
import type { SetUp } from '../../src/lib/app/api.ts';
import { createPreferences } from '../../src/lib/app/preferences.svelte.ts';
import type { AppContext } from '../../src/lib/app/session-context.ts';
import { createTickingClock } from '../../src/lib/app/ticking-clock.svelte.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import SetUpPage from '../../src/lib/features/sign-in/SetUpPage.svelte';
import DoorHost from '../support/DoorHost.svelte';
import { MemoryStorage } from '../support/memory-storage.ts';

async function open(answer: ApiResult<Profile>, setUpCode = false) {
	const asked: SetUp[] = [];
	const app = {
		preferences: createPreferences({ storage: new MemoryStorage(), languages: ['en'], root: document.documentElement }),
		clock: createTickingClock(() => Date.now()),
		api: {
			state: async () => ({ ok: true, value: { setUp: false, setUpCode, mail: 'mailbox' } }),
			setUp: async (input: SetUp) => {
				asked.push(input);
				return answer;
			},
		},
	} as unknown as AppContext;
	await render(DoorHost, { app, page: SetUpPage });
	return asked;
}

const offline: ApiResult<Profile> = { ok: false, problem: { kind: 'offline' } };

test('switching the language keeps everything typed, and the firm’s mails follow until their language is chosen', async () => {
	await open(offline);
	await page.getByLabelText('Firm’s name').fill('Cabinet Lefèvre');
	await page.getByLabelText('Password', { exact: true }).fill('plum kettle orbit sand');
	await page.getByRole('radio', { name: 'Français' }).first().click();
	await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('Installer votre cabinet');
	await expect.element(page.getByLabelText('Nom du cabinet')).toHaveValue('Cabinet Lefèvre');
	await expect.element(page.getByLabelText('Mot de passe', { exact: true })).toHaveValue('plum kettle orbit sand');
	await expect.element(page.getByRole('radio', { name: 'Français' }).last()).toBeChecked();
	await page.getByRole('radio', { name: 'English' }).last().click();
	await page.getByRole('radio', { name: 'Français' }).first().click();
	await expect.element(page.getByRole('radio', { name: 'English' }).last()).toBeChecked();
	expect(document.documentElement.lang).toBe('fr');
});

test('what is missing is said beside its field, and the first of them gets the focus', async () => {
	const asked = await open(offline);
	await page.getByLabelText('Your name').fill('Anne');
	await page.getByRole('button', { name: 'Create the firm' }).click();
	await expect.element(page.getByLabelText('Firm’s name')).toHaveAccessibleDescription('Enter the name of your firm.');
	await expect.element(page.getByLabelText('Firm’s name')).toHaveFocus();
	await expect.element(page.getByLabelText('Your name')).not.toBeInvalid();
	expect(asked).toEqual([]);
});

test('with no connection the form says so and keeps what was typed', async () => {
	const asked = await open(offline);
	await page.getByLabelText('Firm’s name').fill('Cabinet Lefèvre');
	await page.getByRole('combobox', { name: 'Country' }).fill('belg');
	await page.getByRole('option', { name: 'Belgium' }).click();
	await page.getByLabelText('Your name').fill('Anne Lefèvre');
	await page.getByLabelText('E-mail').fill(' anne@lefevre.example, ');
	await page.getByLabelText('Password', { exact: true }).fill('plum kettle orbit sand');
	await page.getByRole('button', { name: 'Create the firm' }).click();
	await expect.element(page.getByText('There is no connection to the relay.', { exact: false })).toBeVisible();
	await expect.element(page.getByLabelText('Firm’s name')).toHaveValue('Cabinet Lefèvre');
	expect(asked).toMatchObject([{ firmName: 'Cabinet Lefèvre', country: 'BE', locale: 'en', name: 'Anne Lefèvre' }]);
});

test('SIGN-9 a relay at a public address is asked for its code, and a wrong one is said beside its field', async () => {
	const asked = await open({ ok: false, problem: { kind: 'refused', error: 'set-up-code', body: null } }, true);
	const code = page.getByLabelText('Set-up code');
	await page.getByLabelText('Firm’s name').fill('Cabinet Lefèvre');
	await page.getByLabelText('Your name').fill('Anne Lefèvre');
	await page.getByLabelText('E-mail').fill('anne@lefevre.example');
	await page.getByLabelText('Password', { exact: true }).fill('plum kettle orbit sand');
	await page.getByRole('button', { name: 'Create the firm' }).click();
	await expect.element(code).toHaveAccessibleDescription(/Enter the code/);
	await expect.element(code).toHaveFocus();
	expect(asked).toEqual([]);
	await code.fill('1234 5678 9012');
	await page.getByRole('button', { name: 'Create the firm' }).click();
	await expect.element(code).toHaveAccessibleDescription(/This is not the relay’s code/);
	expect(asked).toMatchObject([{ code: '1234 5678 9012' }]);
});
