import type { Locale } from '$lib/domain/staff.ts';

/** The app's languages, each under its own name, so that it is found whatever is on screen. */
export const LANGUAGES: readonly { value: Locale; label: string; lang: string }[] = [
	{ value: 'en', label: 'English', lang: 'en' },
	{ value: 'fr', label: 'Français', lang: 'fr' },
];
