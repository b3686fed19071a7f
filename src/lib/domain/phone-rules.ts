import type { CountryCode } from 'libphonenumber-js/min';

/** A phone number as its country's rules read it. */
export interface PhoneReading {
	/** ITU-T E.164, such as +33612345678. */
	e164: string;
	/** As it is written in the firm's country, or with its calling code when it is of another one. */
	shown: string;
	/** Whether there can be such a number. */
	possible: boolean;
	/** ISO 3166-1 alpha-2; '' where the rules can't tell. */
	country: string;
}

/** Reads numbers by the rules of every country. */
export interface PhoneRules {
	/**
	 * @param country ISO 3166-1 alpha-2, of numbers without a calling code
	 * @returns null for what is no number there
	 */
	read(raw: string, country: string): PhoneReading | null;
}

/** Loads the rules: some 30 kB that no screen needs before somebody types or looks at a number. */
export async function loadPhoneRules(): Promise<PhoneRules> {
	const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
	return {
		read: (raw, country) => {
			const number = parsePhoneNumberFromString(raw.replace(/\(0\)/g, ''), country as CountryCode);
			if (number === undefined) return null;
			return {
				e164: number.number,
				shown: number.country === country ? number.formatNational() : number.formatInternational(),
				possible: number.isPossible(),
				country: number.country ?? '',
			};
		},
	};
}
