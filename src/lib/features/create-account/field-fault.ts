import type { InputProblem } from '$lib/app/carnet.ts';
import { readEmail, type EmailReading } from '$lib/domain/email.ts';
import { checkName, type NameProblem } from '$lib/domain/names.ts';
import { isPhone } from '$lib/domain/phone.ts';
import { checkSiren } from '$lib/domain/siren.ts';

/** What is wrong with one field, without words: `fault-words.ts` says it. */
export type FieldFault =
	| { kind: 'type-missing' }
	| { kind: 'name-needed' }
	| { kind: 'company-needed' }
	| { kind: 'person-needed' }
	| { kind: 'contact-needed' }
	| { kind: 'contact-twice' }
	| { kind: 'contact-gone' }
	| { kind: 'last-contact' }
	| { kind: 'record-gone' }
	| { kind: 'name'; problem: NameProblem }
	| { kind: 'email'; problem: Extract<EmailReading, { kind: 'problem' }>['problem'] }
	| { kind: 'email-needed' }
	| { kind: 'email-staff' }
	| { kind: 'siren'; why: 'length' | 'sign' | 'check-digit' }
	| { kind: 'date' }
	| { kind: 'date-future' }
	| { kind: 'settings-changed' }
	| { kind: 'phone' }
	| { kind: 'too-long' };

/** What is wrong with a name as typed, or null: the one rule for account, company, first and last names. */
export function nameFault(raw: string): FieldFault | null {
	const problem = checkName(raw);
	return problem === null ? null : { kind: 'name', problem };
}

export function emailFault(raw: string): FieldFault | null {
	const reading = readEmail(raw);
	return reading.kind === 'problem' ? { kind: 'email', problem: reading.problem } : null;
}

/** An empty phone field is no fault: it is left out. */
export function phoneFault(raw: string): FieldFault | null {
	return raw.trim() === '' || isPhone(raw) ? null : { kind: 'phone' };
}

/** A refusal of a command, as the fault of the field that it names. `typed`: what stands in that field. */
export function refusalFault({ field, problem }: InputProblem, typed: string): FieldFault {
	const part = field.split('/').at(-1);
	switch (problem) {
		case 'required':
			return part === 'companyName'
				? { kind: 'company-needed' }
				: part === 'type'
					? { kind: 'type-missing' }
					: { kind: 'person-needed' };
		case 'name-unusable':
			return nameFault(typed) ?? { kind: 'name-needed' };
		case 'email-invalid':
			return emailFault(typed) ?? { kind: 'email', problem: 'form' };
		case 'phone-invalid':
			return { kind: 'phone' };
		case 'too-long':
			return { kind: 'too-long' };
		case 'contact-required':
			return { kind: 'contact-needed' };
		case 'contact-unknown':
			return { kind: 'contact-gone' };
		case 'contact-twice':
			return { kind: 'contact-twice' };
		case 'last-contact':
			return { kind: 'last-contact' };
		case 'email-needed':
			return { kind: 'email-needed' };
		case 'siren-invalid': {
			const reading = checkSiren(typed);
			return { kind: 'siren', why: reading.ok ? 'length' : reading.why };
		}
		case 'date-future':
			return { kind: 'date-future' };
		case 'value-invalid':
			return part === 'birthDate' ? { kind: 'date' } : { kind: 'settings-changed' };
		case 'value-required':
		case 'tag-unknown':
		case 'field-unknown':
		case 'template-unknown':
			return { kind: 'settings-changed' };
		default:
			return { kind: 'record-gone' };
	}
}
