import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds on screen in both themes, as `theme rule: element`. The page is left in the light one. */
export async function axeFaults(page: Page): Promise<string[]> {
	const found: string[] = [];
	for (const colorScheme of ['dark', 'light'] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.waitForFunction(() => document.getAnimations().length === 0);
		const { violations } = await new AxeBuilder({ page })
			.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
			// An experiment of axe's that takes the initials of a person's picture for a word.
			.disableRules(['label-content-name-mismatch'])
			.analyze();
		found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${colorScheme} ${id}: ${target.join(' ')} ${html.slice(0, 120)}`)));
	}
	return found;
}
