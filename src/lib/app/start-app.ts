import { createBrowserPlatform } from '../platform/browser-platform.ts';
import { createProfileSafe } from '../platform/profile-safe.ts';
import { PROFILE_KEY, readDeviceId } from '../platform/profile-store.ts';
import { createApi } from './api.ts';
import { createCarnet, eraseBook } from './create-carnet.ts';
import { createPreferences } from './preferences.svelte.ts';
import type { AppContext, AppUpdateOffer } from './session-context.ts';
import { SessionState } from './session-state.svelte.ts';
import { createTickingClock } from './ticking-clock.svelte.ts';

/**
 * Puts the app together in a browser's page and opens the book of whoever is signed in. Asks nobody over the network.
 * @throws DOMException where the browser keeps all storage from pages: there is then no app
 */
export function startApp(page: Window, update: AppUpdateOffer | null): AppContext {
	const platform = createBrowserPlatform();
	const storage = page.localStorage;
	const api = createApi(page.location.origin);
	const session = new SessionState({
		storage,
		safe: createProfileSafe(page.indexedDB),
		openBook: createCarnet,
		eraseBook,
		askWho: () => api.session(),
		endSession: async () => {
			const result = await api.signOut();
			// A refusal means that there is no session any more; only an unreached relay is left to be told.
			return result.ok || result.problem.kind === 'refused';
		},
	});
	page.addEventListener('storage', (event) => {
		if (event.key === PROFILE_KEY || event.key === null) void session.follow();
	});
	void session.start();
	return {
		session,
		preferences: createPreferences({
			storage,
			languages: page.navigator.languages,
			root: page.document.documentElement,
		}),
		api,
		clock: createTickingClock(platform.now),
		update,
		knownDevice: (email) => readDeviceId(storage, email),
	};
}
