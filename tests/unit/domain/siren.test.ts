import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSiren, formatSiren } from '../../../src/lib/domain/siren.ts';

describe('SIREN', () => {
	it.each(['732829320', '732 829 320', ' 732\u00a0829\u202f320 ', '404 833 048'])('SIR-1 takes %j', (text) => {
		expect(checkSiren(text)).toEqual({ ok: true, siren: text.replace(/\D/g, '') });
	});

	it.each([
		['732829321', 'check-digit'],
		['73282932', 'length'],
		['73282932000074', 'length'],
		['FR732829320', 'sign'],
	])('SIR-1 refuses %s', (text, why) => {
		expect(checkSiren(text)).toMatchObject({ ok: false, problem: 'siren-invalid', why });
	});

	it('SIR-1 one wrong digit, or two neighbours that changed places, is noticed', () => {
		const siren = fc.stringMatching(/^\d{9}$/).filter((text) => checkSiren(text).ok);
		fc.assert(
			fc.property(siren, fc.nat(8), fc.integer({ min: 1, max: 9 }), (text, at, by) => {
				const wrong = `${text.slice(0, at)}${(Number(text[at]) + by) % 10}${text.slice(at + 1)}`;
				expect(checkSiren(wrong).ok).toBe(false);
				expect(checkSiren(formatSiren(text))).toEqual({ ok: true, siren: text });
			}),
			{ numRuns: 50 },
		);
	});
});
