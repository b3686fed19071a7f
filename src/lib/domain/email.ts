/** What an e-mail field holds: nothing, one address, or something that needs the person's attention. */
export type EmailReading =
	| { kind: 'empty' }
	| { kind: 'address'; address: string; suggestion: string | null }
	| { kind: 'problem'; problem: 'several' | 'spaces' | 'form' | 'domain' | 'too-long' };

const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u;

const TYPOS: Readonly<Record<string, string>> = {
	'gmial.com': 'gmail.com',
	'gmai.com': 'gmail.com',
	'gamil.com': 'gmail.com',
	'gmail.fr': 'gmail.com',
	'gmail.con': 'gmail.com',
	'hotmial.com': 'hotmail.com',
	'hotmail.con': 'hotmail.com',
	'hotmai.fr': 'hotmail.fr',
	'outlok.com': 'outlook.com',
	'yahou.fr': 'yahoo.fr',
	'oragne.fr': 'orange.fr',
	'orange.com.fr': 'orange.fr',
	'wanado.fr': 'wanadoo.fr',
	'laposte.com': 'laposte.net',
};

/**
 * Reads one e-mail address (RFC 5321 §4.1.2 without quoted local parts; international ones of RFC 6531 pass).
 * Repairs what is trivial (white space around, no-break spaces, a trailing comma or semicolon, `mailto:`, angle brackets); refuses the rest.
 * The returned address keeps the local part as typed and lower-cases the domain. `suggestion` is a likely correction of a typing error.
 */
export function readEmail(raw: string): EmailReading {
	const text = raw
		.normalize('NFC')
		.replace(/[\u00a0\u2007\u202f\u200b\ufeff]/g, ' ')
		.trim()
		.replace(/^mailto:/i, '')
		.replace(/^<(.*)>$/, '$1')
		.replace(/[,;]+$/, '')
		.trim();
	if (text === '') return { kind: 'empty' };
	if (/[\u0000-\u001f\u007f]/.test(text)) return { kind: 'problem', problem: 'form' };
	const at = text.lastIndexOf('@');
	if ((text.match(/@/g) ?? []).length > 1) return { kind: 'problem', problem: 'several' };
	if (/\s/.test(text)) return { kind: 'problem', problem: 'spaces' };
	if (at < 1) return { kind: 'problem', problem: 'form' };
	const local = text.slice(0, at);
	const domain = text.slice(at + 1).toLowerCase();
	if (!LOCAL.test(local)) return { kind: 'problem', problem: 'form' };
	const labels = domain.split('.');
	const top = labels[labels.length - 1] ?? '';
	if (labels.length < 2 || !labels.every((label) => LABEL.test(label)) || top.length < 2 || /^\d+$/.test(top)) {
		return { kind: 'problem', problem: 'domain' };
	}
	if (local.length > 64 || text.length > 254) return { kind: 'problem', problem: 'too-long' };
	const typo = TYPOS[domain];
	return { kind: 'address', address: `${local}@${domain}`, suggestion: typo === undefined ? null : `${local}@${typo}` };
}

/** What two spellings of one address have in common: addresses compare without case. */
export function emailKey(address: string): string {
	return address.trim().toLowerCase();
}
