/** What a device does after a close: again at once, again after a growing delay, or not before something changed. */
export type Recovery = 'now' | 'backoff' | 'sign-in' | 'update-app' | 'never';

/** Every close code that the relay or a device uses, with its one recovery rule. 44xx: RFC 6455 §7.4.2, private use. */
export const CLOSE = {
	/** The relay stops or restarts. */
	goingAway: { code: 1001, name: 'going-away', recovery: 'backoff' },
	/** The frame could not be read: a fault of the device's own, so a hasty retry would only repeat it. */
	malformed: { code: 4400, name: 'malformed', recovery: 'backoff' },
	/** No session, or it has ended. */
	signedOut: { code: 4401, name: 'signed-out', recovery: 'sign-in' },
	/** The document or the action is not for this session. */
	forbidden: { code: 4403, name: 'forbidden', recovery: 'never' },
	/** No such document can exist. */
	unknownDocument: { code: 4404, name: 'unknown-document', recovery: 'never' },
	/** No hello in time, or a peer that stopped answering. */
	timeout: { code: 4408, name: 'timeout', recovery: 'backoff' },
	/** The device's protocol is older than the relay speaks. */
	tooOld: { code: 4409, name: 'protocol-too-old', recovery: 'update-app' },
	/** The relay is older than the device: it will be updated some day. */
	tooNew: { code: 4410, name: 'protocol-too-new', recovery: 'backoff' },
	/** A frame over the limit. */
	tooLarge: { code: 4413, name: 'too-large', recovery: 'backoff' },
	/** More than the rate allows. */
	tooFast: { code: 4429, name: 'too-fast', recovery: 'backoff' },
	/** The device was removed: erase its local data. */
	removed: { code: 4430, name: 'device-removed', recovery: 'never' },
	/** The relay failed to read or write its store; nothing was acknowledged. */
	storeFailed: { code: 4500, name: 'store-failed', recovery: 'backoff' },
	/** The room must be joined anew: the peer's updates had a gap. y-websocket takes 44xx for final, so this one is outside. */
	resync: { code: 4501, name: 'resync', recovery: 'now' },
	/** The reader was too slow for what was sent. */
	slowReader: { code: 4508, name: 'slow-reader', recovery: 'backoff' },
} as const satisfies Record<string, { code: number; name: string; recovery: Recovery }>;

export type CloseReason = (typeof CLOSE)[keyof typeof CLOSE];

/** The recovery rule of a close code as it arrived; any code that is not ours means that the network went. */
export function recoveryOf(code: number): Recovery {
	return Object.values(CLOSE).find((reason) => reason.code === code)?.recovery ?? 'backoff';
}
