import * as z from 'zod/mini';

/** A hybrid logical clock's stamp: milliseconds since 1970 (UTC) times 1024, plus a counter. Exact in a double until the year 2248. */
export const stamp = z
	.number()
	.check(z.int(), z.nonnegative(), z.maximum(Number.MAX_SAFE_INTEGER))
	.brand<'Stamp'>();
export type Stamp = z.infer<typeof stamp>;

const TICKS = 1024;

/** The stamp that a moment (ms since 1970) begins with. */
export function stampAt(ms: number): Stamp {
	return (ms * TICKS) as Stamp;
}

/** The moment (ms since 1970) of a stamp. */
export function stampTime(at: Stamp): number {
	return Math.floor(at / TICKS);
}

/**
 * The next stamp of a clock that last gave (or saw) `last`, at the wall time `nowMs`.
 * Always greater than `last`, so an edit made after seeing a value outlives it (Kulkarni et al., "Logical Physical Clocks", 2014).
 */
export function nextStamp(last: Stamp, nowMs: number): Stamp {
	return Math.max(nowMs * TICKS, last + 1) as Stamp;
}

/** The later of two stamps. */
export function laterStamp(a: Stamp, b: Stamp): Stamp {
	return a > b ? a : b;
}
