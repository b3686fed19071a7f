/** How long the page may stay busy before the work is done all the same, ms. */
const AT_MOST = 1_000;
/** How long to wait where the browser does not say when it is idle (WebKit), ms. */
const IN_A_MOMENT = 300;

/** Settles once the page is painted and has nothing better to do. */
export function whenIdle(page: Window): Promise<void> {
	// Not every browser has it.
	const { requestIdleCallback } = page as { requestIdleCallback?: Window['requestIdleCallback'] };
	return new Promise((resolve) => {
		if (requestIdleCallback === undefined) page.setTimeout(resolve, IN_A_MOMENT);
		else requestIdleCallback.call(page, () => resolve(), { timeout: AT_MOST });
	});
}

/** The browser's own timeline keeps it: whoever asks later finds it. */
const SHOWN = 'carnet-shown';
/** A page that never says so is taken as shown after this, ms. */
const SHOWN_AFTER = 2_000;

/** Says that what somebody opened the page for is on it, and will be painted with the next frame. */
export function noteShown(): void {
	if (performance.getEntriesByName(SHOWN).length > 0) return;
	// The frame after the next begins when the next one was painted.
	requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(SHOWN)));
}

/** Settles once what somebody opened the page for is on screen, and the page has nothing better to do: whatever it can do without waits for this. */
export async function whenShown(page: Window): Promise<void> {
	await new Promise<void>((resolve) => {
		const observer = new PerformanceObserver((list) => {
			if (list.getEntriesByName(SHOWN).length > 0) done();
		});
		const done = () => {
			observer.disconnect();
			resolve();
		};
		// Those of before are told, too.
		observer.observe({ type: 'mark', buffered: true });
		page.setTimeout(done, SHOWN_AFTER);
	});
	await whenIdle(page);
}
