import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as z from 'zod';
import { frenchFaults } from './french.ts';

const folder = 'src/lib/i18n/messages';
const languages = ['en', 'fr'] as const;

/** One text, or the variants of it that a number or a gender selects. */
const message = z.union([
	z.string(),
	z.array(
		z.object({
			declarations: z.array(z.string()).optional(),
			selectors: z.array(z.string()).optional(),
			match: z.record(z.string(), z.string()),
		}),
	),
]);
const file = z.record(z.string(), z.union([message, z.undefined()]));
type Message = z.infer<typeof message>;

const settings = z.object({ locales: z.array(z.string()), 'plugin.inlang.messageFormat': z.object({ pathPattern: z.array(z.string()) }) });

/** Everything that is wrong with the message files: missing, unused, doubled or unequal messages, and faults of French typography. */
export function messageFaults(): string[] {
	const features = globSync('*/', { cwd: folder }).map((name) => basename(name)).sort();
	const texts = features.map((feature) => ({ feature, ...readFeature(feature) }));
	return [
		...unlisted(features),
		...doubled(texts.flatMap(({ feature, en }) => Object.keys(en).map((key) => ({ feature, key })))),
		...texts.flatMap(({ feature, en, fr }) => [...unequal(feature, en, fr), ...badFrench(feature, fr)]),
		...unused(texts.flatMap(({ en }) => Object.keys(en))),
	];
}

function readFeature(feature: string): { en: Record<string, Message>; fr: Record<string, Message> } {
	const [en, fr] = languages.map((language) => {
		const read = file.parse(JSON.parse(readFileSync(`${folder}/${feature}/${language}.json`, 'utf8')));
		return Object.fromEntries(Object.entries(read).flatMap(([key, value]) => (key === '$schema' || value === undefined ? [] : [[key, value]])));
	});
	return { en: en ?? {}, fr: fr ?? {} };
}

/** A folder that the settings don't list compiles to nothing, without a word. */
function unlisted(features: string[]): string[] {
	const { pathPattern } = settings.parse(JSON.parse(readFileSync('project.inlang/settings.json', 'utf8')))['plugin.inlang.messageFormat'];
	const listed = pathPattern.map((path) => basename(dirname(path)));
	return [
		...features.filter((name) => !listed.includes(name)).map((name) => `${name}: not listed in project.inlang/settings.json`),
		...listed.filter((name) => !features.includes(name)).map((name) => `${name}: listed in project.inlang/settings.json, and has no files`),
	];
}

function doubled(keys: { feature: string; key: string }[]): string[] {
	return keys.filter(({ key }, at) => keys.findIndex((other) => other.key === key) < at).map(({ feature, key }) => `${feature}: ${key} is also in another feature`);
}

function unequal(feature: string, en: Record<string, Message>, fr: Record<string, Message>): string[] {
	return [...new Set([...Object.keys(en), ...Object.keys(fr)])].flatMap((key) => {
		const [english, french] = [en[key], fr[key]];
		if (english === undefined) return [`${feature}: ${key} is missing in English`];
		if (french === undefined) return [`${feature}: ${key} is missing in French`];
		const [first, second] = [parameters(english), parameters(french)];
		return first === second ? [] : [`${feature}: ${key} takes {${first}} in English and {${second}} in French`];
	});
}

function badFrench(feature: string, fr: Record<string, Message>): string[] {
	return Object.entries(fr).flatMap(([key, value]) =>
		textsOf(value).flatMap((text) => frenchFaults(text).map((fault) => `${feature}: ${key} has ${fault}: ${JSON.stringify(text)}`)),
	);
}

/** A message whose name stands nowhere in the app's sources is shown to nobody. */
function unused(keys: string[]): string[] {
	const words = new Set(
		globSync('src/**/*.{ts,svelte}', { exclude: (path) => path.includes('paraglide') }).flatMap((path) => readFileSync(path, 'utf8').match(/\w+/g) ?? []),
	);
	return keys.filter((key) => !words.has(key)).map((key) => `${key} is used nowhere`);
}

function textsOf(value: Message): string[] {
	return typeof value === 'string' ? [value] : value.flatMap(({ match }) => Object.values(match));
}

/** The names that a message takes, sorted, as one string. */
function parameters(value: Message): string {
	const declared = typeof value === 'string' ? [] : value.flatMap(({ declarations }) => declarations ?? []);
	const inputs = declared.flatMap((line) => line.match(/^input (\w+)/)?.[1] ?? []);
	const locals = new Set(declared.flatMap((line) => line.match(/^local (\w+)/)?.[1] ?? []));
	const named = textsOf(value).flatMap((text) => Array.from(text.matchAll(/\{(\w+)\}/g), (hit) => hit[1] ?? ''));
	return [...new Set([...inputs, ...named.filter((name) => !locals.has(name))])].sort().join(', ');
}
