/** A rate limit that allows a burst: `burst` tokens at first, `perSecond` more with time, never over `burst`. */
export class TokenBucket {
	#perSecond: number;
	#burst: number;
	#tokens: number;
	#at: number;

	/** @param now ms since 1970 */
	constructor(perSecond: number, burst: number, now: number) {
		this.#perSecond = perSecond;
		this.#burst = burst;
		this.#tokens = burst;
		this.#at = now;
	}

	/** Takes tokens, or returns false when there are not enough. A clock set back gives nothing and takes nothing. */
	take(tokens: number, now: number): boolean {
		const gained = (Math.max(0, now - this.#at) / 1000) * this.#perSecond;
		this.#tokens = Math.min(this.#burst, this.#tokens + gained);
		this.#at = now;
		if (tokens > this.#tokens) return false;
		this.#tokens -= tokens;
		return true;
	}
}
