import type { AccountType } from '../domain/account.ts';
import type { Civility } from '../domain/contact.ts';
import type { CustomField } from '../domain/custom-field.ts';
import { readCustomText } from '../domain/custom-text.ts';
import { checkCustomValue } from '../domain/custom-value.ts';
import { isDay, readDay } from '../domain/day.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { Locale } from '../domain/staff.ts';
import { foldText, tidyLine } from '../domain/text.ts';
import { headerKey } from './targets.ts';

/** Which of day and month a column of dates writes first. */
export type DateOrder = 'day' | 'month';

const YES = new Set(['oui', 'o', 'yes', 'y', 'true', 'vrai', 'v', 'x', '1', 'on', 'ok', 'actif', 'active', 'coche']);
const NO = new Set(['non', 'n', 'no', 'false', 'faux', 'f', '0', 'off', 'inactif', 'inactive', 'aucun', 'none']);
const TYPES: Readonly<Record<AccountType, readonly string[]>> = {
	company: ['entreprise', 'societe', 'company', 'business', 'professionnel', 'pro', 'personne morale', 'morale', 'pm', 'organisation', 'organization', 'association', 'sci', 'corporate', 'firm'],
	individual: ['individu', 'particulier', 'individual', 'person', 'personal', 'personne', 'personne physique', 'physique', 'pp', 'foyer', 'famille', 'household', 'menage'],
};
const CIVILITIES: Readonly<Record<Civility, readonly string[]>> = {
	mr: ['m', 'mr', 'monsieur', 'mister', 'herr'],
	ms: ['mme', 'mlle', 'madame', 'mademoiselle', 'mrs', 'ms', 'miss', 'me mme'],
};
const LANGUAGES: Readonly<Record<Locale, readonly string[]>> = {
	fr: ['fr', 'francais', 'french', 'fr fr', 'francaise'],
	en: ['en', 'anglais', 'english', 'en gb', 'en us', 'anglaise'],
};

/** By their first letters, without accents: so short that no two begin alike. */
const MONTHS: readonly (readonly string[])[] = [['jan'], ['fev', 'feb'], ['mar'], ['avr', 'apr'], ['mai', 'may'], ['juin', 'jun'], ['juil', 'jul'], ['aou', 'aug'], ['sep'], ['oct'], ['nov'], ['dec']];

/** Days from 30 December 1899, by which Excel counts, to 1 January 1970. */
const EXCEL_EPOCH = 25_569;
const DAY = 86_400_000;

/** A cell without the sign that keeps spreadsheets from calculating or shortening it: exports of this app and of others put it there. */
export function plainCell(raw: string): string {
	return /^'+(?:[=+\-@\t\r\u0000]|0\d+$|\d{12,}$)/.test(raw) ? raw.slice(1) : raw;
}

/** Yes or no, or null for what is neither. */
export function readSwitch(text: string): boolean | null {
	const key = /^\s*[✓✔☑✗☒]\s*$/u.test(text) ? (/[✓✔☑]/u.test(text) ? 'x' : '0') : headerKey(text);
	return YES.has(key) ? true : NO.has(key) ? false : null;
}

/** Whether an account is a person's or a company's, or null. */
export function readType(text: string): AccountType | null {
	return keyIn(TYPES, text);
}

/** How a letter addresses the person, or null. */
export function readCivility(text: string): Civility | null {
	return keyIn(CIVILITIES, text);
}

/** One of the two languages, or null. */
export function readLanguage(text: string): Locale | null {
	return keyIn(LANGUAGES, text);
}

/**
 * Reads a date as files have it: as it is typed, as ISO 8601 with or without a time, with a year of two digits, or as Excel's serial number.
 * @param now ms since 1970: a year of two digits is the latest that has been
 * @returns 'YYYY-MM-DD', or null
 */
