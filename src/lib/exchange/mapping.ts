import type { CustomField } from '../domain/custom-field.ts';
import { activeFields } from '../domain/firm-settings.ts';
import {
	ACCOUNT_NAMES,
	ACCOUNT_PARTS,
	ACCOUNT_WORDS,
	FIRST_WORDS,
	headerKey,
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
 * No two columns get the same meaning, except phones, which have three places.
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
	const hasFirstName = keys.some((key) => PERSON_NAMES.firstName.includes(key));
	for (const [i, key] of keys.entries()) {
		if (settled.has(i) || key === '') continue;
		const target = candidates(key, fields, hasFirstName).find((one) => !taken.has(one));
		if (target === undefined) continue;
		mapping[i] = target;
		taken.add(target);
	}
	return mapping;
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
function candidates(key: string, fields: readonly CustomField[], hasFirstName: boolean): Target[] {
	const spouse = SPOUSE_WORDS.test(key) || / 2$/.test(key);
	const plain = without(key, SPOUSE_WORDS).replace(/^(?:du|de la|de l|of|the) | (?:du|de la|de l|de|of|of the)$/g, ' ').replace(/\s+/g, ' ').trim();
	const found: Target[] = [...ownFields(key, fields)];
	// "Nom" without a first name beside it is the whole name.
	const isName = key === 'nom' && !hasFirstName;
	if (isName) found.push('contact/name');
	if (SPOUSE_WORDS.test(key)) return [...found, ...personTargets('spouse', plain === '' ? 'name' : plain), ...ownFields(plain, fields, 'spouse')];
	found.push(...accountTargets(key), ...personTargets('contact', key));
	if (found.length > 0) return withOtherPhones(found);
	if (spouse) found.push(...personTargets('spouse', key.replace(/ 2$/, '')));
	if (ACCOUNT_WORDS.test(key)) found.push(...accountTargets(without(key, ACCOUNT_WORDS)));
	if (FIRST_WORDS.test(key)) found.push(...personTargets('contact', without(key, FIRST_WORDS).replace(/ 1$/, '')));
	if (found.length === 0 && / 1$/.test(key)) found.push(...personTargets('contact', key.replace(/ 1$/, '')));
	return withOtherPhones(found);
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

/** Another column of phones takes the next place. */
function withOtherPhones(found: readonly Target[]): Target[] {
	return found.flatMap((target): Target[] => {
		const split = splitTarget(target);
		if (!('part' in split) || split.group === 'account' || !split.part.startsWith('phone')) return [target];
		const { group } = split;
		return [target, `${group}/phone`, `${group}/phone2`, `${group}/phone3`];
	});
}

function without(key: string, words: RegExp): string {
	return key.replace(words, ' ').replace(/\s+/g, ' ').trim();
}
