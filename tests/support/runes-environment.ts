import type { Environment } from 'vitest/runtime';

/** Node for tests of state classes: Svelte is compiled and resolved as for a browser, so that effects run. There is no DOM. */
export default {
	name: 'runes',
	viteEnvironment: 'client',
	setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
