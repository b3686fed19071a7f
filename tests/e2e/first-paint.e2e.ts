import { expect, test, type Page } from '@playwright/test';
import { startFirm, type TestFirm } from '../support/firm-people.ts';

let firm: TestFirm;

test.beforeEach(async () => {
	firm = await startFirm();
});
test.afterEach(() => firm.close());

/** Before anything of the page runs: what its first frame is drawn with. Canvas is what stands where no sheet has drawn yet. */
async function noteFirstFrame(page: Page): Promise<void> {
	await page.addInitScript(() => {
		requestAnimationFrame(function look() {
			// Without a body nothing is drawn yet.
			if (document.body === null) return requestAnimationFrame(look);
			const probe = document.createElement('i');
			probe.style.background = 'Canvas';
			document.documentElement.append(probe);
			const [red = 255] = getComputedStyle(probe).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
			probe.remove();
			return Object.assign(window, { firstFrame: { dark: red < 60 } });
		});
	});
}

const firstFrame = (page: Page) => page.evaluate(() => (window as unknown as { firstFrame?: { dark: boolean } }).firstFrame?.dark);

for (const [theme, system] of [
	['Dark', 'light'],
	['Light', 'dark'],
] as const) {
	test(`${theme.toLowerCase()}, chosen where the system is ${system}, is what the first frame has, with and without a connection; the menus that are fetched later open there at the first press`, async ({
		browser,
	}) => {
		const page = await firm.open(browser, firm.owner, '/clients');
		await page.emulateMedia({ colorScheme: system });
		// By keys: the menu's first line is in hand, and the last of its themes is found by its first letter.
		await page.getByRole('button', { name: firm.owner.profile.staffName }).focus();
		await page.keyboard.press('Enter');
		await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeFocused();
		await page.keyboard.type(theme.slice(0, 1));
		await expect(page.getByRole('menuitemradio', { name: theme })).toBeFocused();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Escape');
		await expect(page.getByRole('button', { name: firm.owner.profile.staffName })).toBeFocused();
		await noteFirstFrame(page);
		const dark = theme === 'Dark';
		await page.reload();
		await expect(page.getByRole('grid').or(page.getByText('No accounts yet'))).toBeVisible();
		expect(await firstFrame(page)).toBe(dark);

		await page.evaluate(() => navigator.serviceWorker.ready);
		await page.context().setOffline(true);
		await page.reload();
		await page.getByRole('button', { name: firm.owner.profile.staffName }).click();
		await expect(page.getByRole('menuitemradio', { name: theme })).toHaveAttribute('aria-checked', 'true');
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Filter', exact: true }).click();
		await expect(page.getByRole('dialog', { name: 'Filter by' })).toBeVisible();
		expect(await firstFrame(page)).toBe(dark);
	});
}
