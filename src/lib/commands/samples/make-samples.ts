import { EMPTY_ADDRESS } from '../../domain/address.ts';
import type { FieldId, TagId } from '../../domain/ids.ts';
import { checkSiren } from '../../domain/siren.ts';
import { foldText } from '../../domain/text.ts';
import type { NewAccount, NewContact } from '../command-input.ts';
import type { SampleFirm, SampleSetUp } from './sample-firm.ts';
import { ENGLISH, FRENCH, type SampleCountry as Country } from './sample-data.ts';

/**
 * Invented accounts, two French ones for each English one, about a third of them companies, most households of one, some of two.
 * With `labels` they carry tags, custom values and folders. The same count always gives the same ones. Mail addresses end in `.example` (RFC 2606): no mail can reach anybody.
 */
export function makeSamples(count: number, labels?: Labelling): NewAccount[] {
	const pick = picker(20_261_124);
	// Labels have chance of their own: with them or without, the people are the same.
	const label = labels === undefined ? (account: NewAccount) => account : labeller(labels, picker(20_261_125));
	return Array.from({ length: count }, (_, i) => {
		const country = i % 3 === 2 ? ENGLISH : FRENCH;
		return label(i % 3 === 1 || i % 9 === 2 ? company(country, pick, i) : household(country, pick, i), i);
	});
}

/** What samples are labelled with. */
export interface Labelling {
	setUp: SampleSetUp;
	/** A new UUIDv7. */
	newId(): string;
}

type Pick = <T>(from: readonly T[]) => T;

function household(country: Country, pick: Pick, i: number): NewAccount {
	const lastName = nameOf(pick(country.lastNames));
	const people = i % 4 === 0 ? 2 : 1;
	return {
		type: 'individual',
		name: people === 2 && country === FRENCH ? `Foyer ${lastName}` : '',
		companyName: '',
		companyAddress: EMPTY_ADDRESS,
		contacts: Array.from({ length: people }, (_, n) => ({ create: person(country, pick, lastName, i * 2 + n), switches: switches(i, n) })),
	};
}

function company(country: Country, pick: Pick, i: number): NewAccount {
	const lastName = nameOf(pick(country.lastNames));
	const form = pick(country.forms);
	const trade = pick(country.trades);
	const name = [country === FRENCH ? `${trade} ${lastName}` : `${lastName} ${trade}`, form].filter((part) => part !== '').join(' ');
	return {
		type: 'company',
		name: '',
		companyName: name,
		companyAddress: address(country, pick, i),
		siren: country === FRENCH ? siren(i) : '',
		contacts: [{ create: person(country, pick, lastName, i * 2), switches: switches(i, 0) }],
	};
}

function person(country: Country, pick: Pick, lastName: string, n: number): NewContact {
	const firstName = pick(country.firstNames);
	const mail = foldText(`${firstName}.${lastName}`).replace(/[^a-z.]/g, '');
	return {
		firstName,
		lastName,
		email: n % 7 === 3 ? '' : `${mail}.${n}@clients.example`,
		phones: n % 5 === 4 ? [] : [country === FRENCH ? `06 ${pairs(n)}` : `07700 900${String(n % 1000).padStart(3, '0')}`],
		address: address(country, pick, n),
		language: country === FRENCH ? 'fr' : 'en',
	};
}

function address(country: Country, pick: Pick, n: number) {
	const [postcode, city] = pick(country.cities);
	return { street: `${(n % 140) + 1} ${pick(country.streets)}`, postcode, city, country: country.country };
}

function switches(i: number, n: number) {
	return { login: false, notify: (i * 2 + n) % 7 !== 3 && i % 2 === 0, sync: false };
}

function nameOf(written: string): string {
	return written.replace('_', ' ');
}

/** Gives accounts and people tags, custom values and folders, as a practice would. */
function labeller({ setUp, newId }: Labelling, pick: Pick): (account: NewAccount, i: number) => NewAccount {
	const { firm, fields, template } = setUp;
	const tag = ({ name, color }: SampleFirm['tags'][number]) => ({ id: newId() as TagId, name, color });
	const some = (tags: SampleFirm['tags'], i: number) => (i % 3 === 0 ? [] : i % 5 === 0 ? [pick(tags), pick(tags)] : [pick(tags)]).map(tag);
	const custom = (values: [FieldId | undefined, unknown][]) =>
		Object.fromEntries(values.filter((entry): entry is [FieldId, unknown] => entry[0] !== undefined));
	return (account, i) => ({
		...account,
		newTags: some(firm.tags, i),
		template: account.type === 'company' ? template : null,
		custom: custom([
			[fields.regime, account.type === 'company' ? pick(['real', 'simple']) : i % 4 === 0 ? 'micro' : null],
			[fields.yearEnd, account.type === 'company' ? pick(['2026-12-31', '2026-09-30', '2026-06-30', '2027-03-31']) : null],
			[fields.turnover, account.type === 'company' ? ((i * 7_919) % 900) * 100_000 + 2_500_000 : null],
			[fields.mandate, i % 3 !== 1],
		]),
		contacts: account.contacts.map((contact, n) =>
			'create' in contact
				? {
						...contact,
						create: {
							...contact.create,
							newTags: account.type === 'company' ? [firm.contactTags[0] ?? pick(firm.contactTags)].map(tag) : n > 0 ? firm.contactTags.slice(1, 2).map(tag) : [],
							custom: custom([[fields.profession, i % 2 === 0 ? pick(firm.professions) : null]]),
							civility: pick(['mr', 'ms'] as const),
							birthDate: i % 4 === 1 ? null : `19${50 + ((i * 3 + n) % 49)}-${pick(['01', '04', '07', '11'])}-${pick(['03', '12', '21', '28'])}`,
						},
					}
				: contact,
		),
	});
}

/** A number with the form of a SIREN, and a check digit that is right. */
function siren(n: number): string {
	const digits = `9000${String(n % 10_000).padStart(4, '0')}`;
	for (let check = 0; check < 10; check++) if (checkSiren(`${digits}${check}`).ok) return `${digits}${check}`;
	return '';
}

/** French numbers that no operator gives out: 06 39 98 xx xx (ARCEP, numbers for works of fiction). */
function pairs(n: number): string {
	const digits = String(n % 10_000).padStart(4, '0');
	return `39 98 ${digits.slice(0, 2)} ${digits.slice(2)}`;
}

/** Numbers that look random and are the same every time (mulberry32). */
function picker(seed: number): Pick {
	let state = seed;
	return (from) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		const index = ((t ^ (t >>> 14)) >>> 0) % from.length;
		return from[index] as (typeof from)[number];
	};
}
