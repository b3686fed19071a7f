const NO_BREAK = '\u00a0\u202f';

/** A rule of French typography: what breaks it, and how it is said. */
const rules = [
	{ broken: /'/u, words: 'a straight apostrophe (write ’)' },
	{ broken: /"/u, words: 'straight quotation marks (write « and »)' },
	{ broken: /\.\.\./u, words: 'three dots (write …)' },
	// Not before the first character, and not inside of `?!`.
	{ broken: new RegExp(`[^${NO_BREAK};!?][;!?]`, 'u'), words: 'no no-break space before ; ! ?' },
	// Not in an address or a time of day.
	{ broken: new RegExp(`[^${NO_BREAK}]:(?=[\\s${NO_BREAK}]|$)`, 'u'), words: 'no no-break space before :' },
	{ broken: new RegExp(`[^${NO_BREAK}]»`, 'u'), words: 'no no-break space before »' },
	{ broken: new RegExp(`«(?![${NO_BREAK}])`, 'u'), words: 'no no-break space after «' },
	{ broken: /\p{L} +[;!?»:]/u, words: 'an ordinary space before double punctuation' },
];

/** What is wrong with the typography of a French text: a phrase for each broken rule, none for a good text. */
export function frenchFaults(text: string): string[] {
	return rules.filter(({ broken }) => broken.test(text)).map(({ words }) => words);
}
