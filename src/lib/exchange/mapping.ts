import type { CustomField } from '../domain/custom-field.ts';
import { activeFields } from '../domain/firm-settings.ts';
import {
	ACCOUNT_NAMES,
	ACCOUNT_PARTS,
	ACCOUNT_WORDS,
	FIRST_WORDS,
	headerKey,
	PLACE_WORDS,
	PERSON_NAMES,
	PERSON_PARTS,
	SPOUSE_WORDS,
	splitTarget,
	type Mapping,
	type Target,
	type TargetGroup,
} from './targets.ts';

/** What is wrong with a mapping: it names nobody, or means one thing by two columns. */
export type MappingFault = { fault: 'no-name' } | { fault: 'twice'; target: Target; columns: number[] };

/** What columns of these names meant when this firm imported them last. */
export type Remembered = Readonly<Record<string, Target | ''>>;

/**
 * Proposes what the columns of a file mean: what the firm chose before, then its own fields, then the names that French and English files have.
 * No two columns get the same meaning; phones have three places, and streets two. The one address of a file of companies is theirs.
 */
export function proposeMapping(columns: readonly string[], fields: readonly CustomField[], remembered: Remembered): Mapping {
	const keys = columns.map(headerKey);
	const taken = new Set<Target>();
	const mapping: (Target | null)[] = columns.map(() => null);
	const settled = new Set<number>();
	const known = new Set(fields.filter(({ archived }) => !archived).map(({ id }) => id as string));
	for (const [i, key] of keys.entries()) {
		const before = remembered[key];
		if (before === undefined || key === '') continue;
		const custom = /\/custom\/(.+)$/.exec(before)?.[1];
		if (custom !== undefined && !known.has(custom)) continue;
		settled.add(i);
		if (before !== '' && !taken.has(before)) {
			mapping[i] = before;
			taken.add(before);
		}
	}
	const hasFirstName = keys.some((key) => PERSON_NAMES.firstName.includes(plainKey(key)));
	const ofCompany = isOfCompany(keys);
	for (const [i, key] of keys.entries()) {
		if (settled.has(i) || key === '') continue;
		const target = candidates(key, fields, hasFirstName).map((one) => (ofCompany ? toCompany(one) : one)).find((one) => !taken.has(one));
		if (target === undefined) continue;
		mapping[i] = target;
		taken.add(target);
	}
	return mapping;
}

/** Whether a file is of companies, and its one address theirs: it has their names or numbers, and no address that says whose it is. */
function isOfCompany(keys: readonly string[]): boolean {
	const found = keys.flatMap((key) => accountTargets(key).concat(ACCOUNT_WORDS.test(key) ? companyAddress(without(key, ACCOUNT_WORDS)) : []));
	return found.some((target) => target === 'account/companyName' || target === 'account/siren') && !found.some((target) => ADDRESS.test(target));
}

const ADDRESS = /^(?:account|contact)\/(street|street2|postcode|city|country)$/;

/** The address of an individual is their first contact's all the same: reading a row sees to that. */
function toCompany(target: Target): Target {
	const part = target.startsWith('contact/') ? ADDRESS.exec(target)?.[1] : undefined;
	return part === undefined ? target : (`account/${part}` as Target);
}

function companyAddress(key: string): Target[] {
	return personTargets('contact', key).map(toCompany).filter((target) => target.startsWith('account/'));
}

/** A column's name without the words that say that it is about the first person, or where they are reached; "adresse1" is "adresse 1". */
function plainKey(key: string): string {
	return bare(without(without(key, FIRST_WORDS), PLACE_WORDS).replace(/ 1$/, ''));
}

function bare(key: string): string {
	return key.replace(/^(?:du|de la|de l|of|the) | (?:du|de la|de l|de|of|of the)$/g, ' ').replace(/\s+/g, ' ').trim();
}

