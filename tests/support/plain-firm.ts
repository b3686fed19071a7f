import type { FormFirm } from '../../src/lib/features/create-account/form-firm.svelte.ts';
import { EMPTY_ADDRESS } from '../../src/lib/domain/address.ts';
import type { FirmSettings } from '../../src/lib/domain/firm-settings.ts';
import { Vocabulary } from '../../src/lib/domain/vocabulary.ts';

const SETTINGS: FirmSettings = {
	name: 'Cabinet Lefèvre',
	address: EMPTY_ADDRESS,
	logo: '',
	replyTo: '',
	language: 'fr',
	country: 'FR',
	defaultTemplate: null,
	signUpOpen: false,
	signUpWelcome: '',
	fields: [],
	templates: [],
};

/** What a form knows of a firm: nothing but what a test says. Today is 24 November 2026. */
export function plainFirm(known: Partial<FormFirm> & { settings?: Partial<FirmSettings> } = {}): FormFirm {
	return {
		vocabulary: new Vocabulary([], []),
		locale: 'en',
		today: () => '2026-11-24',
		isStaffEmail: (email) => email.toLowerCase() === 'camille@cabinet.example',
		...known,
		settings: { ...SETTINGS, ...known.settings },
	};
}
