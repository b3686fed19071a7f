import type { Locale } from '$lib/domain/staff.ts';
import { getLocale } from '$lib/i18n/paraglide/runtime.js';

const TAGS: Readonly<Record<Locale, string>> = { en: 'en-GB', fr: 'fr-FR' };

/** `a, b and c`, in the language on screen. */
export function listWords(items: readonly string[]): string {
	return new Intl.ListFormat(TAGS[getLocale()], { type: 'conjunction' }).format(items);
}

/** `24 Nov 2026, 14:32`. @param at ms since 1970 */
export function momentWords(at: number): string {
	return new Intl.DateTimeFormat(TAGS[getLocale()], { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
