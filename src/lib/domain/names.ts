import { tidyLine } from './text.ts';

/** The longest name, in UTF-16 code units, as Windows counts: leaves room for folders below it within Windows' 260 characters of path. */
export const MAX_NAME = 120;

const FORBIDDEN = /[<>:"/\\|?*]/;
/** With any extension: `nul.txt` is the device, and so is `nul .txt`. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|com[1-9¹²³]|lpt[1-9¹²³])(?: *\..*)?$/i;

/**
 * Why a name can't be a Windows directory name.
 * Source: Microsoft Learn, "Naming Files, Paths, and Namespaces".
 */
export type NameProblem =
	| { kind: 'character'; character: string; suggestion: string }
	| { kind: 'trailing-dot'; suggestion: string }
	| { kind: 'reserved'; word: string; suggestion: string }
	| { kind: 'too-long'; length: number; suggestion: string };

/**
 * What is wrong with a name as a directory name, or null. Takes the name as typed; it is tidied first (so a trailing space is no problem).
 * The one rule for account, company, first and last names, import and sign-up.
 */
export function checkName(raw: string): NameProblem | null {
	const name = tidyLine(raw);
	const character = FORBIDDEN.exec(name)?.[0];
	if (character !== undefined) return { kind: 'character', character, suggestion: safeName(name) };
	if (/\.$/.test(name)) return { kind: 'trailing-dot', suggestion: safeName(name) };
	if (RESERVED.test(name)) return { kind: 'reserved', word: name.split('.')[0] ?? name, suggestion: safeName(name) };
	if (name.length > MAX_NAME) return { kind: 'too-long', length: name.length, suggestion: safeName(name) };
	return null;
}

/** The nearest name that passes `checkName`. Idempotent; '' for a name with nothing left. */
export function safeName(raw: string): string {
	let name = tidyLine(raw)
		.replace(/"([^"]*)"/g, '“$1”')
		.replace(/"/g, '”')
		.replace(/</g, '‹')
		.replace(/>/g, '›')
		.replace(/\s*:\s*/g, ' - ')
		.replace(/[/\\|]/g, '-')
		.replace(/\?/g, '')
		.replace(/\*/g, '·');
	name = clip(tidyLine(name)).replace(/[. ]+$/, '');
	if (RESERVED.test(name)) name = name.replace(/^[^.]+/, '$&_');
	return name;
}

/** Cuts a name without splitting a surrogate pair or leaving a space at the end. */
function clip(name: string, most = MAX_NAME): string {
	if (name.length <= most) return name;
	const cut = name.slice(0, most);
	return (/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut).trimEnd();
}

/**
 * The name of an account's directory: its own name, safe; where others would share the directory (case and Unicode form aside), its ID behind it.
 * @param account its shown name and its ID
 * @param clashes whether another account that is not deleted has the same `caseKey` of its name
 */
export function directoryName(account: { name: string; code: string }, clashes: boolean): string {
	const name = safeName(account.name);
	if (!clashes && name !== '') return name;
	const suffix = name === '' ? account.code : ` ${account.code}`;
	return `${clip(name, MAX_NAME - suffix.length)}${suffix}`;
}
