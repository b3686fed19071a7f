import { untrack } from 'svelte';
import type { Personal, PersonalChoices, PersonalValues } from './carnet.ts';
import type { PreferenceStore } from './preferences.svelte.ts';

/**
 * Keeps this browser profile's theme and language in step with the person's own, for as long as the component that calls this is on screen: a
 * choice made on one of their devices arrives on the others. This profile's own store stays what the first paint is made from.
 */
export function followPersonal(preferences: PreferenceStore, personal: Personal): void {
	let known: PersonalValues | null = null;

	$effect(() =>
		personal.live((values) => {
			known = values;
			const { theme, language } = values;
			if (theme !== null && theme !== untrack(() => preferences.theme)) preferences.chooseTheme(theme);
			if (language !== null && language !== untrack(() => preferences.locale.current))
				preferences.locale.choose(language);
		}),
	);

	// What stood here when the book was opened is no choice of this moment; a change after that is.
	let shown: Pick<PersonalChoices, 'theme' | 'language'> | null = null;
	$effect(() => {
		const now = { theme: preferences.theme, language: preferences.locale.current };
		if (shown !== null && now.theme !== shown.theme && now.theme !== known?.theme)
			personal.choose({ theme: now.theme });
		if (shown !== null && now.language !== shown.language && now.language !== known?.language)
			personal.choose({ language: now.language });
		shown = now;
	});

	// Chosen here before there was anything to follow. Asked only once the other devices' word is here, or it could overrule them.
	$effect(() => {
		let gone = false;
		void personal.met().then(() => {
			if (gone) return;
			const { theme, locale } = preferences.chosen();
			if (known?.theme === null && theme !== null) personal.choose({ theme });
			if (known?.language === null && locale !== null) personal.choose({ language: locale });
		});
		return () => {
			gone = true;
		};
	});
}
