import { createHash } from 'node:crypto';
import type { RelayPlatform } from '../../sync-server/platform.ts';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A relay platform whose time stands still until it is moved, and whose ids and "random" bytes follow from a seed. */
export interface FixedPlatform extends RelayPlatform {
	/** Moves time on by so many ms. */
	pass(ms: number): void;
}

/** @param now ms since 1970 */
export function createFixedPlatform(seed: string, now = Date.UTC(2026, 10, 24, 9)): FixedPlatform {
	let drawn = 0;
	let time = now;
	const bytes = (n: number): Uint8Array => {
		const blocks = Array.from({ length: Math.ceil(n / 32) }, () =>
			createHash('sha256').update(`${seed} ${drawn++}`).digest(),
		);
		return new Uint8Array(Buffer.concat(blocks).subarray(0, n));
	};
	return {
		now: () => time,
		pass: (ms) => {
			time += ms;
		},
		bytes,
		letters: (n) => Array.from(bytes(n), (byte) => LETTERS[byte % LETTERS.length]).join(''),
		uuid: () => {
			const hex = Buffer.from(bytes(10)).toString('hex');
			const ms = time.toString(16).padStart(12, '0');
			return `${ms.slice(0, 8)}-${ms.slice(8)}-7${hex.slice(0, 3)}-a${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
		},
	};
}
