/** A page that was hidden meanwhile paints no frame: this is how long one is waited for, ms. */
const AT_MOST = 100;

/**
 * Settles once what was just put on the page is painted, or can't be. A frame's callbacks run before its painting, so that a task asked for there
 * is run after it.
 */
export function afterPaint(page: Window): Promise<void> {
	return new Promise((resolve) => {
		page.requestAnimationFrame(() => page.setTimeout(resolve));
		page.setTimeout(resolve, AT_MOST);
	});
}
