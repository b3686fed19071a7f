import { globSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';

const LETTER = /\p{L}/u;
/** What these attributes say is read or heard by the person. */
const spoken = new Set(['alt', 'aria-description', 'aria-label', 'aria-roledescription', 'aria-valuetext', 'label', 'placeholder', 'title']);
/** Names of keys and pieces of code are the same in every language. */
const untranslated = new Set(['kbd', 'code']);

/** Text that a screen says without a message, and raw HTML: `file:line: what`, none when every word comes from the message files. */
export function screenFaults(): string[] {
	return globSync('src/**/*.svelte').sort().flatMap((path) => {
		const source = readFileSync(path, 'utf8');
		const line = (at: number): number => source.slice(0, at).split('\n').length;
		return faultsIn(parse(source, { modern: true }).fragment).map(({ at, words }) => `${path}:${line(at)}: ${words}`);
	});
}

interface Fault {
	at: number;
	words: string;
}

interface Node {
	type: string;
	start: number;
	[child: string]: unknown;
}

/** The faults below a node of Svelte's syntax tree. */
function faultsIn(value: unknown): Fault[] {
	if (Array.isArray(value)) return value.flatMap(faultsIn);
	if (!isNode(value)) return [];
	if (value.type === 'HtmlTag') return [{ at: value.start, words: '{@html} is never used' }];
	if (value.type === 'Text') return wordsIn(value);
	if (value.type === 'Attribute') return attributeFaults(value);
	if (value.type === 'RegularElement' && untranslated.has(String(value.name))) return [];
	return Object.entries(value).flatMap(([name, child]) => (name === 'metadata' || name === 'expression' ? [] : faultsIn(child)));
}

/** Plain text in an attribute that people read; snippets passed as an attribute are looked into as well. */
function attributeFaults(attribute: Node): Fault[] {
	if (!spoken.has(String(attribute.name))) return [];
	const values: unknown[] = Array.isArray(attribute.value) ? attribute.value : [attribute.value];
	return values.filter(isNode).flatMap((value) => {
		if (value.type === 'Text') return wordsIn(value);
		const expression = value.type === 'ExpressionTag' && isNode(value.expression) ? value.expression : undefined;
		return expression?.type === 'Literal' && typeof expression.value === 'string' && LETTER.test(expression.value)
			? [{ at: value.start, words: `"${expression.value}" belongs in the message files` }]
			: [];
	});
}

function wordsIn(text: Node): Fault[] {
	const words = String(text.data).trim();
	return LETTER.test(words) ? [{ at: text.start, words: `"${words.slice(0, 60)}" belongs in the message files` }] : [];
}

function isNode(value: unknown): value is Node {
	return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
