/** What the composition root puts together. */
const below = ['commands', 'exchange', 'queries', 'projections', 'replication', 'rooms', 'storage', 'documents', 'protocol', 'domain', 'i18n', 'platform'];

/**
 * What a room may import besides itself and packages. Everything else of the project is refused. ARCHITECTURE.md says why.
 * @type {Record<string, string[]>}
 */
export const rooms = {
	'src/routes': ['src/app.css', 'src/tokens.css', 'src/lib/features', 'src/lib/app', 'src/lib/components', 'src/lib/i18n'],
	'src/lib/features': [
		'src/lib/components',
		'src/lib/app',
		'src/lib/commands',
		'src/lib/queries',
		'src/lib/i18n',
		'src/lib/domain',
		'src/lib/platform',
		// What columns of a file can hold: constants and a check, without the parsers.
		'src/lib/exchange/targets.ts',
		'src/lib/exchange/mapping.ts',
		// What the status says, and why a change was refused: facts that screens put into words.
		'src/lib/replication/status.ts',
		'src/lib/protocol/refusals.ts',
		// What the pages of clients say to the relay; `portal-is-light` keeps the rest away from them.
		'src/lib/protocol/portal.ts',
		'src/lib/protocol/portal-checks.ts',
	],
	'src/lib/components': ['src/lib/i18n'],
	'src/lib/app': below.map((room) => `src/lib/${room}`),
	// Events and entries are what a command writes and a projection reads, so these rooms see the wire's shapes.
	'src/lib/commands': ['src/lib/documents', 'src/lib/storage', 'src/lib/projections', 'src/lib/protocol', 'src/lib/domain', 'src/lib/platform'],
	'src/lib/queries': ['src/lib/documents', 'src/lib/storage', 'src/lib/projections', 'src/lib/protocol', 'src/lib/replication/status.ts', 'src/lib/domain'],
	// Files in and out: given bytes and rows, it knows no database.
	'src/lib/exchange': ['src/lib/domain', 'src/lib/storage/rows.ts'],
	'src/lib/projections': ['src/lib/documents', 'src/lib/storage', 'src/lib/protocol', 'src/lib/domain'],
	// It does not know what an account is: of documents it sees registers, and which values name registers; of the domain ids, names and clocks.
	'src/lib/replication': [
		'src/lib/protocol',
		'src/lib/storage',
		'src/lib/documents/registers.ts',
		'src/lib/documents/seen-values.ts',
		'src/lib/domain/ids.ts',
		'src/lib/domain/clock.ts',
		'src/lib/domain/document-name.ts',
		'src/lib/domain/field-value.ts',
		'src/lib/platform',
	],
	'src/lib/rooms': ['src/lib/documents', 'src/lib/protocol', 'src/lib/domain', 'src/lib/platform'],
	'src/lib/storage': ['src/lib/documents', 'src/lib/protocol', 'src/lib/domain', 'src/lib/platform'],
	'src/lib/documents': ['src/lib/domain'],
	'src/lib/protocol': ['src/lib/domain'],
	'src/lib/domain': [],
	'src/lib/i18n': ['src/lib/domain', 'src/lib/platform'],
	'src/lib/platform': ['src/lib/domain'],
	'src/service-worker': [],
	'sync-server': ['src/lib/domain', 'src/lib/protocol', 'src/lib/documents'],
};

/** Packages that only some rooms may know. */
const packages = [
	{ name: 'domain-is-pure', from: '^src/lib/domain/', except: '^node_modules/(zod|libphonenumber-js)/' },
	{ name: 'worker-has-workbox-only', from: '^src/service-worker/', except: '^node_modules/(workbox-|@sveltejs/kit)' },
];

/** @type {'error'} */
const error = 'error';
const sources = '^(src|sync-server|scripts|tests)/';
const readsApiTypes = 'src/lib/app/api\\.ts';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: [
		...Object.entries(rooms).map(([room, allowed]) => ({
			name: `only-below:${room}`,
			severity: error,
			from: { path: `^${room}/`, pathNot: `^${readsApiTypes}$` },
			to: { path: sources, pathNot: [room, ...allowed].map((path) => (/\.\w+$/.test(path) ? `^${path}$` : `^${path}/`)) },
		})),
		{
			name: 'app-knows-types-of-the-api-only',
			severity: error,
			from: { path: `^${readsApiTypes}$` },
			to: { path: '^sync-server/', dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'app-knows-the-api-only',
			severity: error,
			from: { path: `^${readsApiTypes}$` },
			to: { path: '^(sync-server|tests|scripts)/', pathNot: '^sync-server/http/api\\.ts$' },
		},
		{
			name: 'portal-is-light',
			comment: 'The pages of clients never load the book.',
			severity: error,
			from: { path: '^src/lib/features/portal/' },
			to: { path: sources, pathNot: '^src/lib/(features/portal|domain|protocol|components|i18n)/' },
		},
		{
			name: 'screens-know-no-database',
			severity: error,
			from: { path: '^src/(routes|lib/features|lib/components)/' },
			to: { path: '^node_modules/(dexie|yjs|y-[a-z]+|lib0)/' },
		},
		...packages.map(({ name, from, except }) => ({
			name,
			severity: error,
			from: { path: from },
			to: { path: '^node_modules/', pathNot: except },
		})),
		{ name: 'nothing-imports-tests', severity: error, from: { pathNot: '^(tests/|scripts/pictures\\.ts$|[^/]+$)' }, to: { path: '^tests/' } },
		{ name: 'no-cycles', severity: error, from: { pathNot: '^tests/' }, to: { circular: true } },
		{ name: 'no-cycles-but-of-types', severity: error, from: { path: '^tests/' }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
		{
			name: 'everything-is-found',
			severity: error,
			from: {},
			to: { couldNotResolve: true, pathNot: '^(\\$service-worker|\\$app/|\\$env/|virtual:)' },
		},
		{
			name: 'packages-are-declared',
			severity: error,
			from: { pathNot: '^tests/' },
			to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '^\\$' },
		},
	],
	options: {
		doNotFollow: { path: ['node_modules', '^src/lib/i18n/paraglide'] },
		exclude: { path: ['^src/lib/i18n/paraglide/.*\\.d\\.ts$', '\\.css$', '^tests/support/engines/webkit-browser\\.js$'] },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: '.svelte-kit/tsconfig.json' },
		enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['svelte', 'browser', 'import', 'node', 'default'] },
	},
};
