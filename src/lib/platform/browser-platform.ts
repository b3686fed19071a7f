import type { Platform } from './platform.ts';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The platform of a browser (or of Node): system clock, Web Crypto. */
export function createBrowserPlatform(): Platform {
	let lastTime = 0;
	let counter = 0;
	return {
		now: () => Date.now(),
		uuid: () => {
			const now = Date.now();
			if (now > lastTime) {
				lastTime = now;
				counter = randomBelow(0x800);
			} else if (++counter > 0xfff) {
				lastTime += 1;
				counter = 0;
			}
			return formatUuidV7(lastTime, counter, crypto.getRandomValues(new Uint8Array(8)));
		},
		letters: (n) => Array.from({ length: n }, () => LETTERS[randomBelow(LETTERS.length)]).join(''),
		clientId: () => randomBelow(2 ** 32),
		random: () => randomBelow(2 ** 32) / 2 ** 32,
	};
}

/** A UUIDv7 of a time (ms), a counter of 12 bits and 62 random bits. */
export function formatUuidV7(ms: number, counter: number, random: Uint8Array): string {
	const time = ms.toString(16).padStart(12, '0');
	const tail = Array.from(random, (byte, i) => (i === 0 ? (byte & 0x3f) | 0x80 : byte).toString(16).padStart(2, '0')).join('');
	return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

function randomBelow(limit: number): number {
	const word = new Uint32Array(1);
	const ceiling = 2 ** 32 - (2 ** 32 % limit);
	do crypto.getRandomValues(word);
	while ((word[0] ?? 0) >= ceiling);
	return (word[0] ?? 0) % limit;
}
