import { EMPTY_ADDRESS } from '../../domain/address.ts';
import { foldText } from '../../domain/text.ts';
import type { NewAccount, NewContact } from '../command-input.ts';
import { ENGLISH, FRENCH, type SampleCountry as Country } from './sample-data.ts';

/**
 * Invented accounts, two French ones for each English one, about a third of them companies, most households of one, some of two.
 * The same count always gives the same ones. Mail addresses end in `.example` (RFC 2606): no mail can reach anybody.
 */
export function makeSamples(count: number): NewAccount[] {
	const pick = picker(20_261_124);
	return Array.from({ length: count }, (_, i) => {
		const country = i % 3 === 2 ? ENGLISH : FRENCH;
		return i % 3 === 1 || i % 9 === 2 ? company(country, pick, i) : household(country, pick, i);
	});
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
