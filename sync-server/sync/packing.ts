import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw } from 'node:zlib';
import { DEFLATE, PLAIN } from '../../src/lib/protocol/frames/envelope.ts';
import { COMPRESS_FROM, MAX_UNPACKED } from '../../src/lib/protocol/limits.ts';

const deflate = promisify<Uint8Array, { level: number }, Buffer>(deflateRaw);
const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

/** A message that can't be unpacked; `tooLarge`: it would unpack to more than MAX_UNPACKED bytes. */
export class Unpackable extends Error {
	override name = 'Unpackable';
	readonly tooLarge: boolean;

	constructor(tooLarge: boolean) {
		super(tooLarge ? 'unpacks to too much' : 'not packed as it says');
		this.tooLarge = tooLarge;
	}
}

/** Takes the frame out of a message; a promise where that takes work (done by Node's threads, so the event loop goes on). */
export function unpack(message: Uint8Array): Uint8Array | Promise<Uint8Array> {
	const frame = message.subarray(1);
	if (message[0] === PLAIN) return frame;
	if (message[0] !== DEFLATE) throw new Unpackable(false);
	return inflate(frame, { maxOutputLength: MAX_UNPACKED }).catch((error: NodeJS.ErrnoException) => {
		throw new Unpackable(error.code === 'ERR_BUFFER_TOO_LARGE');
	});
}

/** Makes messages of frames. A frame that goes to many is packed once: it is known by its identity. */
export class Packer {
	#made = new WeakMap<Uint8Array, Uint8Array | Promise<Uint8Array>>();

	/** A promise for a frame that is worth compressing. */
	pack(frame: Uint8Array): Uint8Array | Promise<Uint8Array> {
		const made = this.#made.get(frame);
		if (made !== undefined) return made;
		const message = frame.length < COMPRESS_FROM ? envelop(PLAIN, frame) : compress(frame);
		this.#made.set(frame, message);
		return message;
	}
}

async function compress(frame: Uint8Array): Promise<Uint8Array> {
	return envelop(DEFLATE, await deflate(frame, { level: constants.Z_BEST_SPEED }));
}

function envelop(packing: number, content: Uint8Array): Uint8Array {
	const message = new Uint8Array(1 + content.length);
	message[0] = packing;
	message.set(content, 1);
	return message;
}
