import { createContext } from 'svelte';
import { createLocaleStore, type LocaleStore } from '$lib/i18n/locale.svelte.ts';
import type { PortalFirm } from '$lib/protocol/portal.ts';
import { createPortalApi, type PortalApi } from './portal-api.ts';

const LOCALE_KEY = 'portal-locale';

/** What every page of the portal works with. */
export class Portal {
	readonly api: PortalApi;
	readonly locale: LocaleStore;
	/** Shown at the head of every page, as soon as it is known. */
	firm = $state.raw<PortalFirm | null>(null);
	/** Whether somebody is signed in here; null: not known yet. */
	signedIn = $state<boolean | null>(null);

	constructor(page: Window) {
		this.api = createPortalApi((input, init) => page.fetch(input, init));
		this.locale = createLocaleStore({
			saved: savedLocale(page),
			languages: page.navigator.languages,
			keep: (locale) => keepLocale(page, locale),
			root: page.document.documentElement,
		});
	}

	/** Asks for the firm's name and logo, where no other answer brings them. */
	async meetFirm(): Promise<void> {
		if (this.firm !== null) return;
		const result = await this.api.firm();
		if (result.ok) this.firm ??= result.value;
	}
}

export const [getPortal, providePortal] = createContext<Portal>();

/** A browser may keep storage from pages; then the language is chosen anew at each visit. */
function savedLocale(page: Window) {
	try {
		const saved = page.localStorage.getItem(LOCALE_KEY);
		return saved === 'fr' || saved === 'en' ? saved : null;
	} catch {
		return null;
	}
}

function keepLocale(page: Window, locale: 'fr' | 'en'): void {
	try {
		page.localStorage.setItem(LOCALE_KEY, locale);
	} catch {
		// Nothing to do: see above.
	}
}
