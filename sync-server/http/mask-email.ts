/** An address that its owner recognises and nobody else learns: `m•••@cabinet.fr`. */
export function maskEmail(email: string): string {
	const at = email.lastIndexOf('@');
	return `${[...email][0] ?? ''}•••${email.slice(at)}`;
}
