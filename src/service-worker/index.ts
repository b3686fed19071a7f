/// <reference types="@sveltejs/kit" />
import { build, files, version } from '$service-worker';
import { cacheNames, setCacheNameDetails } from 'workbox-core';
import { createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

const worker = self as unknown as ServiceWorkerGlobalScope;

/** The page for every address of the app; the adapter writes it. */
const SHELL = '/app.html';
/** What the relay answers itself, always over the network: data, and the pages of clients. */
const RELAY_ROOMS = ['api', 'sync', 'dev', 'health', 'portal', 'activation', 'sign-up'];
const OF_THE_RELAY = new RegExp(`^/(${RELAY_ROOMS.join('|')})(/|\\?|$)`);
/** Files of builds, whose names hold their hash. */
const PIECES = '/_app/immutable/';
const CACHES = 'carnet';

// Each build has a cache of its own, so that a tab opened before an update still finds the pieces of its build.
setCacheNameDetails({ prefix: CACHES, precache: 'app', suffix: version });

precacheAndRoute([
	// The name of a built file holds its hash.
	...build.map((url) => ({ url, revision: null })),
	...[...files, SHELL].map((url) => ({ url, revision: version })),
]);

// What is the relay's, and the pieces of builds, go past this worker, where the browser can do that. Otherwise such a request could arrive while
// Chromium stops this worker to let a newer one take over: that starts this one again, and Chromium then forgets the change until the
// worker is next idle. It is quicker, too: a page's pieces do not stand in line for one worker.
worker.addEventListener('install', (event) => {
	const { addRoutes } = event as InstallEventWithRoutes;
	if (addRoutes === undefined) return;
	const relay = RELAY_ROOMS.map((room): Route => ({
		condition: { urlPattern: { pathname: `/${room}{/*}?` } },
		source: 'network',
	}));
	// Whichever build's cache has it; the network where none has.
	const pieces: Route = { condition: { urlPattern: { pathname: `${PIECES}*` } }, source: 'cache' };
	event.waitUntil(addRoutes.call(event, [...relay, pieces]));
});

registerRoute(new NavigationRoute(createHandlerBoundToURL(SHELL), { denylist: [OF_THE_RELAY] }));

registerRoute(
	({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith(PIECES),
	async ({ request }) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request),
);

// A new build waits until the person says so (or no tab is open any more).
worker.addEventListener('message', (event) => {
	const message: unknown = event.data;
	if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'SKIP_WAITING') {
		event.waitUntil(worker.skipWaiting());
	}
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(Promise.all([worker.clients.claim(), removeOldBuilds()]));
});

/** Static routing (https://w3c.github.io/ServiceWorker/#service-worker-static-router), which TypeScript's own types do not know. */
interface Route {
	condition: { urlPattern: { pathname: string } };
	source: 'network' | 'cache';
}

interface InstallEventWithRoutes extends ExtendableEvent {
	addRoutes?: (routes: Route[]) => Promise<void>;
}

/** Keeps the present build and the one before. */
async function removeOldBuilds(): Promise<void> {
	const others = (await caches.keys()).filter(
		(name) => name.startsWith(`${CACHES}-app-`) && name !== cacheNames.precache,
	);
	await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}
