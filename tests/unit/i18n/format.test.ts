import { describe, expect, test } from 'vitest';
import { formats } from '../../../src/lib/i18n/format.ts';
import { preferredLocale } from '../../../src/lib/i18n/preferred-locale.ts';

const now = new Date(2026, 10, 24, 14, 32).getTime();
const MINUTE = 60_000;
const DAY = 86_400_000;
const fr = formats('fr');
const en = formats('en');

describe('the language to begin with', () => {
	test('is the first of the browser that the app speaks', () => {
		expect(preferredLocale(['de-AT', 'fr-CA', 'en-US'])).toBe('fr');
		expect(preferredLocale(['EN-us', 'fr'])).toBe('en');
	});

	test('is English where the browser asks for neither, or for a language that only begins alike', () => {
		expect(preferredLocale(['de', 'frr', 'es'])).toBe('en');
		expect(preferredLocale([])).toBe('en');
	});
});

describe('moments', () => {
	test('of today are told by the time alone', () => {
		expect(fr.moment(now - 20 * MINUTE, now)).toBe('14:12');
		expect(en.moment(now - 20 * MINUTE, now)).toBe('14:12');
	});

	test('of another day carry the date, day before month in both languages', () => {
		expect(en.moment(now - DAY, now)).toBe('23 Nov 2026, 14:32');
		expect(fr.moment(now - DAY, now)).toBe('23 nov. 2026, 14:32');
	});

	test('are told relative to now in words', () => {
		expect(en.relative(now - 20_000, now)).toBe('now');
		expect(fr.relative(now - 20_000, now)).toBe('maintenant');
		expect(en.relative(now - 5 * MINUTE, now)).toBe('5 minutes ago');
		expect(fr.relative(now - 5 * MINUTE, now)).toBe('il y a 5 minutes');
		expect(fr.relative(now - DAY, now)).toBe('hier');
		expect(en.relative(now - 3 * 60 * MINUTE, now)).toBe('3 hours ago');
		expect(en.relative(now - 61 * DAY, now)).toBe('2 months ago');
		expect(en.relative(now + 2 * MINUTE, now)).toBe('in 2 minutes');
	});
});

describe('numbers', () => {
	test('are grouped as each language does', () => {
		expect(en.number(12_345)).toBe('12,345');
		expect(fr.number(12_345)).toBe('12\u202f345');
	});

	test('of bytes take the largest unit that gives at least one', () => {
		expect(en.bytes(0)).toBe('0 byte');
		expect(en.bytes(999)).toBe('999 byte');
		expect(en.bytes(48_200)).toBe('48 kB');
		expect(en.bytes(1_250_000)).toBe('1.3 MB');
		expect(fr.bytes(1_250_000)).toBe('1,3\u202fMo');
		expect(en.bytes(2_500_000_000_000)).toBe('2,500 GB');
	});
});

describe('countries', () => {
	test('are named and sorted in the language on screen', () => {
		const french = fr.countries();
		expect(french.find(({ code }) => code === 'DE')?.name).toBe('Allemagne');
		expect(french.map(({ name }) => name).slice(0, 3)).toEqual(['Afghanistan', 'Afrique du Sud', 'Albanie']);
		expect(en.country('CH')).toBe('Switzerland');
	});

	test('leave out groupings, placeholders and states that are no more', () => {
		const codes = new Set(en.countries().map(({ code }) => code));
		for (const code of ['EU', 'UN', 'ZZ', 'XA', 'SU', 'YU', 'AN', 'DD']) expect(codes).not.toContain(code);
		for (const code of ['FR', 'GB', 'BE', 'CH', 'LU', 'MC', 'RE', 'GP', 'CA']) expect(codes).toContain(code);
		expect(codes.size).toBeGreaterThan(240);
	});

	test('that are unknown are shown by their code', () => {
		expect(en.country('QQ')).toBe('QQ');
		expect(en.country('')).toBe('');
	});
});

describe('alphabetical order', () => {
	test('puts accented letters where French dictionaries do, and digits by value', () => {
		expect(['Zoé', 'eau', 'Écrivain', 'Élan', 'dossier 10', 'dossier 9'].sort(fr.compare)).toEqual([
			'dossier 9',
			'dossier 10',
			'eau',
			'Écrivain',
			'Élan',
			'Zoé',
		]);
	});
});
