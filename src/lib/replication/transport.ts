import type { CloseReason } from '../protocol/close-codes.ts';
import type { DownFrame, UpFrame } from '../protocol/frames/frame.ts';

/** What a connection tells its owner. After `closed`, and after `abandon`, nothing more comes. */
export interface TransportEvents {
	opened(): void;
	frame(frame: DownFrame): void;
	closed(code: number): void;
}

/** One connection to the relay. */
export interface Connection {
	/** Frames leave in the order of the calls. */
	send(frame: UpFrame): void;
	/** Lets go at once, without waiting for the other side; tells it why where that is still possible. */
	abandon(reason: CloseReason): void;
}

/** Opens a connection; never throws: what fails is told by `closed`. */
export type Connect = (events: TransportEvents) => Connection;
