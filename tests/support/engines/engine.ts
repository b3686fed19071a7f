/** Roles that steps of a test click. */
export type ClickRole = 'button' | 'link' | 'radio' | 'checkbox' | 'switch' | 'tab' | 'option' | 'menuitem';

/**
 * One window of a browser, with what a person does in it. It is the same for the three engines, so that the critical steps are
 * written once. Every act waits until what it needs is there, and throws when that takes longer than 15 s.
 */
export interface EngineWindow {
	goto(url: string): Promise<void>;
	reload(): Promise<void>;
	/** Replaces what the field of this label holds: the first one that is visible. The label is its accessible name, whole. */
	fill(label: string, text: string): Promise<void>;
	/** Clicks the first visible element of this role and this accessible name, whole. */
	click(role: ClickRole, name: string): Promise<void>;
	/** Presses a key where the focus is, such as `Enter`, `Escape`, `Tab`. */
	press(key: 'Enter' | 'Escape' | 'Tab'): Promise<void>;
	/** Waits until the page shows this text. */
	sees(text: string): Promise<void>;
	/** The text that the page shows now. */
	text(): Promise<string>;
	/** Waits until a newly stored app could open without the relay: a service worker is active and in charge. */
	worksOffline(): Promise<void>;
	/** Writes a picture (PNG) of the page. */
	screenshot(path: string): Promise<void>;
	/** Ends the browser and everything it started with SIGKILL, as a crash would. */
	kill(): Promise<void>;
	/** Ends the browser in an orderly way. */
	close(): Promise<void>;
}

/** A browser engine of this machine. */
export interface Engine {
	readonly name: 'chromium' | 'firefox' | 'webkit';
	/** Opens a browser on a profile folder, which keeps everything from one opening to the next. */
	open(profile: string): Promise<EngineWindow>;
}

/** How long an act waits for what it needs, in ms. */
export const PATIENCE = 15_000;
