import { createContext } from 'svelte';

/** Which of the frame's dialogs are open; any screen may open them. */
export class FrameState {
	/** The dialog of `+ New`. */
	creating = $state<'account' | 'contact' | null>(null);
	searching = $state(false);
	/** The list of keys. */
	shortcuts = $state(false);
	/** What waits to be synced. */
	syncing = $state(false);
	signingInAgain = $state(false);
	signingOut = $state(false);
}

/** The layout of the signed-in part provides it. */
export const [getFrame, provideFrame] = createContext<FrameState>();
