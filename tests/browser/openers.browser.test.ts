import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import OpenerHost from '../support/OpenerHost.svelte';

const button = (name: string) => page.getByRole('button', { name });
const item = (name: string) => page.getByRole('menuitem', { name });
const menu = page.getByRole('menu');

beforeEach(() => page.viewport(900, 600));
// The pointer of one test must not hover over the next one's page.
afterEach(() => userEvent.unhover(document.body));

describe('a menu that is fetched when it is asked for', () => {
	test('a press that comes before the menu is there is not lost, and the button says what it does meanwhile', async () => {
		const { promise, resolve } = Promise.withResolvers<void>();
		await render(OpenerHost, { arrive: () => promise });
		await expect.element(button('Late')).toHaveAttribute('aria-haspopup', 'menu');
		await expect.element(button('Late')).toHaveAttribute('aria-expanded', 'false');
		await button('Late').click();
		await expect.element(button('Late')).toHaveAttribute('aria-expanded', 'true');
		await expect.element(menu).not.toBeInTheDocument();
		resolve();
		await expect.element(item('Only')).toBeVisible();
		const { id } = menu.element();
		await expect.element(button('Late')).toHaveAttribute('aria-controls', id);
	});

	test('what cannot be fetched leaves the button as it was, and is fetched by the next press', async () => {
		let failing = true;
		const arrive = async () => {
			if (failing) throw new Error('no connection');
		};
		await render(OpenerHost, { arrive });
		await button('Late').click();
		await expect.element(button('Late')).toHaveAttribute('aria-expanded', 'false');
		failing = false;
		await button('Late').click();
		await expect.element(item('Only')).toBeVisible();
	});

	test.each([
		['Enter', '{Enter}'],
		['Space', ' '],
		['the arrow down', '{ArrowDown}'],
	])('%s opens it with the first line in hand, even when the menu comes late; Escape gives the button back', async (_, key) => {
		const onselect = vi.fn();
		const { promise, resolve } = Promise.withResolvers<void>();
		await render(OpenerHost, { arrive: () => promise, onselect });
		for (const [name, line] of [
			['Late', 'Only'],
			['Actions', 'First'],
		] as const) {
			(button(name).element() as HTMLElement).focus();
			await userEvent.keyboard(key);
			resolve();
			await expect.element(item(line)).toHaveFocus();
			await userEvent.keyboard('{Escape}');
			await expect.element(menu).not.toBeInTheDocument();
			await expect.element(button(name)).toHaveFocus();
		}
		await userEvent.keyboard(key);
		await expect.element(item('First')).toHaveFocus();
		await userEvent.keyboard('{ArrowDown}{Enter}');
		expect(onselect.mock.calls).toEqual([['second']]);
		await expect.element(button('Actions')).toHaveFocus();
	});

	test('a second press closes it, and so does one elsewhere', async () => {
		await render(OpenerHost);
		await button('Actions').click();
		await expect.element(item('First')).toBeVisible();
		await button('Actions').click();
		await expect.element(menu).not.toBeInTheDocument();
		await expect.element(button('Actions')).toHaveAttribute('aria-expanded', 'false');
		await button('Actions').click();
		await expect.element(item('First')).toBeVisible();
		await page.getByRole('radio', { name: 'Large' }).click();
		await expect.element(menu).not.toBeInTheDocument();
		await expect.element(page.getByRole('radio', { name: 'Large' })).toBeChecked();
	});

	test('a button that has a tooltip opens its menu all the same', async () => {
		const onselect = vi.fn();
		await render(OpenerHost, { onselect });
		await button('Add').hover();
		await expect.element(page.getByRole('tooltip', { name: 'Add' })).toBeVisible();
		await button('Add').click();
		await expect.element(page.getByRole('tooltip')).not.toBeInTheDocument();
		await item('Added').click();
		expect(onselect.mock.calls).toEqual([['added']]);
	});
});

describe('a tooltip', () => {
	test('comes to a pointer that stays, describes what it points at, and goes with it', async () => {
		await render(OpenerHost);
		await button('Enlarge').hover();
		const bubble = page.getByRole('tooltip', { name: 'Enlarge' });
		await expect.element(bubble).toBeVisible();
		await expect.element(button('Enlarge')).toHaveAttribute('aria-describedby', bubble.element().id);
		await button('Actions').hover();
		await expect.element(bubble).not.toBeInTheDocument();
		await expect.element(button('Enlarge')).not.toHaveAttribute('aria-describedby');
	});

	test('comes to the keyboard at once, and goes with Escape', async () => {
		await render(OpenerHost);
		await page.getByRole('radio', { name: 'Small' }).click();
		await userEvent.tab({ shift: true });
		await expect.element(button('Enlarge')).toHaveFocus();
		await expect.element(page.getByRole('tooltip', { name: 'Enlarge' })).toBeVisible();
		await userEvent.keyboard('{Escape}');
		await expect.element(page.getByRole('tooltip')).not.toBeInTheDocument();
		await expect.element(button('Enlarge')).toHaveFocus();
	});
});

test('a choice among a few is walked by arrows, which take along what is chosen', async () => {
	await render(OpenerHost);
	const radio = (name: string) => page.getByRole('radio', { name });
	await radio('Small').click();
	await userEvent.keyboard('{ArrowLeft}');
	await expect.element(radio('Large')).toHaveFocus();
	await expect.element(radio('Large')).toBeChecked();
	await expect.element(radio('Small')).not.toBeChecked();
	await userEvent.keyboard('{Home}{ArrowRight}');
	await expect.element(radio('Middle')).toHaveFocus();
	await expect.element(radio('Middle')).toBeChecked();
	await expect.element(radio('Middle')).toHaveAttribute('tabindex', '0');
	await expect.element(radio('Small')).toHaveAttribute('tabindex', '-1');
});
