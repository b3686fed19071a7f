import { MAX_LOGO } from '$lib/domain/firm-settings.ts';

/** The file types that a logo is read from; what is kept is a small bitmap. */
export const LOGO_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml'] as const;

/** A larger file is hardly a logo, and would take the browser's memory, in bytes. */
const MAX_FILE = 20 * 1024 * 1024;

/** The longest side that is tried, in px, largest first. */
const SIDES = [256, 192, 160, 128, 96, 64, 48, 32];

const QUALITIES = [0.92, 0.8, 0.65, 0.5];

export type LogoReading =
	{ ok: true; logo: string } | { ok: false; problem: 'logo-type' | 'logo-unreadable' | 'logo-large' };

/** Reads a picture and makes it small enough to be kept: the largest that fits, WebP where the browser writes it, else PNG or JPEG. */
export async function readLogo(file: Blob): Promise<LogoReading> {
	if (!LOGO_TYPES.some((type) => type === file.type)) return { ok: false, problem: 'logo-type' };
	if (file.size > MAX_FILE) return { ok: false, problem: 'logo-large' };
	const address = URL.createObjectURL(file);
	try {
		const image = new Image();
		image.src = address;
		await image.decode();
		const logo = shrink(image);
		return logo === null ? { ok: false, problem: 'logo-large' } : { ok: true, logo };
	} catch {
		return { ok: false, problem: 'logo-unreadable' };
	} finally {
		URL.revokeObjectURL(address);
	}
}

function shrink(image: HTMLImageElement): string | null {
	// A drawing without a size of its own is taken as a square.
	const width = image.naturalWidth || 256;
	const height = image.naturalHeight || 256;
	const longest = Math.max(width, height);
	const isDrawing = image.naturalWidth === 0;
	for (const side of SIDES) {
		if (side > longest && !isDrawing && side !== SIDES.at(-1)) continue;
		const scale = Math.min(1, side / longest);
		const canvas = document.createElement('canvas');
		canvas.width = Math.max(1, Math.round(width * scale));
		canvas.height = Math.max(1, Math.round(height * scale));
		const context = canvas.getContext('2d');
		if (context === null) return null;
		context.imageSmoothingQuality = 'high';
		context.drawImage(image, 0, 0, canvas.width, canvas.height);
		const written = smallEnough(canvas);
		if (written !== null) return written;
	}
	return null;
}

/** PNG keeps sharp edges and is tried first; JPEG comes last, since it has no transparency. */
function smallEnough(canvas: HTMLCanvasElement): string | null {
	const tries: [string, number?][] = [
		['image/png'],
		...QUALITIES.map((quality): [string, number] => ['image/webp', quality]),
		...QUALITIES.map((quality): [string, number] => ['image/jpeg', quality]),
	];
	for (const [type, quality] of tries) {
		const url = canvas.toDataURL(type, quality);
		// A browser that can't write a type writes PNG instead.
		if (url.startsWith(`data:${type};`) && url.length <= MAX_LOGO) return url;
	}
	return null;
}
