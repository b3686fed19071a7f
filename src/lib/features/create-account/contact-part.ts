/** The parts of a contact that take the cursor. */
export type ContactPart =
	'firstName' | 'lastName' | 'email' | 'phones' | 'street' | 'birthDate' | `custom/${string}` | 'same' | 'person';

/** Which part of the form the last piece of a refusal's path names. */
export function partOf(field: string): ContactPart {
	const part = field.split('/').at(-1) ?? '';
	if (part === 'lastName' || part === 'email' || part === 'phones') return part;
	if (part === 'address') return 'street';
	if (part === 'birthDate') return part;
	const custom = field.split('custom/')[1];
	if (custom !== undefined) return `custom/${custom}`;
	return part === 'login' || part === 'notify' ? 'email' : 'firstName';
}
