import type { Locale } from '../domain/staff.ts';
import { createLocaleStore, type LocaleStore } from '../i18n/locale.svelte.ts';
import { readPreferences, writePreferences, type KeyValueStorage, type Theme } from '../platform/preference-store.ts';

export interface PreferencesDeps {
	storage: KeyValueStorage;
	/** What the browser asks for (BCP 47, most wanted first). */
	languages: readonly string[];
	/** The page's root element: `lang` and `data-theme` follow. */
	root: { lang: string; dataset: { theme?: string } };
}

/** How this browser profile shows the app. */
export interface PreferenceStore {
	readonly locale: LocaleStore;
	readonly theme: Theme;
	chooseTheme(theme: Theme): void;
	/** What was chosen on this browser profile, now or earlier; null: never, so that what is shown is only the browser's own wish. */
	chosen(): { theme: Theme | null; locale: Locale | null };
	/** Whether single letters are shortcuts (WCAG 2.1.4 asks for a way to switch them off). */
	readonly shortcuts: boolean;
	useShortcuts(on: boolean): void;
}

/** Reads what was chosen before, applies it to the page, and keeps what is chosen next. */
export function createPreferences({ storage, languages, root }: PreferencesDeps): PreferenceStore {
	const saved = readPreferences(storage);
	const locale = createLocaleStore({
		saved: saved.locale,
		languages,
		keep: (choice) => writePreferences(storage, { locale: choice }),
		root,
	});
	let theme = $state<Theme>(saved.theme);
	let shortcuts = $state(saved.shortcuts);
	applyTheme(root, saved.theme);
	return {
		locale,
		get theme() {
			return theme;
		},
		chooseTheme(choice) {
			theme = choice;
			applyTheme(root, choice);
			writePreferences(storage, { theme: choice });
		},
		chosen: () => {
			const kept = readPreferences(storage);
			return { theme: kept.theme === 'system' ? null : kept.theme, locale: kept.locale };
		},
		get shortcuts() {
			return shortcuts;
		},
		useShortcuts(on) {
			shortcuts = on;
			writePreferences(storage, { shortcuts: on });
		},
	};
}

function applyTheme(root: PreferencesDeps['root'], theme: Theme): void {
	if (theme === 'system') delete root.dataset.theme;
	else root.dataset.theme = theme;
}
