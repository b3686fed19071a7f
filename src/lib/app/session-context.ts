import { createContext } from 'svelte';
import type { DeviceId } from '../domain/ids.ts';
import type { Api } from './api.ts';
import type { Carnet } from './carnet.ts';
import type { PreferenceStore } from './preferences.svelte.ts';
import type { SessionState } from './session-state.svelte.ts';
import type { TickingClock } from './ticking-clock.svelte.ts';

/** A newer build of the app that waits on this device for the person's consent. */
export interface AppUpdateOffer {
	readonly ready: boolean;
	apply(): void;
}

/** What every page has, signed in or not. */
export interface AppContext {
	session: SessionState;
	preferences: PreferenceStore;
	/** The relay's calls, for what only the relay can do. */
	api: Api;
	clock: TickingClock;
	/** null where the browser has no service workers. */
	update: AppUpdateOffer | null;
	/** The device id that a person had here before, if any. */
	knownDevice(email: string): DeviceId | null;
}

/** The root layout provides it; pages and features get it. */
export const [getApp, provideApp] = createContext<AppContext>();

/** The open book. Only inside the signed-in part: the frame's layout provides it, and is built anew for another person's. */
export const [getCarnet, provideCarnet] = createContext<Carnet>();
