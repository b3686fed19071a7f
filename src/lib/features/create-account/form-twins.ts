import { personKey } from '$lib/domain/contact.ts';
import { emailKey } from '$lib/domain/email.ts';
import { phoneKey } from '$lib/domain/phone.ts';
import type { ContactFormState } from './contact-form-state.svelte.ts';

/** Another contact of the same form who may be the one that is typed. */
export interface Twin {
	/** The earlier one. */
	of: ContactFormState;
	by: 'email' | 'phone' | 'name';
	/** The same e-mail, or the same name and phone: to be decided on before anything is saved. A phone alone is a household's. */
	likely: boolean;
}

/** The new contact before this one, in the same form, who may be the same person; null when there is none, or both are to be kept. */
export function twinOf(contact: ContactFormState, all: readonly ContactFormState[]): Twin | null {
	if (contact.linked !== null || contact.twinKept) return null;
	const before = all.slice(0, all.indexOf(contact)).filter(({ linked }) => linked === null);
	const found = before.flatMap((other) => alike(contact, other) ?? []);
	return found.find(({ likely }) => likely) ?? found[0] ?? null;
}

function alike(contact: ContactFormState, other: ContactFormState): Twin | null {
	const email = emailKey(contact.usableEmail);
	if (email !== '' && email === emailKey(other.usableEmail)) return { of: other, by: 'email', likely: true };
	const name = personKey(contact.name);
	if (name === '' || name !== personKey(other.name)) return null;
	const phones = other.phones.map(phoneKey);
	const phone = contact.phones.map(phoneKey).some((key) => key !== '' && phones.includes(key));
	return { of: other, by: phone ? 'phone' : 'name', likely: phone };
}
