import { createHash, randomBytes, randomInt } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Where the relay takes time, ids and randomness from; tests give their own. */
export interface RelayPlatform {
	/** ms since 1970 */
	now(): number;
	/** A UUIDv7 (RFC 9562 §5.7), lower case; ids made one after another sort in that order. */
	uuid(): string;
	/** n random letters and digits (5.95 bits each), from a cryptographic source. */
	letters(n: number): string;
	/** n random bytes from a cryptographic source. */
	bytes(n: number): Uint8Array;
}

/** The platform of a relay that runs for real. */
export function createPlatform(): RelayPlatform {
	let lastTime = 0;
	let counter = 0;
	return {
		now: () => Date.now(),
		uuid: () => {
			const now = Date.now();
			if (now > lastTime) {
				lastTime = now;
				counter = randomInt(0x800);
			} else if (++counter > 0xfff) {
				lastTime += 1;
				counter = 0;
			}
			return formatUuidV7(lastTime, counter, randomBytes(8));
		},
		letters: (n) => Array.from({ length: n }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
		bytes: (n) => new Uint8Array(randomBytes(n)),
	};
}

function formatUuidV7(ms: number, counter: number, random: Uint8Array): string {
	const time = ms.toString(16).padStart(12, '0');
	const tail = Buffer.from(random);
	tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
	const hex = tail.toString('hex');
	return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}

/** SHA-256 of the parts, one after another. */
export function sha256(...parts: (string | Uint8Array)[]): Buffer {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return hash.digest();
}
