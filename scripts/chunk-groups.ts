import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the bundler tells of its modules while it cuts them into pieces. */
interface ModuleGraph {
	getModuleInfo(id: string): { importedIds: readonly string[]; code: string | null } | null;
}

/** A pattern of modules' paths. */
function paths(...patterns: string[]): RegExp {
	return new RegExp(patterns.join('|'));
}

const icons = 'check|circle|circle-check|eye|eye-off|loader-circle|triangle-alert|x';

const routes = fileURLToPath(new URL('../src/routes', import.meta.url));
const page = (path: string) => join(routes, path);
const BOOK = ['(staff)/+layout.svelte', '(staff)/(book)/+layout.svelte'].map(page);
const LIST = [page('(staff)/(book)/clients/+page.svelte')];
const PORTAL = [
	...['+layout.svelte', 'portal/+layout.svelte'].map(page),
	...['', 'activate', 'access', 'forgot', 'reset', 'sign-in', 'sign-up'].map((path) => page(join('portal', path, '+page.svelte'))),
];
/** Holds every message; a module that names some of them uses those. */
const ALL_MESSAGES = /\/paraglide\/messages(?:\.js|\/_index\.js)$/;

/** The modules that some modules need at once, themselves included. */
function neededBy(roots: readonly string[], graph: ModuleGraph): Set<string> {
	const found = new Set<string>();
	const visit = (id: string) => {
		if (found.has(id)) return;
		const info = graph.getModuleInfo(id);
		if (info === null) return;
		found.add(id);
		for (const imported of info.importedIds) {
			if (!ALL_MESSAGES.test(imported)) visit(imported);
			else for (const [, name] of info.code?.matchAll(/\bm\.(\w+)/g) ?? []) visit(imported.replace(/(?:\/_index)?\.js$/, `/${name}.js`));
		}
	};
	for (const root of roots) visit(root);
	return found;
}

/**
 * The piece of the app's first load that a module belongs to: `book`, which every page of a book needs; `list`, which the list of accounts needs
 * besides; `common`, what of both the pages of clients need, too. As three pieces they weigh a sixth less than as the hundred that the bundler would
 * cut them into.
 */
function firstLoad(): (id: string, graph: ModuleGraph) => string | undefined {
	const pieces = new WeakMap<ModuleGraph, Map<string, string>>();
	return (id, graph) => {
		let known = pieces.get(graph);
		if (known === undefined) {
			known = new Map();
			for (const module of neededBy(LIST, graph)) known.set(module, 'list');
			for (const module of neededBy(BOOK, graph)) known.set(module, 'book');
			for (const module of neededBy(PORTAL, graph)) if (known.has(module)) known.set(module, 'common');
			pieces.set(graph, known);
		}
		return known.get(id);
	};
}

const pieceOf = firstLoad();
/** The modules of one piece. */
const piece = (name: string) => (id: string, graph: ModuleGraph) => (pieceOf(id, graph) === name ? name : null);

/**
 * What of the build travels together. The pages of clients are fetched over a phone's slow line, once a year: what makes them up comes in a few
 * pieces instead of forty, and holds nothing of the app of staff. A module goes with the first group, by priority, that names it, and brings along
 * what it imports unless that has a group of its own.
 */
export const chunkGroups = [
	{
		name: 'svelte',
		priority: 30,
		test: paths(
			'/node_modules/svelte/src/(?:internal/(?:client|shared|flags|disclose-version)|version)',
			'/node_modules/@sveltejs/kit/src/runtime/(?:client|shared|app/(?:navigation|environment|state))',
		),
	},
	{
		// Small parts that both the app and the pages of clients use.
		name: 'parts',
		priority: 20,
		test: paths(
			'vite/preload-helper',
			'/src/lib/components/Spinner\\.svelte',
			`/node_modules/@lucide/svelte/dist/(?:Icon|defaultAttributes|icons/(?:${icons}))\\.(?:svelte|js)`,
			'/src/lib/domain/(?:password|common-passwords|text)\\.ts',
			'/src/lib/i18n/(?:locale\\.svelte|preferred-locale)\\.ts',
			'/src/lib/i18n/paraglide/(?:runtime|registry|messages/common_(?:hide|show|retry|optional))',
		),
	},
	{
		name: 'portal',
		priority: 10,
		// What following an invitation needs, and what every page has.
		test: paths(
			'/src/lib/features/portal/(?!portal\\.css|A(?:ccess|ccount)|ChangePassword|ClientMenu|Folder|Forgot|Home|home|Reset|Session|SignIn|SignUp|sign-up)',
			'/src/lib/protocol/portal',
			'/src/lib/i18n/paraglide/messages/portal_(?:activate|choose|dead|email\\.|failed|forgot_link|language|loading|offline|other|password|rule|sign_in\\.|wait|your_firm)',
		),
	},
	{ name: piece('common'), debugName: 'common', priority: 7 },
	{ name: piece('book'), debugName: 'book', priority: 6 },
	{ name: piece('list'), debugName: 'list', priority: 5 },
];
