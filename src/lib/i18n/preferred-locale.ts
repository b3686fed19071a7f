import type { Locale } from '../domain/staff.ts';

/** The app's language for someone whose browser asks for these (BCP 47, most wanted first): the first that the app speaks, else English. */
export function preferredLocale(languages: readonly string[]): Locale {
	for (const language of languages) {
		const primary = language.toLowerCase().split('-')[0];
		if (primary === 'fr' || primary === 'en') return primary;
	}
	return 'en';
}
