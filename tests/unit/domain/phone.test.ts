import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPhone, phoneKey, samePhone } from '../../../src/lib/domain/phone.ts';
import { loadPhoneRules } from '../../../src/lib/domain/phone-rules.ts';

describe('phone numbers', () => {
	it.each([
		['06 12 34 56 78', '+33 6 12 34 56 78', '0033612345678', '+33 (0)6.12.34.56.78'],
		['02 123 45 67', '+32 2 123 45 67', '003221234567'],
		['07700 900123', '+44 7700 900 123', '+44 (0) 7700-900123'],
		['(555) 123-4567', '+1 555 123 4567', '001 555 123 4567'],
		['06 1234 5678', '+39 06 1234 5678'],
		['621 123 456', '+352 621 123 456'],
	])('PHO-1 has one key in any spelling: %s', (...spellings) => {
		expect(new Set(spellings.map(phoneKey)).size).toBe(1);
	});

	it('PHO-1 tells numbers apart, and short ones not at all', () => {
		expect(samePhone('06 12 34 56 78', '06 12 34 56 79')).toBe(false);
		expect(samePhone('12', '12')).toBe(false);
		expect(isPhone('appeler Léa')).toBe(false);
	});

	it('PHO-1 does not care for what people put between digits', () => {
		const between = fc.constantFrom('', ' ', '.', '-', '\u00a0', '\u202f');
		fc.assert(
			fc.property(fc.stringMatching(/^0[1-9]\d{8}$/), fc.array(between, { minLength: 10, maxLength: 10 }), (number, signs) => {
				const typed = Array.from(number, (digit, i) => digit + signs[i]).join('');
				expect(phoneKey(typed)).toBe(phoneKey(number));
				expect(phoneKey(`+33${number.slice(1)}`)).toBe(phoneKey(number));
			}),
		);
	});

	it('PHO-2 are shown as their country writes them', async () => {
		const rules = await loadPhoneRules();
		expect(rules.read('0612345678', 'FR')).toEqual({ e164: '+33612345678', shown: '06 12 34 56 78', possible: true, country: 'FR' });
		expect(rules.read('+447700900123', 'FR')).toMatchObject({ shown: '+44 7700 900123', possible: true });
		expect(rules.read('12', 'FR')?.possible ?? false).toBe(false);
		expect(rules.read('Léa', 'FR')).toBeNull();
	});
});
