/** How a text file's bytes are to be read. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How many bytes are looked at to tell an encoding. */
const LOOK = 65_536;

/**
 * Tells how a text file is encoded: by its byte order mark, by the zero bytes that UTF-16 puts beside Latin letters, by whether it is valid
 * UTF-8; else Windows-1252, which French Excel writes.
 */
function tellEncoding(bytes: Uint8Array): Encoding {
	if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
	const head = bytes.subarray(0, LOOK);
	const zeros = [0, 0];
	for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
	const [even = 0, odd = 0] = zeros;
	if (odd > head.length / 5 && even < odd / 10) return 'utf-16le';
	if (even > head.length / 5 && odd < even / 10) return 'utf-16be';
	return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

/** Reads a text file's bytes. The byte order mark is left out. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
	const encoding = tellEncoding(bytes);
	return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

function isUtf8(bytes: Uint8Array): boolean {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return true;
	} catch {
		return false;
	}
}
