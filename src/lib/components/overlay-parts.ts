/**
 * What opens over a page, none of which the page needs to be on screen: each is a piece of its own, fetched when somebody comes near to it. The frame
 * of the app fetches them once the page is there and has nothing better to do; the service worker has them on the device.
 */
export const overlayParts = {
	menu: () => import('./MenuContent.svelte'),
	tooltip: () => import('./TooltipBubble.svelte'),
};
