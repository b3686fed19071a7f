/** Where the app takes time, ids and randomness from; tests and the simulator give their own. */
export interface Platform {
	/** ms since 1970, by the device's own clock */
	now(): number;
	/** A UUIDv7 (RFC 9562 §5.7), lower case; ids made one after another sort in that order. */
	uuid(): string;
	/** n random letters and digits, from a cryptographic source. */
	letters(n: number): string;
	/** A random Yjs client id: 32 bits. */
	clientId(): number;
	/** A number from 0 up to 1, for jitter. */
	random(): number;
}
