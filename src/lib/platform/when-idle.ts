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
