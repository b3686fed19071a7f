import { Workbox } from 'workbox-window';

/** How often an open app asks for a newer build, and the least time between two tries when it gets the focus. In ms. */
const EVERY_HOUR = 60 * 60_000;
const AT_MOST_EVERY = 60_000;

/** How long a newer service worker may take to take over before the page is loaded again all the same, in ms. */
const TAKES_OVER_WITHIN = 4_000;

/** A page is quiet when it has loaded nothing for this long; it is waited for that long at most. In ms. */
const QUIET_FOR = 250;
const QUIET_WITHIN = 1_500;

/** Where the guard against reloading for ever is kept; it must survive the reload, so it is no variable. */
const RELOADED_FOR = 'carnet-reloaded-for';

/** What of the browser the updates need. */
export interface AppUpdateDeps {
	/** The name of the build that this page runs. */
	version: string;
	page: Window;
	now: () => number;
}

/**
 * Newer builds of the app: looks for them, says when one is ready, and changes to it only when asked.
 * The page's first service worker is no update, and is never a reason to reload.
 */
export class AppUpdate {
	/** true: a newer build is on this device, and `apply` changes to it */
	get ready(): boolean {
		return this.#ready;
	}

	#ready = $state(false);
	#applying = false;
	#reloading = false;
	#lastLook = 0;
	readonly #deps: AppUpdateDeps;
	readonly #workbox: Workbox;

	constructor(deps: AppUpdateDeps) {
		this.#deps = deps;
		this.#workbox = new Workbox('/service-worker.js', { updateViaCache: 'none' });
	}

	/** Registers the service worker and looks for newer builds until the returned function is called. */
	start(): () => void {
		const { page } = this.#deps;
		const wasControlled = page.navigator.serviceWorker.controller !== null;
		this.#workbox.addEventListener('waiting', () => {
			this.#ready = true;
		});
		this.#workbox.addEventListener('controlling', () => {
			if (this.#applying) this.#reload();
			// Another tab changed to the newer build: this one keeps its own until the person says so.
			else if (wasControlled) this.#ready = true;
		});
		const stopping = new AbortController();
		const { signal } = stopping;
		page.addEventListener('vite:preloadError', (event) => this.#pieceMissing(event), { signal });
		page.addEventListener('focus', () => this.#look(AT_MOST_EVERY), { signal });
		const timer = page.setInterval(() => this.#look(EVERY_HOUR / 2), EVERY_HOUR);
		this.#lastLook = this.#deps.now();
		// Refused in a private window, or with no connection: the app works without.
		this.#workbox.register().catch(() => {});
		return () => {
			stopping.abort();
			page.clearInterval(timer);
		};
	}

	/**
	 * Changes to the newer build: the page is loaded again with it, as soon as the old build has answered what it was asked.
	 * Asking again does no harm. Nothing happens while none is ready.
	 */
	async apply(): Promise<void> {
		if (!this.#ready) return;
		this.#applying = true;
		await whenQuiet(this.#deps.page);
		const registration = await this.#deps.page.navigator.serviceWorker.getRegistration();
		const waiting = registration?.waiting;
		// No one waits when another tab has changed already: then the page only has to load again.
		if (!waiting) return this.#reload();
		waiting.addEventListener('statechange', () => {
			if (waiting.state === 'activated') this.#reload();
		});
		this.#workbox.messageSkipWaiting();
		// It takes over only once the one before has nothing in flight: leaving the page is what ends that.
		this.#deps.page.setTimeout(() => this.#reload(), TAKES_OVER_WITHIN);
	}

	#reload(): void {
		if (this.#reloading) return;
		this.#reloading = true;
		this.#deps.page.location.reload();
	}

	#look(notWithin: number): void {
		const now = this.#deps.now();
		if (now - this.#lastLook < notWithin) return;
		this.#lastLook = now;
		this.#workbox.update().catch(() => {});
	}

	/** A piece of this build can't be had: the page is loaded again, once for each build, and never without a connection. */
	#pieceMissing(event: Event): void {
		const { page, version } = this.#deps;
		if (!page.navigator.onLine || page.sessionStorage.getItem(RELOADED_FOR) === version) return;
		page.sessionStorage.setItem(RELOADED_FOR, version);
		event.preventDefault();
		this.#reload();
	}
}

/**
 * Settles when the page has loaded nothing for a moment. A request that reaches the worker before while Chromium stops it starts that worker
 * again, and the newer one is then left to wait.
 */
function whenQuiet(page: Window): Promise<void> {
	return new Promise((resolve) => {
		const loads = new PerformanceObserver(() => {
			page.clearTimeout(quiet);
			quiet = page.setTimeout(done, QUIET_FOR);
		});
		const done = () => {
			loads.disconnect();
			page.clearTimeout(quiet);
			page.clearTimeout(end);
			resolve();
		};
		let quiet = page.setTimeout(done, QUIET_FOR);
		const end = page.setTimeout(done, QUIET_WITHIN);
		loads.observe({ type: 'resource' });
	});
}

/** Starts looking for newer builds where the browser has service workers; null where it has none, as over plain HTTP. */
export function startAppUpdate(deps: AppUpdateDeps): AppUpdate | null {
	if (!('serviceWorker' in deps.page.navigator)) return null;
	const update = new AppUpdate(deps);
	update.start();
	return update;
}
