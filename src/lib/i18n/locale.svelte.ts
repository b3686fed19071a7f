import type { Locale } from '../domain/staff.ts';
import { overwriteGetLocale } from './paraglide/runtime.js';
import { preferredLocale } from './preferred-locale.ts';

/** What the language is chosen from, and where a choice is kept. */
export interface LocaleDeps {
	/** The choice made earlier on this device, or null. */
	saved: Locale | null;
	/** What the browser asks for (BCP 47, most wanted first). */
	languages: readonly string[];
	/** Keeps a choice for the next visit. */
	keep(locale: Locale): void;
	/** The page's root element; its `lang` follows, so that screen readers and hyphenation do too. */
	root: { lang: string };
}

/** The language on screen. */
export interface LocaleStore {
	readonly current: Locale;
	/** Switches every text on screen at once; nothing is mounted anew, so what was typed stays. */
	choose(locale: Locale): void;
}

/**
 * The language on screen, as a rune: message functions ask it through paraglide's `getLocale`,
 * so each place that shows a message is drawn again when it changes.
 */
export function createLocaleStore(deps: LocaleDeps): LocaleStore {
	const first = deps.saved ?? preferredLocale(deps.languages);
	let current = $state<Locale>(first);
	deps.root.lang = first;
	overwriteGetLocale(() => current);
	return {
		get current() {
			return current;
		},
		choose(locale) {
			current = locale;
			deps.root.lang = locale;
			deps.keep(locale);
		},
	};
}
