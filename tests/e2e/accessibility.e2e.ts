import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { windowOf } from '../support/engines/chromium.ts';
import { startRelay, type TestRelay } from '../support/relay.ts';
import { createIndividual, setUpFirm } from '../support/steps.ts';

let relay: TestRelay;

test.beforeEach(async () => {
	relay = await startRelay();
});

test.afterEach(() => relay.close());

for (const colorScheme of ['light', 'dark'] as const) {
	test.describe(`in the ${colorScheme} theme`, () => {
		test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

		test('every screen on the way to a first account passes the checks of WCAG 2.2 AA that a machine can make', async ({ page }) => {
			const window = windowOf(page);
			await page.goto(relay.url);
			await window.sees('Set up your firm');
			expect.soft(await faults(page), 'setting up').toEqual([]);

			await setUpFirm(window, relay.url);
			expect.soft(await faults(page), 'the empty list').toEqual([]);

			await window.click('button', 'New account');
			await window.sees('Account info');
			expect.soft(await faults(page), 'the first step of the dialog').toEqual([]);
			await window.click('radio', 'Individual');
			await window.click('button', 'Continue');
			await window.click('button', 'Create account');
			await window.sees('Add or link at least one contact.');
			expect.soft(await faults(page), 'the second step, refused').toEqual([]);
			await page.keyboard.press('Escape');

			await page.reload();
			await createIndividual(window, { firstName: 'Élise', lastName: 'Dupré' });
			await expect(page.getByRole('heading', { level: 1, name: 'Élise Dupré' })).toBeVisible();
			expect.soft(await faults(page), 'the record').toEqual([]);

			await window.click('link', 'Clients');
			await window.sees('Account name');
			expect.soft(await faults(page), 'the list').toEqual([]);

			await window.click('link', 'Settings');
			await window.sees('Devices');
			expect.soft(await faults(page), 'the settings').toEqual([]);

			await page.setViewportSize({ width: 320, height: 640 });
			expect.soft(await faults(page), 'the settings on a small phone').toEqual([]);
			await page.goto(`${relay.url}/clients`);
			await window.sees('Élise Dupré');
			expect.soft(await faults(page), 'the list on a small phone').toEqual([]);
		});
	});
}

/** What axe finds, as `rule: element`. */
async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		// An experiment of axe's that takes the initials of a person's picture for a word.
		.disableRules(['label-content-name-mismatch'])
		.analyze();
	return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 120)}`));
}
