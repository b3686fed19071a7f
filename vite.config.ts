import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { chunkGroups } from './scripts/chunk-groups.ts';
import { paraglideOptions } from './scripts/messages.ts';

const relay = process.env.RELAY_URL ?? 'http://127.0.0.1:5180';

export default defineConfig({
	plugins: [paraglideVitePlugin(paraglideOptions), tailwindcss(), sveltekit()],
	worker: { format: 'es' },
	build: { target: 'es2023' },
	// What a browser fetches, not what the build itself runs.
	environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } } } } },
	server: {
		proxy: {
			'^/api/': { target: relay },
			'^/health$': { target: relay },
			'^/dev/': { target: relay },
			'^/sync/': { target: relay, ws: true },
		},
	},
});
