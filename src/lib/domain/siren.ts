/** A SIREN as it is stored (nine digits), or what is wrong with what was typed. */
export type SirenReading = { ok: true; siren: string } | { ok: false; problem: 'siren-invalid'; why: 'length' | 'sign' | 'check-digit' };

/**
 * Reads a French company's SIREN: nine digits with a Luhn check digit (INSEE), spaces anywhere. The empty text is an empty SIREN.
 */
export function checkSiren(text: string): SirenReading {
	const digits = text.replace(/[\s.-]/gu, '');
	if (digits === '') return { ok: true, siren: '' };
	if (!/^\d+$/.test(digits)) return { ok: false, problem: 'siren-invalid', why: 'sign' };
	if (digits.length !== 9) return { ok: false, problem: 'siren-invalid', why: 'length' };
	if (!passesLuhn(digits)) return { ok: false, problem: 'siren-invalid', why: 'check-digit' };
	return { ok: true, siren: digits };
}

/** A SIREN as people read it: in threes, with no-break spaces. */
export function formatSiren(siren: string): string {
	return siren.replace(/(\d{3})(?=\d)/g, '$1\u00a0');
}

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(digits: string): boolean {
	let sum = 0;
	for (let i = 0; i < digits.length; i++) {
		const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
		sum += digit > 9 ? digit - 9 : digit;
	}
	return sum % 10 === 0;
}
