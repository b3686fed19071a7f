import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { sha256, type RelayPlatform } from '../platform.ts';

/** What the relay keeps to itself, outside of its database, so that a copy of the database alone gives nobody a link or a second factor. */
export interface RelayKey {
	/** The 32 bytes of a one-time link, made from the link's id: they never need to be stored. */
	linkToken(linkId: string): Uint8Array;
	/** Digits for a person to type, made from what they are for: they never need to be stored. */
	digits(purpose: string, count: number): string;
	/** Encrypts (AES-256-GCM); the purpose is bound in. */
	seal(purpose: string, plain: Uint8Array): Uint8Array;
	/** @throws Error when the bytes were altered, or sealed by another key or for another purpose */
	open(purpose: string, sealed: Uint8Array): Uint8Array;
}

const NONCE = 12;
const TAG = 16;

/** @param secret 32 random bytes */
export function createRelayKey(secret: Uint8Array, platform: RelayPlatform): RelayKey {
	const sealing = sha256(secret, 'seal');
	const linking = sha256(secret, 'link');
	return {
		linkToken: (linkId) => createHmac('sha256', linking).update(linkId).digest(),
		digits: (purpose, count) => {
			const bytes = createHmac('sha256', linking).update(`digits ${purpose}`).digest();
			return String(bytes.readUIntBE(0, 6) % 10 ** count).padStart(count, '0');
		},
		seal: (purpose, plain) => {
			const nonce = platform.bytes(NONCE);
			const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(purpose));
			return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
		},
		open: (purpose, sealed) => {
			const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, NONCE)).setAAD(Buffer.from(purpose));
			decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
			return Buffer.concat([decipher.update(sealed.subarray(NONCE, sealed.length - TAG)), decipher.final()]);
		},
	};
}
