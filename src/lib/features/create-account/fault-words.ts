import { MAX_NAME, type NameProblem } from '$lib/domain/names.ts';
import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';
import type { FieldFault } from './field-fault.ts';

const EMAIL_PROBLEMS = {
	several: m.create_email_several,
	spaces: m.create_email_spaces,
	form: m.create_email_form,
	domain: m.create_email_domain,
	'too-long': m.create_email_too_long,
} as const;

const SIREN_PROBLEMS = {
	sign: m.create_siren_sign,
	length: m.create_siren_length,
	'check-digit': m.create_siren_check,
} as const;

const PLAIN = {
	'type-missing': m.create_type_missing,
	'name-needed': m.create_name_needed,
	'company-needed': m.create_company_needed,
	'person-needed': m.create_person_needed,
	'contact-needed': m.create_contact_needed,
	'contact-twice': m.create_contact_twice,
	'contact-gone': m.create_contact_gone,
	'last-contact': m.create_last_contact,
	'record-gone': m.create_record_gone,
	'email-needed': m.create_email_needed,
	'email-staff': m.create_email_staff,
	date: m.create_date_invalid,
	'date-future': m.create_date_future,
	'settings-changed': m.create_settings_changed,
	phone: m.create_phone_invalid,
	'too-long': m.create_too_long,
} as const;

/** What is wrong with a field and how to repair it, in the language on screen; null for no fault. */
export function faultWords(fault: FieldFault | null): string | null {
	if (fault === null) return null;
	if (fault.kind === 'name') return nameWords(fault.problem);
	if (fault.kind === 'email') return EMAIL_PROBLEMS[fault.problem]();
	if (fault.kind === 'siren') return SIREN_PROBLEMS[fault.why]();
	return PLAIN[fault.kind]();
}

function nameWords(problem: NameProblem): string {
	switch (problem.kind) {
		case 'character':
			return m.create_name_character({ character: problem.character });
		case 'trailing-dot':
			return m.create_name_trailing_dot();
		case 'reserved':
			return m.create_name_reserved({ word: problem.word });
		case 'too-long':
			return m.create_name_too_long({ length: formats().number(problem.length), most: formats().number(MAX_NAME) });
	}
}
