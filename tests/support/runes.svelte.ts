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
