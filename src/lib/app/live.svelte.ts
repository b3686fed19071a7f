import type { Live } from './carnet.ts';

/**
 * The latest answer of a live query, for as long as the component that calls this is on screen.
 * @param query reads its parameters inside, so that it is asked anew when they change
 * @param initial shown until the first answer; `undefined` tells "not answered yet" from "nothing there"
 */
export function followLive<T, I = undefined>(query: () => Live<T>, initial: I): { readonly current: T | I } {
	let current = $state.raw<T | I>(initial);
	$effect(() =>
		query()((answer) => {
			current = answer;
		}),
	);
	return {
		get current() {
			return current;
		},
	};
}