export function readFileDay(raw: string, order: DateOrder, now: number): string | null {
	const text = tidyLine(raw).replace(/^(?:n[ée](?:e|\(e\))? )?le /i, '').replace(/[T\s]+\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?$/i, '');
	if (/^\d{5}(?:[.,]\d+)?$/.test(text)) {
		const serial = Math.floor(Number(text.replace(',', '.')));
		const day = new Date((serial - EXCEL_EPOCH) * DAY).toISOString().slice(0, 10);
		return isDay(day) ? day : null;
	}
	const iso = text.replace(/^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/, (_, y: string, m: string, d: string) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`);
	if (isDay(iso)) return iso;
	const whole = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(text);
	if (whole !== null) return readDay(`${whole[3]}/${whole[2]}/${whole[1]}`);
	const parts = /^(\d{1,2})([\s./-]+)(\d{1,2})[\s./-]+(\d{2}|\d{4})$/.exec(text);
	if (parts === null) return wordyDay(text, now);
	const [, first = '', , second = '', year = ''] = parts;
	const [day, month] = order === 'day' ? [first, second] : [second, first];
	return readDay(`${day}/${month}/${year.length === 2 ? fullYear(Number(year), now) : year}`);
}

/** "le 1er mars 1980", "12-mars-80", "Monday, March 12th, 1980". */
function wordyDay(text: string, now: number): string | null {
	const said = foldText(text).replace(/^[a-z]+day,? |^[a-z]+(?:di|che),? /, '');
	const [, before, word = '', behind, year = ''] = /^(?:(\d{1,2})(?:er|st|nd|rd|th)?)?[\s./-]*(?:of |de )?([a-z]{3,9})\.?[\s./-]*(?:(\d{1,2})(?:st|nd|rd|th)?,?[\s./-]+)?(\d{2}|\d{4})$/.exec(said) ?? [];
	const month = MONTHS.findIndex((starts) => starts.some((start) => word.startsWith(start))) + 1;
	const day = before ?? behind;
	if (month === 0 || day === undefined || (before !== undefined && behind !== undefined)) return null;
	return readDay(`${day}/${month}/${year.length === 2 ? fullYear(Number(year), now) : year}`);
}

/** Whether a cell of dates holds what programs write for none: zeros. */
export function isNoDay(text: string): boolean {
	return /^[0\s./:-]+$/.test(text);
}

/** Tells from a column of dates whether the month comes first: some day after the twelfth stands in second place, and none in first. */
export function tellDateOrder(cells: Iterable<string>): DateOrder {
	let monthFirst = false;
	for (const cell of cells) {
		const parts = /^\s*(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(?:\d{2}|\d{4})\b/.exec(cell);
		if (parts === null) continue;
		if (Number(parts[1]) > 12) return 'day';
		if (Number(parts[2]) > 12) monthFirst = true;
	}
	return monthFirst ? 'month' : 'day';
}

/** Several values in one cell, such as tags: by bars, line breaks or Google's three colons, else by semicolons, else by commas. */
export function readList(text: string): string[] {
	const sign = /[|\n]|:::/.test(text) ? /[|\n]+|:::/ : text.includes(';') ? /;+/ : /,+/;
	const parts = text.split(sign).map((part) => part.trim());
	return [...new Set(parts.filter((part) => part !== ''))];
}

/** A cell of a custom field as it is stored (null: empty), or what is wrong with it. */
export function readCustomCell(field: CustomField, text: string, how: { locale: Locale; order: DateOrder; now: number }): { value: FieldValue } | { problem: 'value-invalid' | 'too-long' | 'choice-unknown' } {
	const own = { ...field, required: false };
	const checked = (raw: unknown) => {
		const read = checkCustomValue(own, raw);
		return read.ok ? { value: read.value } : { problem: read.problem === 'too-long' ? ('too-long' as const) : ('value-invalid' as const) };
	};
	if (text.trim() === '') return { value: null };
	switch (field.type) {
		case 'checkbox':
			return checked(readSwitch(text) ?? 'neither');
		case 'date':
			return isNoDay(text) ? { value: null } : checked(readFileDay(text, how.order, how.now) ?? 'no day');
		case 'choice':
		case 'choices': {
			const wanted = field.type === 'choice' ? [text] : readList(text);
			const ids = wanted.map((label) => field.choices.find((choice) => headerKey(choice.label) === headerKey(label) || choice.label.trim() === label.trim())?.id);
			if (ids.some((id) => id === undefined)) return { problem: 'choice-unknown' };
			return checked(field.type === 'choice' ? ids[0] : ids);
		}
		case 'number':
		case 'amount': {
			const read = readCustomText(own, text.replace(/\s*(?:€|%)\s*$/u, ''), how.locale);
			return read.ok ? { value: read.value } : { problem: 'value-invalid' };
		}
		default: {
			const read = readCustomText(own, text, how.locale);
			return read.ok ? { value: read.value } : { problem: read.problem === 'too-long' ? 'too-long' : 'value-invalid' };
		}
	}
}

/** First and last name out of one cell: "Jean Dupont", "DUPONT Jean", "Dupont, Jean", "Mme Anne-Marie DE LA TOUR". */
export function splitName(raw: string): { civility: Civility | null; firstName: string; lastName: string } {
	const words = raw.trim().split(/\s+/);
	const civility = words.length > 1 ? readCivility(words[0] ?? '') : null;
	const rest = civility === null ? words : words.slice(1);
	const comma = rest.join(' ').split(',');
	if (comma.length === 2 && comma.every((part) => part.trim() !== '')) {
		return { civility, firstName: comma[1]?.trim() ?? '', lastName: comma[0]?.trim() ?? '' };
	}
	const isCapital = (word: string) => /\p{Lu}{2}/u.test(word) && !/\p{Ll}/u.test(word);
	const capitals = rest.filter(isCapital);
	if (capitals.length > 0 && capitals.length < rest.length) {
		return { civility, firstName: rest.filter((word) => !isCapital(word)).join(' '), lastName: capitals.join(' ') };
	}
	if (rest.length === 1) return { civility, firstName: '', lastName: rest[0] ?? '' };
	return { civility, firstName: rest[0] ?? '', lastName: rest.slice(1).join(' ') };
}

function keyIn<Key extends string>(words: Readonly<Record<Key, readonly string[]>>, text: string): Key | null {
	const key = headerKey(text);
	return (Object.keys(words) as Key[]).find((one) => words[one].includes(key)) ?? null;
}

function fullYear(year: number, now: number): number {
	const present = new Date(now).getUTCFullYear();
	const century = Math.floor(present / 100) * 100;
	return century + year > present ? century - 100 + year : century + year;
}
