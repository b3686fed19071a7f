import { createSubscriber } from 'svelte/reactivity';

/** How often what says "5 minutes ago" is drawn again, in ms. */
const TICK = 20_000;

/** The time as screens show it: reading `now` in a component draws it again every so often. */
export interface TickingClock {
	/** ms since 1970 */
	readonly now: number;
}

/** A clock that ticks only while something on screen reads it. */
export function createTickingClock(now: () => number): TickingClock {
	const follow = createSubscriber((update) => {
		const timer = setInterval(update, TICK);
		return () => clearInterval(timer);
	});
	return {
		get now() {
			follow();
			return now();
		},
	};
}
