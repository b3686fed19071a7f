/** A seeded source of chance (mulberry32): one of them decides everything in a run, so a seed is a run. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed | 0;
	}

	/** From 0 up to 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from 0 up to, not with, `limit`. */
	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	/** A whole number from `least` to `most`. */
	between(least: number, most: number): number {
		return least + this.below(most - least + 1);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** One of a list; undefined of an empty one. */
	pick<T>(list: readonly T[]): T | undefined {
		return list[this.below(list.length)];
	}

	/** One of the names, each as likely as its weight. */
	weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
		const entries = Object.entries(weights) as [Name, number][];
		let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [name, weight] of entries) {
			left -= weight;
			if (left < 0) return name;
		}
		return (entries[0] as [Name, number])[0];
	}

	/** A source of its own that follows from this one. */
	fork(): Random {
		return new Random(Math.floor(this.next() * 2 ** 32));
	}

	bytes(n: number): Uint8Array {
		return Uint8Array.from({ length: n }, () => this.below(256));
	}

	letters(n: number): string {
		const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
		return Array.from({ length: n }, () => letters[this.below(letters.length)]).join('');
	}
}
