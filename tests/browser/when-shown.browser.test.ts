import { expect, test } from 'vitest';
import { noteShown, whenShown } from '../../src/lib/platform/when-idle.ts';

test('what can wait is done once the page says that it is shown, and at once where it said so before', async () => {
	let done = false;
	const waiting = whenShown(window).then(() => {
		done = true;
	});
	await new Promise<void>((resolve) => requestIdleCallback(() => resolve()));
	expect(done).toBe(false);
	noteShown();
	await waiting;
	const began = performance.now();
	await whenShown(window);
	// Not by the limit for pages that never say so.
	expect(performance.now() - began).toBeLessThan(1_900);
});
