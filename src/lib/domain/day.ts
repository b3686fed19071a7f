import * as z from 'zod/mini';

/** Whether a text is a day of the calendar as 'YYYY-MM-DD' (ISO 8601): 31 February is none. */
export function isDay(text: string): boolean {
	const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
	if (parts === null) return false;
	const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
	if (year < 1000 || month < 1 || month > 12 || day < 1) return false;
	return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A day as it is stored. */
export const day = z.string().check(z.refine(isDay));

/** The day of a moment (ms since 1970) where the device is. */
export function dayOf(ms: number): string {
	const at = new Date(ms);
	return `${String(at.getFullYear()).padStart(4, '0')}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

/**
 * Reads a day as it is typed: day, month, year with `/`, `.`, `-` or spaces between them, or ISO 8601.
 * @returns 'YYYY-MM-DD', or null for what is no day
 */
export function readDay(typed: string): string | null {
	const text = typed.trim();
	if (isDay(text)) return text;
	const parts = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/.exec(text);
	if (parts === null) return null;
	const [, dayPart = '', month = '', year = ''] = parts;
	const iso = `${year}-${month.padStart(2, '0')}-${dayPart.padStart(2, '0')}`;
	return isDay(iso) ? iso : null;
}
