import { argon2, timingSafeEqual } from 'node:crypto';
import type { RelayPlatform } from '../platform.ts';

/** Too many sign-ins wait for a hash already: come back in a moment. */
export class HashingBusy extends Error {}

/** Argon2id with at least 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet, 2026). */
const MEMORY = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG = 32;
const SALT = 16;

/** At once; more would take every thread that files and names need too. */
const AT_ONCE = 4;
/** Waiting behind those. */
const QUEUE = 64;

/** Hashes and checks passwords, a few at a time. A password is taken in NFC (RFC 8265 §4.2), never cut. */
export interface PasswordHasher {
	/** @throws HashingBusy */
	hash(password: string): Promise<string>;
	/**
	 * Whether the password is the one that was hashed. With null (nobody has that name) it takes as long, and answers no.
	 * @throws HashingBusy
	 */
	verify(password: string, stored: string | null): Promise<boolean>;
	/** Whether a hash was made with weaker parameters than today's. */
	isOutdated(stored: string): boolean;
}

export function createPasswordHasher(platform: Pick<RelayPlatform, 'bytes'>): PasswordHasher {
	let running = 0;
	const waiting: (() => void)[] = [];
	const dummy = format({ memory: MEMORY, passes: PASSES, lanes: LANES }, platform.bytes(SALT), platform.bytes(TAG));

	async function inTurn<T>(work: () => Promise<T>): Promise<T> {
		if (running >= AT_ONCE) {
			if (waiting.length >= QUEUE) throw new HashingBusy();
			await new Promise<void>((resolve) => waiting.push(resolve));
		} else {
			running += 1;
		}
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next === undefined) running -= 1;
			else next();
		}
	}

	return {
		hash: async (password) => {
			const cost = { memory: MEMORY, passes: PASSES, lanes: LANES };
			const salt = platform.bytes(SALT);
			return format(cost, salt, await inTurn(() => derive(password, salt, cost, TAG)));
		},
		verify: async (password, stored) => {
			const { cost, salt, tag } = parse(stored ?? dummy);
			const derived = await inTurn(() => derive(password, salt, cost, tag.length));
			return timingSafeEqual(derived, tag) && stored !== null;
		},
		isOutdated: (stored) => {
			const { memory, passes } = parse(stored).cost;
			return memory < MEMORY || passes < PASSES;
		},
	};
}

interface Cost {
	memory: number;
	passes: number;
	lanes: number;
}

function derive(password: string, salt: Uint8Array, cost: Cost, tagLength: number): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		argon2(
			'argon2id',
			{
				message: password.normalize('NFC'),
				nonce: salt,
				parallelism: cost.lanes,
				tagLength,
				memory: cost.memory,
				passes: cost.passes,
			},
			(error, tag) => (error === null ? resolve(Buffer.from(tag)) : reject(error)),
		);
	});
}

/** The PHC string format (github.com/P-H-C/phc-string-format). */
function format(cost: Cost, salt: Uint8Array, tag: Uint8Array): string {
	const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
	return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.lanes}$${base64(salt)}$${base64(tag)}`;
}

function parse(stored: string): { cost: Cost; salt: Buffer; tag: Buffer } {
	const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored);
	if (match === null) throw new Error('A stored password hash is damaged.');
	const [, memory = '', passes = '', lanes = '', salt = '', tag = ''] = match;
	return {
		cost: { memory: Number(memory), passes: Number(passes), lanes: Number(lanes) },
		salt: Buffer.from(salt, 'base64'),
		tag: Buffer.from(tag, 'base64'),
	};
}
