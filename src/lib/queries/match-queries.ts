import { Dexie } from 'dexie';
import { personKey } from '../domain/contact.ts';
import { emailKey } from '../domain/email.ts';
import type { ContactId } from '../domain/ids.ts';
import { phoneKey } from '../domain/phone.ts';
import { caseKey, foldText } from '../domain/text.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import { live } from './live.ts';
import type { Queries } from './queries.ts';
import type { PersonTraits, SamePerson } from './rows.ts';

/** How many people of one trait are looked at: more of them say nothing. */
const MOST_ALIKE = 50;

/** Shorter keys are extensions and short numbers, which many share. */
const PHONE_LENGTH = 6;

type MatchQueries = Pick<Queries, 'sameName' | 'bySiren' | 'byCode' | 'samePeople' | 'editedAfterDeletion'>;

/** Finds records that may be the one that somebody is about to make. */
export function matchQueries(database: BookDatabase): MatchQueries {
	const others = (rows: AccountRow[], except?: AccountRow['id']) => rows.filter((row) => row.id !== except && row.status !== 'deleted');
	return {
		sameName: async (name, except) => others(await database.accounts.where('nameKey').equals(caseKey(name)).toArray(), except),
		bySiren: async (siren, except) =>
			siren === '' ? [] : others(await database.accounts.where('siren').equals(siren).toArray(), except),
		byCode: async (typed) => {
			const code = typed.trim().toUpperCase();
			const claim = /^[A-Z]{3}-\d+/.exec(code)?.[0] ?? code;
			const claiming = await database.accounts.where('codeClaim').equals(claim).toArray();
			const named = claiming.filter((row) => code === claim || row.code === code);
			// The ID of an account that was merged finds the one that stands for it.
			const standing = await database.accounts.bulkGet(named.map((row) => row.mergedInto ?? row.id));
			return others([...new Map(standing.flatMap((row) => (row === undefined ? [] : [[row.id, row]]))).values()]);
		},
		samePeople: (person, except) => samePeople(database, person, except),
		editedAfterDeletion: () =>
			live(async () => {
				const deleted = database.accounts.where('[status+sortKey+id]').between(['deleted', Dexie.minKey], ['deleted', Dexie.maxKey]);
				return deleted.filter((row) => row.editedAfterDeletion).toArray();
			}),
	};
}

async function samePeople(database: BookDatabase, person: PersonTraits, except?: ContactId): Promise<SamePerson[]> {
	const email = emailKey(person.email);
	const phones = person.phones.map(phoneKey).filter((key) => key.length >= PHONE_LENGTH);
	const name = personKey(`${person.firstName} ${person.lastName}`);
	const { contacts } = database;
	const [byEmail, byPhone, byName] = await Promise.all([
		email === '' ? [] : contacts.where('emailKey').equals(email).limit(MOST_ALIKE).toArray(),
		phones.length === 0 ? [] : contacts.where('phoneKeys').anyOf(phones).distinct().limit(MOST_ALIKE).toArray(),
		name === '' ? [] : contacts.where('nameKey').equals(name).limit(MOST_ALIKE).toArray(),
	]);
	const words = new Set(foldText(`${person.firstName} ${person.lastName}`).split(/[\s'-]+/));
	const sharesName = ({ nameKey }: ContactRow) => nameKey.split(' ').some((word) => words.has(word));
	const found = new Map<ContactId, SamePerson>();
	const add = (by: SamePerson['by'], rows: readonly ContactRow[]) => {
		for (const contact of rows)
			if (contact.id !== except && contact.status !== 'deleted' && !found.has(contact.id)) found.set(contact.id, { contact, by });
	};
	add('email', byEmail);
	add('phone', byPhone.filter(sharesName));
	add('phone', byPhone);
	add('name', byName);
	return [...found.values()];
}
