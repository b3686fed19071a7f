import { DEFLATE, PLAIN } from '../protocol/frames/envelope.ts';
import { MalformedFrame } from '../protocol/frames/frame.ts';
import { COMPRESS_FROM, MAX_UNPACKED } from '../protocol/limits.ts';

/** Puts a frame into a websocket message: a byte that says how it is packed, then the frame, deflated when that pays. */
export async function packMessage(frame: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
	if (frame.length < COMPRESS_FROM) return withByte(PLAIN, frame);
	return withByte(
		DEFLATE,
		await collect(new Blob([frame]).stream().pipeThrough(new CompressionStream('deflate-raw')), MAX_UNPACKED),
	);
}

/**
 * Takes the frame out of a websocket message.
 * @throws MalformedFrame when it can't be unpacked, or unpacks to more than MAX_UNPACKED bytes
 */
export async function unpackMessage(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
	const body = message.subarray(1);
	if (message[0] === PLAIN) return body;
	if (message[0] !== DEFLATE) throw new MalformedFrame('unknown packing');
	try {
		return await collect(new Blob([body]).stream().pipeThrough(new DecompressionStream('deflate-raw')), MAX_UNPACKED);
	} catch (error) {
		throw new MalformedFrame(`can't be unpacked: ${String(error)}`);
	}
}

function withByte(byte: number, body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	const message = new Uint8Array(body.length + 1);
	message[0] = byte;
	message.set(body, 1);
	return message;
}

async function collect(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for (const reader = stream.getReader(); ;) {
		const { done, value } = await reader.read();
		if (done) break;
		size += value.length;
		if (size > limit) throw new MalformedFrame('unpacks to too much');
		parts.push(value);
	}
	const bytes = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}
