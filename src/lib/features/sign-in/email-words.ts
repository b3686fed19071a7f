import { readEmail } from '$lib/domain/email.ts';
import * as m from '$messages';

/** What is wrong with a typed address, in words, or null. */
export function emailFault(raw: string): string | null {
	const reading = readEmail(raw);
	if (reading.kind === 'address') return null;
	if (reading.kind === 'empty') return m.signin_email_needed();
	return reading.problem === 'several' ? m.setup_email_several() : m.setup_email_invalid();
}
