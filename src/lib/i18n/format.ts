import type { Locale } from '../domain/staff.ts';
import { getLocale } from './paraglide/runtime.js';

/** Dates, times and numbers as people of one language write them. Moments are ms since 1970, shown in the device's time zone. */
export interface Formats {
	/** `24 Nov 2026`, `24 nov. 2026` */
	date(ms: number): string;
	/** `14:32` */
	time(ms: number): string;
	/** `24 Nov 2026, 14:32` */
	dateTime(ms: number): string;
	/** The time alone for a moment of the day that `now` is in, else date and time. */
	moment(ms: number, now: number): string;
	/** How long ago: `5 minutes ago`, `yesterday`; `now` under three quarters of a minute. */
	relative(ms: number, now: number): string;
	/** `1,234`, `1 234` */
	number(value: number): string;
	/** A decimal number with all of its digits: `1,234.5`, `1 234,5` */
	decimal(value: number): string;
	/** An amount of cents with its two decimals: `1,234.50`, `1 234,50` */
	cents(value: number): string;
	/** 0 up to 1 as a whole per cent: `34%`, `34 %` */
	percent(share: number): string;
	/** A day of the calendar ('YYYY-MM-DD'), which no time zone moves: `24 Nov 2026`, `24 nov. 2026` */
	day(iso: string): string;
	/** The same as one types it: `24/11/2026` */
	shortDay(iso: string): string;
	/** Bytes in the largest unit that gives at least one: `1.2 MB`, `1,2 Mo` */
	bytes(value: number): string;
	/** `a, b and c` */
	list(items: readonly string[]): string;
	/** `a, b or c` */
	either(items: readonly string[]): string;
	/** Compares two texts in the language's alphabetical order, digits by value. */
	compare(a: string, b: string): number;
	/** A country's name by its ISO 3166-1 alpha-2 code. */
	country(code: string): string;
	/** Every country, in alphabetical order. */
	countries(): { code: string; name: string }[];
}

/** English is written the British way: the day comes before the month, as everywhere that firms of this product work. */
const TAGS: Readonly<Record<Locale, string>> = { en: 'en-GB', fr: 'fr-FR' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Regions that `Intl` names and that are no country to have an office in: groupings, outlying codes, placeholders. */
const NO_COUNTRY = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);

const FORMATS: Readonly<Record<Locale, Formats>> = { en: createFormats('en'), fr: createFormats('fr') };

/** The formats of a language; by default of the one on screen, so that a text drawn with them follows a switch. */
export function formats(locale: Locale = getLocale()): Formats {
	return FORMATS[locale];
}

function createFormats(locale: Locale): Formats {
	const tag = TAGS[locale];
	const date = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
	const time = new Intl.DateTimeFormat(tag, { timeStyle: 'short' });
	const dateTime = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
	const ago = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
	const number = new Intl.NumberFormat(tag);
	const decimal = new Intl.NumberFormat(tag, { maximumFractionDigits: 20 });
	const cents = new Intl.NumberFormat(tag, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
	const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
	const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
	const list = new Intl.ListFormat(tag, { type: 'conjunction' });
	const either = new Intl.ListFormat(tag, { type: 'disjunction' });
	const collator = new Intl.Collator(tag, { numeric: true });
	const countryNames = new Intl.DisplayNames([tag], { type: 'region', fallback: 'none' });

	return {
		date: (ms) => date.format(ms),
		time: (ms) => time.format(ms),
		dateTime: (ms) => dateTime.format(ms),
		moment: (ms, now) => (isSameDay(ms, now) ? time.format(ms) : dateTime.format(ms)),
		relative: (ms, now) => relative(ago, ms, now),
		number: (value) => number.format(value),
		percent: (share) => percent.format(share),
		decimal: (value) => decimal.format(value),
		cents: (value) => cents.format(value / 100),
		day: (iso) => day.format(Date.parse(`${iso}T00:00:00Z`)),
		shortDay: (iso) => iso.split('-').reverse().join('/'),
		bytes: (value) => bytes(tag, value),
		list: (items) => list.format(items),
		either: (items) => either.format(items),
		compare: (a, b) => collator.compare(a, b),
		country: (code) => (/^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code),
		countries: () =>
			regionCodes()
				.flatMap((code) => {
					const name = countryNames.of(code);
					return name === undefined ? [] : [{ code, name }];
				})
				.sort((a, b) => collator.compare(a.name, b.name)),
	};
}

function isSameDay(a: number, b: number): boolean {
	return new Date(a).toDateString() === new Date(b).toDateString();
}

function relative(format: Intl.RelativeTimeFormat, ms: number, now: number): string {
	const past = ms - now;
	const size = Math.abs(past);
	if (size < 45_000) return format.format(0, 'second');
	if (size < 45 * MINUTE) return format.format(Math.round(past / MINUTE), 'minute');
	if (size < 22 * HOUR) return format.format(Math.round(past / HOUR), 'hour');
	if (size < 26 * DAY) return format.format(Math.round(past / DAY), 'day');
	if (size < 320 * DAY) return format.format(Math.round(past / (30.4 * DAY)), 'month');
	return format.format(Math.round(past / (365.25 * DAY)), 'year');
}

function bytes(tag: string, value: number): string {
	const power = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
	const digits = power > 1 ? 1 : 0;
	const options = {
		style: 'unit',
		unit: BYTE_UNITS[power],
		unitDisplay: 'short',
		maximumFractionDigits: digits,
	} as const;
	return new Intl.NumberFormat(tag, options).format(value / 1000 ** power);
}

/** Two-letter codes that stand for themselves: a withdrawn one (`SU`) is rewritten by `Intl` to its successor and so left out. */
function regionCodes(): string[] {
	const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
	return letters
		.flatMap((first) => letters.map((second) => first + second))
		.filter((code) => !NO_COUNTRY.has(code) && new Intl.Locale(`und-${code}`).region === code);
}
