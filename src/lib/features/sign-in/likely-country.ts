/** The country that a browser's languages (BCP 47, most wanted first) speak of: `fr-BE` is Belgium, `fr` alone France; '' when none does. */
export function likelyCountry(languages: readonly string[]): string {
	for (const language of languages) {
		const region = /^[a-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})\b/.exec(language)?.[1];
		if (region !== undefined) return region.toUpperCase();
		if (language.toLowerCase() === 'fr') return 'FR';
	}
	return '';
}
