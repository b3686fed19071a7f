import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { playwright } from '@vitest/browser-playwright';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { paraglideOptions } from './scripts/messages.ts';
import { chromiumLaunch } from './tests/support/browsers.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const alias = { $messages: here('src/lib/i18n/paraglide/messages.js'), $lib: here('src/lib') };

/** A kind of test that runs in Node, in the order given: kinds of one order run together, on both cores. */
function inNode(name: string, include: string, order: number, limits: { testTimeout?: number; hookTimeout?: number } = {}): TestProjectInlineConfiguration {
	return {
		resolve: { alias },
		test: { name, include: [include], environment: 'node', sequence: { groupOrder: order }, ...limits },
	};
}

export default defineConfig({
	test: {
		maxWorkers: 2,
		projects: [
			inNode('architecture', 'tests/architecture/**/*.test.ts', 0, { testTimeout: 60_000 }),
			{
				// Compiled as for a browser, so that Svelte's effects run in state classes that are tested without a page.
				plugins: [
					paraglideVitePlugin(paraglideOptions),
					svelte({ dynamicCompileOptions: () => ({ generate: 'client' }) }),
				],
				resolve: { alias },
				ssr: { resolve: { conditions: ['browser', 'module', 'node', 'development'] } },
				test: {
					name: 'unit',
					include: ['tests/unit/**/*.test.ts'],
					environment: 'node',
					sequence: { groupOrder: 0 },
					testTimeout: 30_000,
					server: { deps: { inline: [/svelte/] } },
				},
			},
			inNode('contract', 'tests/contracts/**/*.contract.test.ts', 1, { testTimeout: 60_000, hookTimeout: 60_000 }),
			inNode('simulation', 'tests/simulation/**/*.test.ts', 2, { testTimeout: 300_000 }),
			inNode('integration', 'tests/integration/**/*.integration.test.ts', 3, { testTimeout: 60_000, hookTimeout: 60_000 }),
			{
				plugins: [paraglideVitePlugin(paraglideOptions), tailwindcss(), sveltekit()],
				// Found before the first test: a package discovered later reloads the page under a running test.
				optimizeDeps: { entries: ['tests/browser/**/*.ts', 'src/routes/**/*.svelte'] },
				test: {
					name: 'browser',
					include: ['tests/browser/**/*.browser.test.ts'],
					sequence: { groupOrder: 4 },
					testTimeout: 60_000,
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({ launchOptions: chromiumLaunch() }),
						instances: [{ browser: 'chromium' }],
					},
				},
			},
		],
	},
});
