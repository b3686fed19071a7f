import { readdirSync, readFileSync } from 'node:fs';

/** The app's own words by their key, as it shows them; throws for a key that is none, or whose words depend on a number. */
export type Said = (key: string) => string;

/** The words of a language, from the message files. */
export function said(locale: 'fr' | 'en'): Said {
	const messages = new URL('../../src/lib/i18n/messages/', import.meta.url);
	const words: Record<string, unknown> = Object.assign(
		{},
		...readdirSync(messages, { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.map(({ name }) => JSON.parse(readFileSync(new URL(`${name}/${locale}.json`, messages), 'utf8')) as object),
	);
	return (key) => {
		const text = words[key];
		if (typeof text !== 'string') throw new Error(`There is no plain message ${key}.`);
		return text;
	};
}
