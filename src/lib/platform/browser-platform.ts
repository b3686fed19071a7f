import type { Platform } from './platform.ts';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The platform of a browser (or of Node): system clock, Web Crypto. */
export function createBrowserPlatform(): Platform {
	let lastTime = 0;
	let counter = 0;
	const random = randomBytes();
	return {
		now: () => Date.now(),
		uuid: () => {
			const now = Date.now();
			if (now > lastTime) {
				lastTime = now;
				counter = below(0x800, random);
			} else if (++counter > 0xfff) {
				lastTime += 1;
				counter = 0;
			}
			return formatUuidV7(lastTime, counter, random(8));
		},
		letters: (n) => Array.from({ length: n }, () => LETTERS[below(LETTERS.length, random)]).join(''),
		clientId: () => below(2 ** 32, random),
		random: () => below(2 ** 32, random) / 2 ** 32,
	};
}

/** A UUIDv7 of a time (ms), a counter of 12 bits and 62 random bits. */
export function formatUuidV7(ms: number, counter: number, random: Uint8Array): string {
	const time = ms.toString(16).padStart(12, '0');
	const tail = Array.from(random, (byte, i) => (i === 0 ? (byte & 0x3f) | 0x80 : byte).toString(16).padStart(2, '0')).join('');
	return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** Random bytes, fetched by the thousand: an import asks for a hundred thousand ids, and each way to the source costs more than an id. */
function randomBytes(): (count: number) => Uint8Array {
	const fetched = new Uint8Array(4_096);
	let used = fetched.length;
	return (count) => {
		if (used + count > fetched.length) {
			crypto.getRandomValues(fetched);
			used = 0;
		}
		used += count;
		return fetched.slice(used - count, used);
	};
}

function below(limit: number, random: (count: number) => Uint8Array): number {
	const ceiling = 2 ** 32 - (2 ** 32 % limit);
	for (;;) {
		const word = new Uint32Array(random(4).buffer)[0] ?? 0;
		if (word < ceiling) return word % limit;
	}
}
