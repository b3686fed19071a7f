/** How a text file's bytes are to be read. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'macintosh';

/** How many bytes are looked at to tell an encoding. */
const LOOK = 65_536;

/**
 * Tells how a text file is encoded: by its byte order mark, by the zero bytes that UTF-16 puts beside Latin letters, by whether it is valid
 * UTF-8; else Windows-1252, which French Excel writes, unless its accents are where Excel for Mac puts them.
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
	return isUtf8(bytes) ? 'utf-8' : isMacRoman(head) ? 'macintosh' : 'windows-1252';
}

/** Reads a text file's bytes. The byte order mark is left out. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
	const encoding = tellEncoding(bytes);
	return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

/** é è à ê ç ù ô î â û, as both encodings have them. */
const MAC = new Set([0x8e, 0x8f, 0x88, 0x90, 0x8d, 0x9d, 0x99, 0x94, 0x89, 0x9e]);
const WINDOWS = new Set([0xe9, 0xe8, 0xe0, 0xea, 0xe7, 0xf9, 0xf4, 0xee, 0xe2, 0xfb]);

/** Whether French accents beside small letters are where the Mac's older encoding has them. */
function isMacRoman(head: Uint8Array): boolean {
	const isSmall = (byte: number | undefined) => byte !== undefined && byte >= 0x61 && byte <= 0x7a;
	let [mac, windows] = [0, 0];
	for (const [i, byte] of head.entries()) {
		// Between letters: at the end of a word, the same bytes are a quotation mark.
		if (!isSmall(head[i - 1]) || !isSmall(head[i + 1])) continue;
		if (MAC.has(byte)) mac++;
		else if (WINDOWS.has(byte)) windows++;
	}
	return mac > windows;
}

function isUtf8(bytes: Uint8Array): boolean {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return true;
	} catch {
		return false;
	}
}
