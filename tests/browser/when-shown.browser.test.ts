import { expect, test } from 'vitest';
import { noteShown, whenShown } from '../../src/lib/platform/when-idle.ts';

/** A page that is always idle, and whose time stands still: the limit for pages that never say that they are shown is not reached. */
const still = { setTimeout: () => 0, requestIdleCallback: (run: () => void) => run() } as unknown as Window;

test('what can wait is done once the page says that it is shown, and at once where it said so before', async () => {
	let done = false;
	const waiting = whenShown(still).then(() => {
		done = true;
	});
	await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
	expect(done).toBe(false);
	noteShown();
	await waiting;
	await whenShown(still);
});