/** What is wrong with a mapping, if anything. */
export function mappingFaults(mapping: Mapping): MappingFault[] {
	const columns = new Map<Target, number[]>();
	for (const [i, target] of mapping.entries()) if (target !== null) columns.set(target, [...(columns.get(target) ?? []), i]);
	const faults: MappingFault[] = [...columns].flatMap(([target, at]) => (at.length > 1 ? [{ fault: 'twice' as const, target, columns: at }] : []));
	const naming: readonly Target[] = ['account/name', 'account/companyName', 'account/code', 'account/siren', 'contact/firstName', 'contact/lastName', 'contact/name', 'contact/email', 'contact/id'];
	if (!naming.some((target) => columns.has(target))) faults.push({ fault: 'no-name' });
	return faults;
}

/** What is worth remembering of a mapping, by the columns' names. */
export function rememberMapping(columns: readonly string[], mapping: Mapping): Record<string, Target | ''> {
	const named = columns.map((name, i) => [headerKey(name), mapping[i] ?? ''] as const);
	return Object.fromEntries(named.filter(([key]) => key !== ''));
}

/** What a column of this name may mean, the likeliest first. */
function candidates(named: string, fields: readonly CustomField[], hasFirstName: boolean): Target[] {
	const own = ownFields(named, fields);
	const key = named.replace(/(\p{L})(\d)/gu, '$1 $2');
	const plain = bare(without(key, SPOUSE_WORDS));
	// "Nom" without a first name beside it is the whole name, and with one beside it the last name only.
	const isName = (one: string) => one === 'nom' && !hasFirstName;
	if (SPOUSE_WORDS.test(key)) return [...own, ...personTargets('spouse', plain === '' ? 'name' : plain), ...ownFields(plain, fields, 'spouse')];
	const found: Target[] = [...own, ...(isName(key) ? (['contact/name'] as const) : [])];
	if (hasFirstName && key !== 'nom' && plainKey(key) === 'nom' && FIRST_WORDS.test(key)) found.push('contact/lastName');
	found.push(...accountTargets(key), ...personTargets('contact', key));
	if (found.length > 0) return withOthers(found);
	if (/ 2$/.test(key)) found.push(...personTargets('spouse', key.replace(/ 2$/, '')));
	if (ACCOUNT_WORDS.test(key)) found.push(...accountTargets(without(key, ACCOUNT_WORDS)), ...companyAddress(without(key, ACCOUNT_WORDS)));
	const rest = plainKey(key);
	if (FIRST_WORDS.test(key) || PLACE_WORDS.test(key)) found.push(...(isName(rest) ? (['contact/name'] as const) : []), ...personTargets('contact', rest));
	if (found.length === 0 && / 1$/.test(key)) found.push(...personTargets('contact', rest));
	return withOthers(found);
}

function ownFields(key: string, fields: readonly CustomField[], group?: TargetGroup): Target[] {
	const kinds = group === undefined ? (['account', 'contact'] as const) : (['contact'] as const);
	return kinds.flatMap((kind) =>
		activeFields(fields, kind)
			.filter(({ label }) => headerKey(label) === key)
			.map(({ id }): Target => `${group ?? kind}/custom/${id}`),
	);
}

function accountTargets(key: string): Target[] {
	return ACCOUNT_PARTS.filter((part) => ACCOUNT_NAMES[part].includes(key)).map((part): Target => `account/${part}`);
}

function personTargets(group: 'contact' | 'spouse', key: string): Target[] {
	return PERSON_PARTS.filter((part) => PERSON_NAMES[part].includes(key)).map((part): Target => `${group}/${part}`);
}

/** Another column of phones takes the next place, and another one of streets the second line. */
function withOthers(found: readonly Target[]): Target[] {
	return found.flatMap((target): Target[] => {
		const split = splitTarget(target);
		if ('part' in split && split.part === 'street') return [target, `${split.group}/street2`];
		if (!('part' in split) || split.group === 'account' || !split.part.startsWith('phone')) return [target];
		const { group } = split;
		return [target, `${group}/phone`, `${group}/phone2`, `${group}/phone3`];
	});
}

function without(key: string, words: RegExp): string {
	return key.replace(words, ' ').replace(/\s+/g, ' ').trim();
}
