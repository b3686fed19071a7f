import '../../src/app.css';
import type { Component } from 'svelte';
import { render } from 'vitest-browser-svelte';
import type { Api } from '../../src/lib/app/api.ts';
import type { AppContext } from '../../src/lib/app/session-context.ts';
import { createPreferences } from '../../src/lib/app/preferences.svelte.ts';
import { createTickingClock } from '../../src/lib/app/ticking-clock.svelte.ts';
import { OpenPersonal } from '../../src/lib/app/open-personal.ts';
import type { Locale, Profile } from '../../src/lib/domain/staff.ts';
import { FrameState } from '../../src/lib/features/frame/frame-state.svelte.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import BookHost from './BookHost.svelte';
import { openTestBook, type TestBook } from './test-book.ts';

/** A book on screen, without a relay: its dialogs, and one of its pages. */
export interface BookPage {
	book: TestBook;
	frame: FrameState;
	/** Switches the language on screen. */
	speak(locale: Locale): void;
	/** Takes the page down as a crash does: nothing is asked, nothing is tidied. */
	crash(): Promise<void>;
	/** Puts the page up again on the same book. */
	open<P extends object>(page?: Component<P, object>, props?: NoInfer<P>): Promise<void>;
}

/**
 * Opens an empty book in a database of its own, and shows it in English.
 * @param person who is signed in, where it is not an owner
 * @param api what the relay answers to what the page asks
 */
export async function openBookPage(person: Partial<Profile> = {}, api: Partial<Api> = {}): Promise<BookPage> {
	const plain = await openTestBook(crypto.randomUUID(), person);
	// Their own choices are kept as in the app, and never leave this browser: nobody attends the room.
	const personal = new OpenPersonal({
		profile: plain.profile,
		platform: createBrowserPlatform(),
		url: 'ws://localhost:9/sync/rooms',
		after: Promise.resolve(),
	});
	const book: TestBook = {
		...plain,
		personal,
		leave: async () => {
			await personal.close();
			await plain.leave();
		},
	};
	const kept = new Map<string, string>();
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key),
	};
	const preferences = createPreferences({ storage, languages: ['en'], root: document.documentElement });
	const app = {
		preferences,
		clock: createTickingClock(() => Date.now()),
		session: { profile: book.profile },
		update: null,
		knownDevice: () => null,
		api,
	} as unknown as AppContext;
	let shown: { unmount(): Promise<void> | void } | null = null;
	const page: BookPage = {
		book,
		frame: new FrameState(),
		speak: (locale) => preferences.locale.choose(locale),
		crash: async () => {
			await shown?.unmount();
			shown = null;
			page.frame = new FrameState();
		},
		open: async (component, props) => {
			shown = await render(BookHost, {
				props: {
					app,
					carnet: book,
					frame: page.frame,
					page: (component ?? null) as Component<Record<string, unknown>> | null,
					props: { ...props },
				},
			});
		},
	};
	return page;
}
