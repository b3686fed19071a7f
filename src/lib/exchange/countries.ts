import { headerKey } from './targets.ts';

const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/** Countries by their French and English names and their codes, as the device's own lists have them. */
export class CountryNames {
	readonly #codes = new Map<string, string>();

	constructor() {
		for (const locale of ['fr', 'en']) {
			const names = new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' });
			for (const first of LETTERS) {
				for (const second of LETTERS) {
					const code = `${first}${second}`;
					const name = names.of(code);
					if (name !== undefined && !this.#codes.has(headerKey(name))) this.#codes.set(headerKey(name), code);
				}
			}
		}
		for (const [name, code] of Object.entries({ uk: 'GB', 'grande bretagne': 'GB', angleterre: 'GB', england: 'GB', usa: 'US', 'etats unis d amerique': 'US', 'united states of america': 'US' })) this.#codes.set(name, code);
	}

	/** ISO 3166-1 alpha-2, or null for what names no country. */
	code(text: string): string | null {
		const key = headerKey(text);
		const code = key.toUpperCase();
		if (/^[A-Z]{2}$/.test(code) && code !== 'UK') return code;
		return this.#codes.get(key) ?? null;
	}
}
