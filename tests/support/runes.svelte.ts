import { flushSync } from 'svelte';

/** Reads a value as a screen would: again whenever a rune in it changes. */
export function followed<T>(read: () => T): { seen: T[]; stop: () => void } {
	const seen: T[] = [];
	const stop = $effect.root(() => {
		$effect(() => {
			seen.push(read());
		});
	});
	flushSync();
	return { seen, stop };
}

/** Runs what a component would run when it is made. Returns how to take the component off the screen. */
export function inEffectRoot(make: () => void): () => void {
	return $effect.root(make);
}
