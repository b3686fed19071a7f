import { startAppUpdate } from '../platform/app-update.svelte.ts';
import type { AppUpdateOffer } from './session-context.ts';

/**
 * Looks for newer builds of the app for as long as the page is open.
 * @param version the name of the build that this page runs
 * @returns null where the browser has no service workers
 */
export function startUpdates(page: Window, version: string): AppUpdateOffer | null {
	return startAppUpdate({ version, page, now: () => Date.now() });
}
