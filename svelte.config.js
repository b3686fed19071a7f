import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { buildVersion } from './scripts/build-version.mjs';

// A hash of what is built: an unchanged rebuild must not look like an update to a device. A build reads this file in several
// processes, which must agree even when somebody saves a source meanwhile: the first one decides for all.
process.env.BUILD_VERSION ??= buildVersion();

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		// One page for every address: the relay answers each navigation with it, the service worker keeps it.
		adapter: adapter({ pages: 'build', assets: 'build', fallback: 'app.html', precompress: true, strict: false }),
		serviceWorker: { register: false },
		version: { name: process.env.BUILD_VERSION, pollInterval: 0 },
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['none'],
				'script-src': ['self', inlineScript()],
				'style-src': ['self', 'unsafe-inline'],
				'img-src': ['self', 'data:', 'blob:'],
				'connect-src': ['self'],
				'font-src': ['self'],
				'manifest-src': ['self'],
				'worker-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'object-src': ['none'],
			},
		},
		alias: { $messages: 'src/lib/i18n/paraglide/messages.js' },
		typescript: {
			config: (config) => ({
				...config,
				include: [...config.include, '../sync-server/**/*.ts', '../tests/**/*.ts', '../scripts/**/*.ts'],
			}),
		},
	},
	compilerOptions: { runes: true },
};

/** The page's own script, which sets the theme before the first paint, as a content security policy names it. */
function inlineScript() {
	const script =
		/<script>([\s\S]*?)<\/script>/.exec(readFileSync(new URL('src/app.html', import.meta.url), 'utf8'))?.[1] ?? '';
	return /** @type {const} */ (`sha256-${createHash('sha256').update(script).digest('base64')}`);
}
